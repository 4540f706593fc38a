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
    /// The computer's memory among the address spaces.
    fileprivate let space: Int
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
    var place = Place(space: space, length: Self.firstStretch, left: Self.bound)
    var index = entries.count - 1
    while index >= first {
      if let command = entries[index].command as? any StateCommand {
        index = try follow(command, at: index, entries[first..<index], &place)
        continue
      }
      let end = entries[index].limit ?? entries[index].units
      if end > 0, try runs(entries[index], at: index, place.space),
        let finding = try backwards(Moment(entry: index, unit: end), &place, look)
      {
        return finding
      }
      index -= 1
    }
    return .none
  }

  /// How far a search has come: whose instructions it looks at, and how many in the next stretch.
  private struct Place {
    var space: Int
    var length: Int
    var left: Int
  }

  /// The instructions of one command, up to `moment`. Nil to go on with those before it.
  private func backwards<Result>(
    _ moment: Moment, _ place: inout Place, _ look: (Stretch) throws -> Result?
  ) throws -> Finding<Result>? {
    var end = moment.unit
    while end > 0 {
      guard place.left > 0 else { return .givenUp }
      let begin = max(0, end - min(place.length, place.left))
      let start = Moment(entry: moment.entry, unit: begin)
      guard let stretch = try stretch(start, end - begin, of: place.space) else {
        return Finding.none
      }
      if let found = try look(stretch) { return .found(found) }
      place.left -= end - begin
      end = begin
      place.length = min(place.length * 2, Self.longestStretch)
    }
    return nil
  }

  /// Where to go on before a command that may have replaced the computer's state: what was undone by `restore`
  /// is passed over, and a clone's past is that of its original.
  private func follow(
    _ command: any StateCommand, at index: Int, _ before: ArraySlice<History.Entry>,
    _ place: inout Place
  ) throws -> Int {
    let machine = try history.replay(to: Moment(entry: index), budget: budget)
    switch command.origin(of: place.space, in: machine) {
    case nil: return index - 1
    case .computer(let space):
      place.space = space
      return index - 1
    case .snapshot(let name):
      for index in before.indices.reversed() {
        guard let keeper = before[index].command as? any KeepingCommand else { continue }
        let machine = try history.replay(to: Moment(entry: index), budget: budget)
        if keeper.keeps(name, of: place.space, in: machine) { return index - 1 }
      }
      return before.startIndex - 1
    }
  }

  /// Whether the units of a command are instructions of the computer.
  private func runs(_ entry: History.Entry, at index: Int, _ space: Int) throws -> Bool {
    guard let command = entry.command as? any ComputerCommand else { return false }
    let machine = try history.replay(to: Moment(entry: index), budget: budget)
    return command.subject(in: machine)?.space == space
  }

  private func stretch(_ moment: Moment, _ count: Int, of space: Int) throws -> Stretch? {
    if budget.stopRequest?.isRequested == true { throw LabError(.interrupted) }
    try budget.spend(instructions: count)
    let machine = try history.replay(to: moment, budget: budget)
    guard let computer = machine.computers.first(where: { $0.space == space }) else { return nil }
    computer.forgetTranslations()
    return Stretch(machine: machine, computer: computer, count: count, start: moment, space: space)
  }

  /// The computer after so many instructions of a stretch.
  func stretch(_ stretch: Stretch, from offset: Int) throws -> Stretch? {
    var moment = stretch.start
    moment.unit += offset
    return try self.stretch(moment, stretch.count - offset, of: stretch.space)
  }
}
