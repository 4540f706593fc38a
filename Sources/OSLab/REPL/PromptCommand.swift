import LabEngine

/// One `:` command: a new one is one of these and a line in `PromptCommands.all`.
struct PromptCommand: Sendable {
  var name: String
  /// What may follow the name, such as `FILE`; empty if nothing.
  var operands: String
  /// One line.
  var summary: String
  /// What it does, for `?NAME`.
  var explanation: String
  /// Does it; `operand` is the rest of the line without blanks at its ends.
  var run: @Sendable (_ operand: String, _ repl: REPL) throws -> Void
  /// Completes what follows the name.
  var complete: @Sendable (_ operand: String, _ repl: REPL) -> [Completions.Candidate] = { _, _ in
    []
  }

  var usage: String { operands.isEmpty ? ":\(name)" : ":\(name) \(operands)" }

  var help: Report { Report([.listing([usage], more: 0), .text(explanation)]) }
}

/// All commands of the prompt.
enum PromptCommands {
  static let all: [PromptCommand] = [
    help, hint, file, edit, skip, next, back, list, play, reset, undo, why, progress, transcript,
    save,
    open,
    set, quit,
  ]

  static func exactly(_ name: String) -> PromptCommand? { all.first { $0.name == name } }

  /// Runs what stands behind the colon; the beginning of a name will do.
  static func run(_ text: String, in repl: REPL) throws {
    let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    guard let word = parts.first.map({ $0.lowercased() }) else {
      throw Notice("':' is followed by a command; ':help' lists them.")
    }
    let operand = parts.count > 1 ? parts[1].trimmingBlanks() : ""
    let command = try named(word)
    if command.operands.isEmpty, !operand.isEmpty {
      throw Notice("':\(command.name)' stands alone.")
    }
    try command.run(operand, repl)
  }

  private static func named(_ word: String) throws -> PromptCommand {
    let names = all.map(\.name)
    switch uniquePrefix(word, among: names) {
    case .one(let name): if let command = exactly(name) { return command }
    case .several(let names):
      throw Notice("':\(word)' may be \(names.map { ":" + $0 }.joined(separator: ", ")).")
    case .none: break
    }
    let near = nearest(word, among: names).map { " Did you mean ':\($0)'?" } ?? ""
    throw Notice("There is no command ':\(word.prefix(40))'.\(near) ':help' lists them.")
  }

  static func completions(_ line: String, _ offset: Int, in repl: REPL) -> Completions {
    let mark = line.prefix { $0 == " " }.count + 1
    guard offset >= mark else { return Completions(start: offset, candidates: []) }
    let before = line.prefix(offset).dropFirst(mark)
    guard let blank = before.firstIndex(of: " ") else {
      let matches = all.filter { $0.name.hasPrefix(before) }
      let candidates = matches.map { Completions.Candidate(text: $0.name, summary: $0.summary) }
      return Completions(start: mark, candidates: candidates)
    }
    guard let command = try? named(String(before[..<blank])) else {
      return Completions(start: offset, candidates: [])
    }
    let operand = before[blank...].drop { $0 == " " }
    let candidates = command.complete(String(operand), repl).filter { $0.text.hasPrefix(operand) }
    return Completions(start: offset - operand.count, candidates: candidates)
  }
}
