/// Numbers of the control and status registers that are there; Volume II, chapter 2, tables 2.2 to 2.6.
enum CSR {
  static let sstatus = 0x100
  static let sie = 0x104
  static let stvec = 0x105
  static let scounteren = 0x106
  static let senvcfg = 0x10a
  static let sscratch = 0x140
  static let sepc = 0x141
  static let scause = 0x142
  static let stval = 0x143
  static let sip = 0x144
  static let stimecmp = 0x14d
  static let satp = 0x180
  static let mstatus = 0x300
  static let misa = 0x301
  static let medeleg = 0x302
  static let mideleg = 0x303
  static let mie = 0x304
  static let mtvec = 0x305
  static let mcounteren = 0x306
  static let menvcfg = 0x30a
  static let mcountinhibit = 0x320
  static let mhpmevent3 = 0x323
  static let mscratch = 0x340
  static let mepc = 0x341
  static let mcause = 0x342
  static let mtval = 0x343
  static let mip = 0x344
  static let pmpcfg0 = 0x3a0
  static let pmpaddr0 = 0x3b0
  static let tselect = 0x7a0
  static let tdata1 = 0x7a1
  static let tdata3 = 0x7a3
  static let mcycle = 0xb00
  static let minstret = 0xb02
  static let mhpmcounter3 = 0xb03
  static let cycle = 0xc00
  static let time = 0xc01
  static let instret = 0xc02
  static let hpmcounter3 = 0xc03
  static let mvendorid = 0xf11
  static let mconfigptr = 0xf15
  static let mhartid = 0xf14
}

extension Hart {
  /// `csrrw` and its five kin; Volume I, chapter 9: which of them read and which write.
  func accessControl(_ bits: UInt32, _ computer: Computer) -> SystemOutcome {
    let number = Int(bits >> 20)
    let function = bits >> 12 & 7
    let field = Int(bits >> 15 & 31)
    let rd = Int(bits >> 7 & 31)
    guard function != 4 else { return illegal(bits) }
    let operand = function & 4 != 0 ? UInt64(field) : x[field]
    let writes = function & 3 == 1 || field != 0
    let access = access(to: number, writes: writes)
    guard access != .traps, let old = readControl(number, computer) else { return illegal(bits) }
    var outcome = SystemOutcome.next
    if writes && access == .allowed {
      // The pending bits that devices hold up are read, but not written back.
      let base = number == CSR.mip ? csr.mip : number == CSR.sip ? csr.mip & csr.mideleg : old
      let value =
        switch function & 3 {
        case 1: operand
        case 2: base | operand
        default: base & ~operand
        }
      outcome = writeControl(number, value, computer)
    }
    if rd != 0 { x[rd] = old }
    return outcome
  }

  /// Privilege by bits 9 and 8 of the number, read-only by bits 11 and 10, and what other registers forbid.
  ///
  /// What user mode may do to the supervisor's registers is the profile's to say.
  func access(to number: Int, writes: Bool) -> ControlAccess {
    if writes && number >> 10 & 3 == 3 { return .traps }
    guard isOpen(number) else { return .traps }
    let least = number >> 8 & 3
    if Int(mode.rawValue) >= least { return .allowed }
    guard mode == .user, least == PrivilegeMode.supervisor.rawValue else { return .traps }
    return profile.userAccess(number, writes)
  }

  /// False where another register closes this one to modes below machine mode.
  private func isOpen(_ number: Int) -> Bool {
    switch number {
    case CSR.satp: return mode == .machine || csr.mstatus & ControlRegisters.Status.tvm == 0
    case CSR.stimecmp:
      return mode == .machine || csr.hasSupervisorTimer && csr.mcounteren & 2 != 0
    case CSR.cycle..<CSR.cycle + 32:
      let bit = UInt64(1) << UInt64(number - CSR.cycle)
      if mode < .machine && csr.mcounteren & bit == 0 { return false }
      return mode > .user || csr.scounteren & bit != 0
    default: return true
    }
  }

