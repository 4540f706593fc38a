import Testing

@testable import OSLab

/// `run … live` at a real terminal.
@Suite(.serialized) struct LiveRunPromptTests {
  private let home = TemporaryHome()

  private func session() throws -> TerminalSession {
    let session = try TerminalSession(home: home)
    try session.waitForPrompt("oslab 0 · 0ns>")
    session.enter("host cpus=2; vm V workload=\"cpu=3ms io=7ms\" vcpus=3")
    try session.waitForPrompt("oslab 2 · 0ns>")
    return session
  }

  @Test func `a key stops it and keeps what was done`() throws {
    let session = try session()
    session.enter("run for=100s live")
    try session.expect("Any key stops the run.")
    try session.expect("60%")
    session.send("x")
    try session.expect("Stopped; the machine is as far as it came.")
    try session.expect("oslab 3")
    session.enter("print time > 0 and time < 100s")
    try session.expect("true")
    session.enter("run live for=1ms")
    try session.expect("1ms on 2 CPUs")
  }

  @Test(arguments: [1, 2, 3, 23, 70, 71])
  func `a picture higher than the window keeps its foot`(_ most: Int) {
    let lines = (0..<70).map { "row \($0)" }
    let fitted = LiveTerminal.fitted(lines, to: most)
    #expect(fitted.count == min(most, 70))
    #expect(most < 3 || fitted.last == "row 69")
    #expect(most != 23 || fitted[12].hasPrefix("… 48 lines"))
  }
}
