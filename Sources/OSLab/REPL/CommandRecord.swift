import LabEngine

/// The commands that made a machine what it is, for `:save`.
///
/// A plain `back` takes commands away and `redo` brings them again; what goes back into the middle of a
/// command is kept as it was typed, so that running the record always gives the same machine.
struct CommandRecord: Hashable, Sendable {
  private(set) var commands: [String] = []
  private var undone: [String] = []
  /// Commands before this one are behind a jump in time and can only be undone by another.
  private var firstPlain = 0

  init(_ commands: [String] = []) { self.commands = commands }

  mutating func add(_ statement: Statement) {
    switch statement.verb {
    case "back":
      if let count = Self.count(statement), count <= commands.count - firstPlain {
        undone += commands.suffix(count).reversed()
        commands.removeLast(count)
        return
      }
    case "redo":
      if let count = Self.count(statement), count <= undone.count {
        for _ in 0..<count { commands.append(undone.removeLast()) }
        return
      }
    case "goto": break
    default:
      undone = []
      commands.append(Self.text(statement))
      return
    }
    undone = []
    commands.append(statement.text)
    firstPlain = commands.count
  }

  /// A command that Ctrl-C stopped: `time` nanoseconds is how far the machine came.
  mutating func addStopped(_ statement: Statement, at time: Int) {
    undone = []
    commands += [Self.text(statement), "goto \(time)ns"]
    firstPlain = commands.count
  }

  /// The command as it would be typed again, with its body.
  static func text(_ statement: Statement) -> String {
    statement.body.map { "\(statement.text)\n\($0)\nend" } ?? statement.text
  }

  /// The N of `back N`, 1 without one, nil if it counts something else than commands.
  private static func count(_ statement: Statement) -> Int? {
    let words = statement.text.split(separator: " ").dropFirst()
    guard let word = words.first else { return 1 }
    return words.count == 1 ? Int(word) : nil
  }
}
