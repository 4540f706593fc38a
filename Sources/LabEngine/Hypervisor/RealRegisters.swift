/// The supervisor's registers of the real hart while a guest runs: the hypervisor's, not the guest's.
///
/// What a guest must not see. On a profile whose reads of them do not trap, it does.
struct RealRegisters: Hashable, Sendable {
  /// Where the hypervisor's code and data lie: at the top of the address space, as Sv39 sees it.
  static let entry: UInt64 = 0xffff_ffff_c000_0000
  private static let data: UInt64 = 0xffff_ffff_c010_0000
  /// SIE and SPIE set, SPP user: entered by `sret`, with interrupts on.
  private static let status =
    ControlRegisters.Status.sie | ControlRegisters.Status.spie
    | ControlRegisters.Status.fixed & ControlRegisters.Status.supervisor

  let hart: Int
  var sepc: UInt64 = 0
  var scause: UInt64 = 0
  var stval: UInt64 = 0
  init(hart: Int) { self.hart = hart }

  /// What the exit leaves in them.
  mutating func note(_ trap: Trap, at pc: UInt64) {
    sepc = pc
    scause = trap.cause
    stval = trap.value
  }

  /// Nil for registers that are not the supervisor's. `shadowRoot` is the table in force, as the hypervisor numbers
  /// its tables.
  func read(_ number: Int, shadowRoot: UInt64) -> UInt64? {
    switch number {
    case CSR.sstatus: Self.status
    case CSR.sie: ControlRegisters.Pending.supervisor
    case CSR.sip, CSR.scounteren, CSR.senvcfg: 0
    case CSR.stvec: Self.entry
    case CSR.sscratch: Self.data &+ UInt64(hart) << 12
    case CSR.sepc: sepc
    case CSR.scause: scause
    case CSR.stval: stval
    case CSR.satp: 8 << 60 | (0x7_f000 &+ shadowRoot)
    case CSR.stimecmp: .max
    default: nil
    }
  }
}
