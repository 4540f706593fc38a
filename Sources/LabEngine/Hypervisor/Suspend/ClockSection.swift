/// Time and turns: how far the computer has come, whose turn it is, what has become of it.
enum ClockSection: SuspendSection {
  static let tag = "TIME"
  static let name = "clock"

  /// So far from the end of all integers that a run need not look out for it.
  private static let latest = 1 << 61

  static func save(_ computer: Computer, to writer: inout StateWriter) {
    writer.count(computer.clock)
    writer.count(computer.steps)
    writer.count(computer.turn)
    writer.count(computer.turnLeft)
    writer.flag(computer.ranInRound)
    writer.count(computer.reached)
    writer.text(computer.state.word)
    writer.text(computer.ending)
  }

  static func load(into computer: Computer, from reader: inout StateReader) throws {
    computer.clock = try reader.count("the clock", in: 0...latest)
    computer.steps = try reader.count("the instructions begun", in: 0...latest)
    computer.turn = try reader.count("whose turn it is", in: 0...computer.harts.count - 1)
    computer.turnLeft = try reader.count("what is left of a turn", in: 1...Computer.cyclesPerTick)
    computer.ranInRound = try reader.flag("whether a hart has run in this round")
    computer.reached = try reader.count("the cycles of a round", in: 0...Computer.cyclesPerTick)
    let word = try reader.text("the state")
    guard let state = ComputerState.allCases.first(where: { $0.word == word }) else {
      throw reader.wrong("no computer can be \(word)")
    }
    computer.state = state
    computer.ending = try reader.text("why it is in this state")
    // The machine that it leaves has counted all of that.
    computer.countWithoutTime()
  }
}