  /// The value as the guest reads it; nil if there is no such register.
  func readControl(_ number: Int, _ computer: Computer) -> UInt64? {
    switch number {
    case CSR.sstatus: return csr.mstatus & ControlRegisters.Status.supervisor
    case CSR.sie: return csr.mie & csr.mideleg
    case CSR.stvec: return csr.stvec
    case CSR.scounteren: return csr.scounteren
    case CSR.senvcfg: return csr.senvcfg
    case CSR.sscratch: return csr.sscratch
    case CSR.sepc: return csr.sepc
    case CSR.scause: return csr.scause
    case CSR.stval: return csr.stval
    case CSR.sip: return computer.pending(self) & csr.mideleg
    case CSR.stimecmp: return csr.stimecmp
    case CSR.satp: return csr.satp
    default: return number >= 0x300 ? readMachine(number, computer) : nil
    }
  }

  private func readMachine(_ number: Int, _ computer: Computer) -> UInt64? {
    switch number {
    case CSR.mstatus: return csr.mstatus
    case CSR.misa: return ControlRegisters.misa
    case CSR.medeleg: return csr.medeleg
    case CSR.mideleg: return csr.mideleg
    case CSR.mie: return csr.mie
    case CSR.mtvec: return csr.mtvec
    case CSR.mcounteren: return csr.mcounteren
    case CSR.menvcfg: return csr.menvcfg
    case CSR.mcountinhibit: return csr.mcountinhibit
    case CSR.mscratch: return csr.mscratch
    case CSR.mepc: return csr.mepc
    case CSR.mcause: return csr.mcause
    case CSR.mtval: return csr.mtval
    case CSR.mip: return computer.pending(self)
    case CSR.pmpcfg0, CSR.pmpcfg0 + 2: return csr.protection.packed((number - CSR.pmpcfg0) / 2)
    case CSR.pmpaddr0..<CSR.pmpaddr0 + 16: return csr.protection.address(number - CSR.pmpaddr0)
    // There are 64 entries in the architecture; those beyond the 16 that are here are off.
    case CSR.pmpcfg0 + 4..<CSR.pmpcfg0 + 16 where number & 1 == 0: return 0
    case CSR.pmpaddr0 + 16..<CSR.pmpaddr0 + 64: return 0
    case CSR.mhpmevent3..<CSR.mhpmevent3 + 29: return 0
    case CSR.mhpmcounter3..<CSR.mhpmcounter3 + 29, CSR.hpmcounter3..<CSR.hpmcounter3 + 29: return 0
    case CSR.mcycle, CSR.cycle: return cycleCounter(computer)
    case CSR.minstret, CSR.instret: return retiredCounter()
    case CSR.time: return computer.board.time(at: computer.ticks)
    case CSR.tselect, CSR.tdata1...CSR.tdata3: return 0
    case CSR.mhartid: return UInt64(id)
    case CSR.mvendorid...CSR.mconfigptr: return 0
    default: return nil
    }
  }

  /// Sets a register that `readControl` knows. Fields that are not there stay as they are.
  func writeControl(_ number: Int, _ value: UInt64, _ computer: Computer) -> SystemOutcome {
    typealias Pending = ControlRegisters.Pending
    switch number {
    case CSR.sstatus:
      return setStatus(value, ControlRegisters.Status.supervisorWritable)
    case CSR.mstatus: return setStatus(value, ControlRegisters.Status.writable)
    case CSR.sie: csr.mie = csr.mie & ~csr.mideleg | value & csr.mideleg & Pending.all
    case CSR.mie: csr.mie = value & Pending.all
    case CSR.sip:
      let writable = Pending.ssip & csr.mideleg
      csr.mip = csr.mip & ~writable | value & writable
    case CSR.mip:
      // With Sstc the timer bit is the comparison's alone.
      let writable = csr.hasSupervisorTimer ? Pending.ssip | Pending.seip : Pending.supervisor
      csr.mip = csr.mip & ~writable | value & writable
    case CSR.stimecmp:
      csr.stimecmp = value
      computer.eventsChanged = true
    case CSR.mideleg: csr.mideleg = value & Pending.supervisor
    case CSR.menvcfg:
      csr.menvcfg = value & (ControlRegisters.stce | ControlRegisters.fiom)
      computer.eventsChanged = true
    case CSR.satp: return setTranslation(value)
    case CSR.pmpcfg0, CSR.pmpcfg0 + 2:
      csr.protection.setPacked((number - CSR.pmpcfg0) / 2, value)
      protectionChanged(computer)
    case CSR.pmpaddr0..<CSR.pmpaddr0 + 16:
      csr.protection.setAddress(number - CSR.pmpaddr0, value)
      protectionChanged(computer)
    default:
      setPlain(number, value, computer)
      return .next
    }
    return .attention
  }

