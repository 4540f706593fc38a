/// The traps of a run, for those who want to be told of them.
final class TrapLog {
  struct Entry {
    let trap: Trap
    let hart: Int
    /// Where it happened, and the instruction there.
    let pc: UInt64
    let from: PrivilegeMode
    /// Cycles of the computer's clock.
    let clock: Int
    let step: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var total = 0
  private let keep: Int

  /// Keeps the last `keep`.
  init(keep: Int) { self.keep = keep }

  func record(_ trap: Trap, _ hart: Hart, _ clock: Int, _ step: Int) {
    total += 1
    entries.append(
      Entry(trap: trap, hart: hart.id, pc: hart.pc, from: hart.mode, clock: clock, step: step))
    if entries.count > keep { entries.removeFirst() }
  }
}

/// `0x80000000`: a pattern as people write it.
func hexadecimal(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
