/// Looks through the instructions that a computer has executed, backwards from the present.
///
/// By replay in stretches: each begins from the nearest checkpoint and is as long as all looked at before it, so
/// that what happened lately is found at once. Looking at every instruction costs about as much as a
/// breakpoint does; the search gives up after `bound` of them.
struct InstructionSearch {
  /// A part of one command, and the machine as it was at its beginning.
  struct Stretch {
    let machine: Machine
    let computer: Computer
    /// Instructions.
    let count: Int
    fileprivate let start: Moment
  }

  enum Finding<Result> {
    case found(Result)
    /// Nothing since the computer was made.
    case none
    case givenUp
  }

  static let bound = 1 << 24
  private static let firstStretch = 1 << 14
  private static let longestStretch = 1 << 18

  let history: History
  let budget: Budget
  /// The computer's memory among the address spaces, by which replayed machines find it.
  let space: Int

  /// Has `look` run one stretch after the other, the last first; what it returns ends the search.
  func backwards<Result>(_ look: (Stretch) throws -> Result?) throws -> Finding<Result> {
    let entries = history.entries(at: history.present)
    let first = entries.lastIndex { $0.startsMachine } ?? 0
    var length = Self.firstStretch
    var left = Self.bound
    for index in entries.indices.reversed() where index >= first {
      var end = entries[index].limit ?? entries[index].units
      guard end > 0, try runs(entries[index], at: index) else { continue }
      while end > 0 {
        guard left > 0 else { return .givenUp }
        let begin = max(0, end - min(length, left))
        guard let stretch = try stretch(Moment(entry: index, unit: begin), end - begin) else {
          return .none
        }
        if let found = try look(stretch) { return .found(found) }
        left -= end - begin
        end = begin
        length = min(length * 2, Self.longestStretch)
      }
    }
    return .none
  }

  /// Whether the units of a command are instructions of the computer.
  private func runs(_ entry: History.Entry, at index: Int) throws -> Bool {
    guard let command = entry.command as? any ComputerCommand else { return false }
    let machine = try history.replay(to: Moment(entry: index), budget: budget)
    return command.subject(in: machine)?.space == space
  }

  private func stretch(_ moment: Moment, _ count: Int) throws -> Stretch? {
    if budget.stopRequest?.isRequested == true { throw LabError(.interrupted) }
    try budget.spend(instructions: count)
    let machine = try history.replay(to: moment, budget: budget)
    guard let computer = machine.computers.first(where: { $0.space == space }) else { return nil }
    computer.forgetTranslations()
    return Stretch(machine: machine, computer: computer, count: count, start: moment)
  }

  /// The computer after so many instructions of a stretch.
  func stretch(_ stretch: Stretch, from offset: Int) throws -> Stretch? {
    var moment = stretch.start
    moment.unit += offset
    return try self.stretch(moment, stretch.count - offset)
  }
}
