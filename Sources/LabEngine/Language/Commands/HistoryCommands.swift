/// `back [N] [refs|steps|events]`
struct BackCommand: Command {
  static let description = CommandDescription(
    verb: "back", usage: ["back [N] [refs|steps|events]"],
    summary: "undo commands, or go back inside a run",
    detail: """
      Without a unit it undoes the last N commands that changed the machine (1 if N is left out); commands \
      that only ask never count. With `refs` it goes back N references, also into the middle of a long \
      string; with `steps` N instructions of a guest (the same as refs where no program runs); with \
      `events` to the last reference or instruction that lies at least N events back.
      """,
    operands: [.words(["refs", "steps", "events"])], examples: ["back", "back 3", "back 5 refs"])

  private enum Measure: String, CaseIterable { case refs, steps, events }
  private let count: Int
  private let measure: Measure?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    count = try scanner.count()
    guard !scanner.isAtEnd else {
      measure = nil
      return
    }
    let word = try scanner.name("refs, steps or events")
    let known = Measure.allCases.map(\.rawValue)
    guard let measure = Measure(rawValue: word.text) else {
      throw scanner.error(
        .unknown(
          kind: "way to count back", name: word.text, nearest: nearest(word.text, among: known),
          known: known), at: word.place)
    }
    self.measure = measure
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    guard lab.history.canUndo else {
      throw LabError(
        .undefined("There is nothing to go back to: no command has changed the machine."))
    }
    switch measure {
    case nil: return try undo(in: lab)
    case .steps where lab.machine.counts.steps > 0:
      return try lab.rewind(count, "instruction", \.steps)
    case .refs, .steps: return try lab.rewind(count, "reference", \.refs)
    case .events: return try lab.rewind(count, "event", \.events)
    }
  }

  private func undo(in lab: Lab) throws -> CommandOutcome {
    let history = lab.history
    let done = history.present.entry + (history.present.unit > 0 ? 1 : 0)
    guard count <= done else {
      throw LabError(
        .outOfRange(
          what: "the number of commands to undo", value: "\(count)", range: "1 to \(done)"))
    }
    let undone = history.entries[(done - count)..<done].map(\.statement.text)
    try lab.seek(Moment(entry: done - count))
    return CommandOutcome(report: .text("Undone: " + summary(undone)), changedMachine: true)
  }
}

/// `redo [N]`
struct RedoCommand: Command {
  static let description = CommandDescription(
    verb: "redo", usage: ["redo [N]"], summary: "do again what `back` undid",
    detail: "A new command that changes the machine ends what can be redone.",
    examples: ["redo", "redo 2"])

  private let count: Int

  init(parsing scanner: inout Scanner, in lab: Lab) throws { count = try scanner.count() }

  func run(in lab: Lab) throws -> CommandOutcome {
    let history = lab.history
    let left = history.entries.count - history.present.entry
    guard history.canRedo else { throw LabError(.undefined("There is nothing to redo.")) }
    guard count <= left else {
      throw LabError(
        .outOfRange(
          what: "the number of commands to redo", value: "\(count)", range: "1 to \(left)"))
    }
    let first = history.present.entry
    try lab.seek(Moment(entry: first + count))
    let redone = history.entries[first..<(first + count)].map(\.statement.text)
    return CommandOutcome(report: .text("Done again: " + summary(redone)), changedMachine: true)
  }
}

/// `goto TIME`
struct GotoCommand: Command {
  static let description = CommandDescription(
    verb: "goto", usage: ["goto TIME"], summary: "go to a moment of virtual time",
    detail: """
      To the last reference or command that was complete by then, backwards or (after `back`) forwards, \
      since the machine was made.
      """,
    examples: ["goto 16ms"])

  private let time: Int

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    let (quantity, place) = try scanner.constant("a time, such as 16ms", .time)
    time = try quantity.time(writtenAs: Value.quantity(quantity).written(), at: place)
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    let moment = try lab.moment(last: time, \.time) { machine in machine.time }
    try lab.seek(moment)
    return CommandOutcome(report: .text(lab.position), changedMachine: true)
  }
}

extension Quantity {
  /// In base units, if it is whole and small enough to count.
  var wholeBase: Int? {
    switch number {
    case .integer(let whole): whole
    case .real(let real): real.rounded() == real && abs(real) < 9e15 ? Int(real) : nil
    }
  }
}

extension Scanner {
  /// An optional count, 1 if it is left out.
  fileprivate mutating func count() throws -> Int {
    guard !isAtEnd, let next = byte(offsetAfterSpaces), !Ascii.isLetter(next) else { return 1 }
    return try integer("a number", in: 1...Int.max, what: "the count")
  }

  /// The word, if it stands here alone.
  mutating func takeWord(_ word: String) -> Bool {
    let before = position
    if let name = try? name(word), name.text == word { return true }
    position = before
    return false
  }
}

private func summary(_ commands: [String]) -> String {
  let shown = commands.suffix(3).map { $0.count > 60 ? String($0.prefix(59)) + "…" : $0 }
  let more = commands.count - shown.count
  return (more > 0 ? "\(counted(more, "command")), " : "") + shown.joined(separator: "; ")
}