  /// Walks of page tables may end otherwise from now on, and every access.
  private func protectionChanged(_ computer: Computer) {
    cache.flush()
    computer.vm?.shadow?.dropEverything(computer)
  }

  /// Registers that change neither mode, translation nor what interrupts.
  private func setPlain(_ number: Int, _ value: UInt64, _ computer: Computer) {
    switch number {
    case CSR.scounteren: csr.scounteren = value & 0xffff_ffff
    case CSR.senvcfg: csr.senvcfg = value & ControlRegisters.fiom
    case CSR.sscratch: csr.sscratch = value
    case CSR.scause: csr.scause = value
    case CSR.stval: csr.stval = value
    case CSR.stvec: csr.stvec = value & ~2
    case CSR.mtvec: csr.mtvec = value & ~2
    case CSR.sepc: csr.sepc = value & ~1
    case CSR.mepc: csr.mepc = value & ~1
    case CSR.medeleg: csr.medeleg = value & 0xb3ff
    case CSR.mcounteren: csr.mcounteren = value & 0xffff_ffff
    case CSR.mcountinhibit: setInhibit(value & 5, computer)
    case CSR.mscratch: csr.mscratch = value
    case CSR.mcause: csr.mcause = value
    case CSR.mtval: csr.mtval = value
    case CSR.mcycle: setCycles(value, computer)
    case CSR.minstret: setRetired(value)
    default: break
    }
  }

  private func setStatus(_ value: UInt64, _ writable: UInt64) -> SystemOutcome {
    let old = csr.mstatus
    var new = old & ~writable | value & writable
    // MPP holds a mode that is there.
    if new >> 11 & 3 == 2 {
      new = new & ~ControlRegisters.Status.mpp | old & ControlRegisters.Status.mpp
    }
    csr.mstatus = new
    let translation = ControlRegisters.Status.sum | ControlRegisters.Status.mxr
    if (old ^ new) & translation != 0 { flushTranslated() }
    return .attention
  }

  /// Modes other than bare and Sv39 leave the register as it was; section 4.1.11.
  private func setTranslation(_ value: UInt64) -> SystemOutcome {
    guard value >> 60 == 0 || value >> 60 == 8 else { return .next }
    // No address-space identifiers.
    csr.satp = value >> 60 == 0 ? 0 : value & ~(0xffff << 44)
    flushTranslated()
    return .attention
  }

  // MARK: Counters

  /// Instructions that were completed before the one under way.
  private var retiredNow: UInt64 { retired &+ UInt64(truncatingIfNeeded: max(0, begun - 1)) }

  private func cycleCounter(_ computer: Computer) -> UInt64 {
    csr.mcountinhibit & 1 != 0 ? csr.cycleStopped : computer.cyclesNow &+ csr.cycleOffset
  }

  private func retiredCounter() -> UInt64 {
    csr.mcountinhibit & 4 != 0 ? csr.retiredStopped : retiredNow &+ csr.retiredOffset
  }

  private func setCycles(_ value: UInt64, _ computer: Computer) {
    csr.cycleStopped = value
    // The written value is what the next instruction reads.
    csr.cycleOffset = value &- computer.cyclesNow &- 1
  }

  private func setRetired(_ value: UInt64) {
    csr.retiredStopped = value
    csr.retiredOffset = value &- retiredNow &- 1
  }

  private func setInhibit(_ value: UInt64, _ computer: Computer) {
    let (cycles, count) = (cycleCounter(computer), retiredCounter())
    csr.mcountinhibit = value
    csr.cycleStopped = cycles
    csr.retiredStopped = count
    csr.cycleOffset = cycles &- computer.cyclesNow
    csr.retiredOffset = count &- retiredNow
  }
}
