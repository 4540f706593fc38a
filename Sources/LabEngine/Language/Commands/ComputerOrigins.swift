/// What `why` says of a part of a computer: which instruction wrote it last, or which traps there were.
extension Computer {
  func origin(
    of part: ComputerPart, _ scope: ObservableScope, _ search: InstructionSearch
  ) throws -> [Report.Block] {
    switch part {
    case .register(0): return [.text("x0 is always zero; what is written to it is lost.")]
    case .control(let number) where Self.counts(number):
      return [.text("It counts by itself, with every instruction or with the clock.")]
    case .traps(let name):
      return try traps(named: name, hart: scope.namesHart ? scope.hartIndex : nil, search)
    case .exits(let reason): return try exits(for: reason, search)
    case .violations:
      let list = vm?.violations ?? []
      let more = (vm?.violationCount ?? 0) - list.count
      return list.isEmpty ? [] : [.listing(list.flatMap { $0.lines(self) }, more: more)]
    default: return try lastWrite(of: part, scope, search)
    }
  }

  /// cycle, time, instret and their like.
  private static func counts(_ number: Int) -> Bool {
    (CSR.cycle..<CSR.cycle + 32).contains(number) || (CSR.mcycle..<CSR.mcycle + 32).contains(number)
  }

  private func lastWrite(
    of part: ComputerPart, _ scope: ObservableScope, _ search: InstructionSearch
  ) throws -> [Report.Block] {
    switch try LastWrite.search(part, hart: scope.hartIndex, self, search) {
    case .none:
      return [.text("No instruction has written it since \(name) was booted.")]
    case .givenUp:
      return [
        .text("No instruction among the last \(InstructionSearch.bound) has written it.")
      ]
    case .found(let write):
      var text =
        write.stepsSince == 0
        ? "Written by the last instruction"
        : "Written \(counted(write.stepsSince, "instruction")) before the last one"
      if let old = write.old, let new = write.new {
        text +=
          old == new
          ? "; it was \(written(old)) before, too"
          : "; \(written(old)) became \(written(new))"
      }
      return [.listing(write.lines, more: 0), .text(text + ".")]
    }
  }

  private func traps(
    named name: String?, hart: Int?, _ search: InstructionSearch
  ) throws -> [Report.Block] {
    let found = try TrapSearch.last(WhyCommand.lines, named: name, hart: hart, search)
    guard !found.entries.isEmpty else {
      return found.isComplete
        ? [] : [.text("There was none in the last \(InstructionSearch.bound) instructions.")]
    }
    let lines = found.entries.flatMap { entry in
      ["step \(entry.step), cycle \(entry.clock)"] + told(entry)
    }
    var blocks: [Report.Block] = [.listing(lines, more: 0)]
    let total = (hart.map { [harts[$0]] } ?? harts).reduce(0) { sum, hart in
      let counts = hart.trapCounts
      return sum &+ (name.map { counts.count(named: $0) ?? 0 } ?? counts.total)
    }
    if total > found.entries.count {
      blocks.append(.text("The last \(found.entries.count) of \(counted(total, "trap"))."))
    }
    return blocks
  }
}
