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
    /// The mode and the address of its handler; nil if the firmware or nobody handled it.
    var handler: (mode: PrivilegeMode, address: UInt64)?
  }

  private(set) var entries: [Entry] = []
  private(set) var total = 0
  private let keep: Int
  private let isWanted: (Entry) -> Bool
  private var keptLast = false

  /// Keeps the last `keep` of those that are wanted.
  init(keep: Int, where isWanted: @escaping (Entry) -> Bool = { _ in true }) {
    self.keep = keep
    self.isWanted = isWanted
  }

  func record(_ trap: Trap, _ hart: Hart, _ clock: Int, _ step: Int) {
    let entry = Entry(
      trap: trap, hart: hart.id, pc: hart.pc, from: hart.mode, clock: clock, step: step)
    keptLast = isWanted(entry)
    guard keptLast else { return }
    total += 1
    entries.append(entry)
    if entries.count > keep { entries.removeFirst() }
  }

  /// The hart has entered the handler of the trap that was recorded last.
  func entered(_ hart: Hart) {
    guard keptLast, !entries.isEmpty else { return }
    entries[entries.count - 1].handler = (hart.mode, hart.pc)
  }
}

/// `0x80000000`: a pattern as people write it.
func hexadecimal(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
