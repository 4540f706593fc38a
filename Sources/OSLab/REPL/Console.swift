import LabEngine

/// A machine at the prompt: runs what is typed and shows what each command did.
final class Console {
  private(set) var lab: Lab
  private(set) var record: CommandRecord
  private let screen: Screen

  init(_ lab: Lab, screen: Screen, record: CommandRecord = CommandRecord()) {
    self.lab = lab
    self.screen = screen
    self.record = record
  }

  /// Another console on a copy of the machine.
  func copy() -> Console { Console(lab.copy(), screen: screen, record: record) }

  func replace(_ lab: Lab, record: CommandRecord = CommandRecord()) {
    lab.stopRequest = self.lab.stopRequest
    lab.console = self.lab.console
    lab.liveScreen = self.lab.liveScreen
    self.lab = lab
    self.record = record
  }

  /// Runs one entry as typed at the prompt, where beginnings of words will do. Throws at the first mistake;
  /// the commands before it have happened.
  func run(_ entry: String, each: (CommandResult) throws -> Void = { _ in }) throws {
    for statement in try statements(entry) { try each(run(statement)) }
  }

  /// Runs a file as it stands.
  func run(script: String) throws {
    for statement in try Lab.statements(of: script) { _ = try run(statement) }
  }

  /// The commands of one entry, with their words written out.
  func statements(_ entry: String) throws -> [Statement] {
    let lines = entry.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let first = try lab.expandingPrefixes(String(lines[0]))
    return try Lab.statements(
      of: ([first] + lines.dropFirst().map(String.init)).joined(separator: "\n"))
  }

  func run(_ statement: Statement) throws -> CommandResult {
    let result = try perform(statement)
    screen.show(result.report)
    return result
  }

  /// Runs one command without showing what it did.
  func perform(_ statement: Statement) throws -> CommandResult {
    let start = lab.summary
    do {
      let result = try lab.execute(statement)
      if result.changedMachine { record.add(statement) }
      return result
    } catch let error as LabError where error.problem == .interrupted {
      let now = lab.summary
      if now != start { record.addStopped(statement, at: now.time) }
      throw error
    }
  }

  /// `12 · 8.2us`: how many commands made the machine, and its time; `12 · 8.2us · S loop` while a computer is
  /// under way.
  var position: String {
    let summary = lab.summary
    let time = "\(summary.position) · \(Value.nanoseconds(summary.time).written())"
    return summary.running.isEmpty || summary.running.count > 24
      ? time : "\(time) · \(summary.running)"
  }
}
