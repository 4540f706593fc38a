import LabEngine

/// What a person is doing at the prompt: trying things out, or learning. It says what a bare line means.
protocol Activity: AnyObject {
  /// What stands before the cursor: name and position.
  var prompt: [(text: String, attributes: String)] { get }
  /// True if a bare line is a command, so that Tab completes commands and `quit` means to leave.
  var takesCommands: Bool { get }
  /// The machine for `!`, `?` and Tab.
  func machine() throws -> Console
  /// Enter on an empty line.
  func goOn() throws
  func take(_ line: String) throws
  /// True if `line` means something as a bare line here, although it is also the name of a command.
  func means(_ line: String) -> Bool
  /// Ctrl-C on a line.
  func dropLine()
}

extension Activity {
  func goOn() throws {}
  func means(_ line: String) -> Bool { false }
  func dropLine() {}
}

/// One machine and no questions.
final class FreeLab: Activity {
  let console: Console
  private let name: String

  /// `name` stands in the prompt.
  init(_ console: Console, name: String = "oslab") {
    self.console = console
    self.name = name
  }

  var prompt: [(text: String, attributes: String)] {
    [(name, "1;36"), (" " + console.position, "2"), (">", "")]
  }

  var takesCommands: Bool { true }
  func machine() -> Console { console }
  func take(_ line: String) throws { try console.run(line) }
}
