import Glibc
import Testing

/// The free lab at a real terminal: what the keys do, and what becomes of the machine.
@Suite(.serialized) struct PromptTests {
  private static let start = "oslab 0 · 0ns>"
  private let home = TemporaryHome()

  private func session(
    rows: Int = 24, columns: Int = 80, environment: [String: String] = [:]
  ) throws -> TerminalSession {
    let session = try TerminalSession(
      home: home, environment: environment, rows: rows, columns: columns)
    try session.waitForPrompt(Self.start)
    return session
  }

  @Test func `shows what a command did, and moves on`() throws {
    let session = try session()
    session.enter("machine frames=3; process A pages=8")
    try session.waitForPrompt("oslab 2 · 0ns>")
    session.enter("refs A 1")
    try session.waitForPrompt("oslab 3 · 8ms>")
    session.enter("print faults")
    try session.expect("print faults\n1\n")
    try session.waitForPrompt("oslab 3 · 8ms>")
  }

  @Test func `colours the prompt, and not with NO_COLOR`() throws {
    let coloured = try session()
    #expect(coloured.screen.attribute(row: coloured.screen.row, column: 0) == "0;1;36")
    #expect(coloured.screen.column == Self.start.count + 1)
    let plain = try session(environment: ["NO_COLOR": "1"])
    #expect(plain.screen.attribute(row: plain.screen.row, column: 0) == "")
  }

  @Test func `completes a word and lists candidates`() throws {
    let session = try session()
    session.send("mach\t")
    try session.waitForPrompt(Self.start, typed: "machine")
    session.send("\u{15}:s\t")
    try session.expect("save")
    try session.waitForPrompt(Self.start, typed: ":s")
    session.send("k\t\r")
    try session.expect("needs a lesson")
    try session.waitForPrompt(Self.start)
  }

  @Test func `searches the history of an earlier session`() throws {
    let first = try session()
    first.enter("print 6 * 7")
    try first.expect("42")
    try first.waitForPrompt(Self.start)
    first.enter("print 1")
    try first.waitForPrompt(Self.start)
    first.send("\u{4}")
    #expect(try first.waitForEnd() == 0)

    let second = try session()
    second.send("\u{12}6 *")
    try second.expect("print 6 * 7")
    second.send("\r")
    try second.expect("\n42\n")
    try second.waitForPrompt(Self.start)
  }

  @Test func `ctrl-C drops the line and stays`() throws {
    let session = try session()
    session.send("print 1")
    try session.waitForPrompt(Self.start, typed: "print 1")
    session.send("\u{3}")
    try session.expect("^C")
    try session.waitForPrompt(Self.start)
    session.enter("print 2")
    try session.expect("print 2\n2\n")
  }

  @Test func `ctrl-C stops a long run and keeps the machine`() throws {
    let session = try session()
    session.enter("machine frames=3; process A pages=8")
    try session.waitForPrompt("oslab 2 · 0ns>")
    // The run would take seconds at the least, and the key comes as soon as the line has been taken.
    session.enter("refs A (0..7)*2000000")
    try session.wait(for: "the run to begin") { $0.cursorLine.isEmpty }
    session.send("\u{3}")
    try session.expect("Stopped")
    try session.wait(for: "the next prompt") { $0.cursorLine.hasPrefix("oslab 3 · ") }
    session.enter("print refs < 16000000 and len([faults, hits]) == 2")
    try session.expect("\ntrue\n")
  }

  @Test func `ctrl-D leaves`() throws {
    let session = try session()
    session.send("\u{4}")
    #expect(try session.waitForEnd() == 0)
  }

  @Test(arguments: ["quit", "exit", ":quit", ":q"]) func `leaves by word`(_ word: String) throws {
    let session = try session()
    session.enter(word)
    #expect(try session.waitForEnd() == 0)
  }

  @Test func `takes UTF-8 under LC_ALL=C, and edits it`() throws {
    let session = try session()
    session.send("print \"né日本\"")
    try session.waitForPrompt(Self.start, typed: "print \"né日本\"")
    session.send("\u{1b}[D\u{7f}")
    try session.wait(for: "one character less") {
      $0.cursorLine == "\(Self.start) print \"né日\"" && $0.column == Self.start.count + 12
    }
    session.enter("")
    try session.expect("\nné日\n")
  }

  @Test func `runs each line of a paste, and leaves the rest to be edited`() throws {
    let session = try session()
    session.send("\u{1b}[200~machine frames=3\nprint\t5\nprint 3\nprint 4\u{1b}[201~")
    // A tab in a paste is a blank, and completes nothing.
    try session.expect("print 5\n5\n")
    try session.expect("print 3\n3\n")
    try session.waitForPrompt("oslab 1 · 0ns>", typed: "print 4")
    session.enter("2")
    try session.expect("\n42\n")
  }

  @Test func `a long line survives a window that changes its width`() throws {
    let session = try session(columns: 60)
    let line = "print " + (1...12).map { "\($0)" }.joined(separator: " + ")
    session.send(line)
    try session.wait(for: "the line") { $0.text.hasSuffix("+ 12") }
    session.resize(rows: 24, columns: 100)
    try session.wait(for: "the line on one row") { $0.cursorLine == "\(Self.start) \(line)" }
    session.send("\r")
    try session.expect("\n78\n")
  }

  /// Here nobody could continue a stopped program, so the system lets it run on (POSIX on orphaned process
  /// groups): what is left to see is that the terminal is given back and taken again with the line whole.
  @Test func `ctrl-Z gives the terminal back and keeps the line`() throws {
    let session = try session()
    session.send("print 5")
    try session.waitForPrompt(Self.start, typed: "print 5")
    let row = session.screen.row
    session.send("\u{1a}")
    try session.wait(for: "the line below") {
      $0.row == row + 1 && $0.cursorLine == "\(Self.start) print 5"
    }
    session.enter("")
    try session.expect("\n5\n")
  }

  @Test func `honours the editrc`() throws {
    home.file(".editrc", "oslab:bind ^X ed-prev-history\n")
    let session = try session()
    session.enter("print 7")
    try session.expect("\n7\n")
    try session.waitForPrompt(Self.start)
    session.send("\u{18}")
    try session.waitForPrompt(Self.start, typed: "print 7")
  }

  @Test func `a terminal that can do nothing still has a prompt`() throws {
    let session = try TerminalSession(home: home, environment: ["TERM": "dumb"])
    try session.expect("oslab 0 · 0ns>")
    session.send("print 8\n")
    try session.expect("\n8\n")
    try session.expect("oslab 0 · 0ns>")
    session.send("\u{3}")
    try session.expect("oslab 0 · 0ns>")
    session.send("\u{4}")
    #expect(try session.waitForEnd() == 0)
  }

  @Test func `suggests what was meant`() throws {
    let session = try session()
    session.enter(":hlep")
    try session.expect("Did you mean ':help'?")
    session.enter("prnit 1")
    try session.expect("did you mean `print`?")
  }

  @Test func `goes on with a warning where nothing can be written`() throws {
    home.file(".local", "in the way")
    home.file(".config", "in the way")
    let session = try session()
    session.enter("print 9")
    try session.expect("cannot be kept")
    try session.expect("\n9\n")
    session.enter(":set width=60")
    try session.expect("this session only")
  }
}
