import Testing

/// A table, filled in row by row at a terminal.
@Suite(.serialized) struct TablePromptTests {
  private let home = TemporaryHome()

  init() {
    home.file(
      "chart.md",
      """
      ---
      oslab: 1
      id: chart
      version: 1
      title: A chart
      seeds: 1..1
      ---
      ```question rr table
      ask: Round robin with a quantum of 2 ms: A needs 3 ms, B needs 4 ms. Who runs when?
      setup: host quantum=2ms; task A run=3ms; task B run=4ms
      run: run
      rows: timeline
      column start: start / 1ms
      column task: task
      given: 1
      ```
      """)
  }

  private func session() throws -> TerminalSession {
    let session = try TerminalSession(["learn", "chart.md"], home: home)
    try session.waitForPrompt("chart 1/1 rr row 2/4>")
    return session
  }

  @Test func `rows are numbered as in the table, given ones before them`() throws {
    let session = try session()
    session.enter("2")
    try session.expect("Row 2 has 1 entry")
    session.enter("2 B")
    try session.waitForPrompt("chart 1/1 rr row 3/4>")
  }

  @Test func `ctrl-C drops the line and no row, ':undo' takes one back`() throws {
    let session = try session()
    session.enter("2 B")
    session.enter("5 A")
    try session.waitForPrompt("chart 1/1 rr row 4/4>")
    session.send("5\u{3}")
    try session.expect("':undo' takes one back")
    try session.waitForPrompt("chart 1/1 rr row 4/4>")
    session.enter(":undo")
    try session.expect("Took back: 5 A")
    try session.waitForPrompt("chart 1/1 rr row 3/4>")
    session.enter("4 A")
    session.enter("5 B")
    try session.expect("Right. 1 of 1 points")
  }

  @Test func `rows before the first wrong one need not be typed again`() throws {
    let session = try session()
    session.enter("2 B")
    session.enter("4 B")
    session.enter("5 A")
    try session.expect("Row 3 is the first that is not right.")
    try session.expect("Row 2 stands; go on with row 3")
    try session.waitForPrompt("chart 1/1 rr row 3/4>")
    session.enter("4 A")
    session.enter("5 B")
    try session.expect("Right. 1 of 1 points")
  }
}
