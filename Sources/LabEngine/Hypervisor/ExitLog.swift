/// The exits of a run, for those who want to be told of them.
final class ExitLog {
  struct Entry {
    let number: Int
    let reason: ExitReason
    let trap: Trap
    let pc: UInt64
    /// Nil where no instruction is at fault, as with an interrupt.
    let bits: UInt32?
    let hart: Int
    let mode: PrivilegeMode
    /// The guest's control registers and its general ones before the exit was handled.
    let controls: ControlRegisters
    let registers: [UInt64]
    let passage: Int
    let emulation: Int
    let clock: Int
    let step: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var total = 0
  private let keep: Int
  private let isWanted: (ExitReason) -> Bool
  private unowned let computer: Computer
  private var before: (mode: PrivilegeMode, controls: ControlRegisters, registers: [UInt64])?
  private var bits: UInt32?

  /// Keeps the last `keep` of those that are wanted.
  init(
    keep: Int, of computer: Computer, where isWanted: @escaping (ExitReason) -> Bool = { _ in true }
  ) {
    self.keep = keep
    self.computer = computer
    self.isWanted = isWanted
  }

  /// The state before something that may become an exit.
  func begin(_ hart: Hart, _ bits: UInt32?) {
    before = (hart.mode, hart.csr, (0..<32).map { hart.x[$0] })
    self.bits = bits
  }

  func record(
    _ reason: ExitReason, _ trap: Trap, at pc: UInt64, _ hart: Hart, passage: Int, emulation: Int,
    number: Int
  ) {
    if before == nil { begin(hart, nil) }
    defer {
      before = nil
      bits = nil
    }
    guard isWanted(reason), let before else { return }
    total += 1
    entries.append(
      Entry(
        number: number, reason: reason, trap: trap, pc: pc, bits: bits, hart: hart.id,
        mode: before.mode, controls: before.controls, registers: before.registers,
        passage: passage, emulation: emulation, clock: computer.clock,
        step: computer.steps + (computer.current?.begun ?? 0)))
    if entries.count > keep { entries.removeFirst() }
  }
}
