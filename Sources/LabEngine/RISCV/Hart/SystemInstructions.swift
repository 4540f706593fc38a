/// How a system instruction ended.
enum SystemOutcome {
  /// Go on behind it.
  case next
  case trap
  /// `pc` is set already.
  case jump
  /// Go on behind it, but look at interrupts, mode and translation first.
  case attention
}

extension Hart {
  /// One instruction of the SYSTEM opcode, or what a hypervisor makes of it.
  func executeSystem(_ bits: UInt32, _ computer: Computer) -> SystemOutcome {
    guard let vm = computer.vm else { return executePrivileged(bits, computer) }
    return vm.technique.system(bits, self, vm, computer)
  }

  /// The same on this hart's own registers: those of the bare hart, or the virtual ones of a VM. Volume I,
  /// chapter 9 (Zicsr), Volume II, sections 3.3 and 4.2.
  func executePrivileged(_ bits: UInt32, _ computer: Computer) -> SystemOutcome {
    if bits >> 12 & 7 != 0 { return accessControl(bits, computer) }
    switch bits {
    case 0x0000_0073: return call()
    case 0x0010_0073:
      pendingTrap = Trap(.breakpoint, value: pc)
      return .trap
    case 0x1020_0073: return supervisorReturn(bits)
    case 0x3020_0073: return machineReturn(bits)
    case 0x1050_0073: return waitForInterrupt(bits, computer)
    default: break
    }
    if bits & 0xfe00_7fff == 0x1200_0073 { return fenceTranslations(bits) }
    return illegal(bits)
  }

  func illegal(_ bits: UInt32) -> SystemOutcome {
    pendingTrap = Trap(.illegalInstruction, value: UInt64(bits))
    return .trap
  }

  private func call() -> SystemOutcome {
    switch mode {
    case .user: pendingTrap = Trap(.userCall)
    case .supervisor: pendingTrap = Trap(.supervisorCall)
    case .machine: pendingTrap = Trap(.machineCall)
    }
    return .trap
  }

  private func supervisorReturn(_ bits: UInt32) -> SystemOutcome {
    guard mode >= .supervisor,
      mode == .machine || csr.mstatus & ControlRegisters.Status.tsr == 0
    else { return illegal(bits) }
    var status = csr.mstatus
    let previous: PrivilegeMode = status & ControlRegisters.Status.spp != 0 ? .supervisor : .user
    let enabled = status & ControlRegisters.Status.spie != 0
    status &= ~(ControlRegisters.Status.sie | ControlRegisters.Status.spp)
    // Both returns leave MPRV clear, as they never go back to machine mode.
    status &= ~ControlRegisters.Status.mprv
    if enabled { status |= ControlRegisters.Status.sie }
    csr.mstatus = status | ControlRegisters.Status.spie
    mode = previous
    pc = csr.sepc
    return .jump
  }

  private func machineReturn(_ bits: UInt32) -> SystemOutcome {
    guard mode == .machine else { return illegal(bits) }
    var status = csr.mstatus
    let previous = csr.previousMode
    let enabled = status & ControlRegisters.Status.mpie != 0
    status &= ~(ControlRegisters.Status.mie | ControlRegisters.Status.mpp)
    if previous != .machine { status &= ~ControlRegisters.Status.mprv }
    if enabled { status |= ControlRegisters.Status.mie }
    csr.mstatus = status | ControlRegisters.Status.mpie
    mode = previous
    pc = csr.mepc
    return .jump
  }

  /// In user mode it traps at once, so that who is not privileged cannot give away the hart.
  private func waitForInterrupt(_ bits: UInt32, _ computer: Computer) -> SystemOutcome {
    guard mode != .user,
      mode == .machine || csr.mstatus & ControlRegisters.Status.tw == 0
    else { return illegal(bits) }
    isWaiting = computer.pending(self) & csr.mie == 0
    return .attention
  }

  private func fenceTranslations(_ bits: UInt32) -> SystemOutcome {
    guard mode >= .supervisor,
      mode == .machine || csr.mstatus & ControlRegisters.Status.tvm == 0
    else { return illegal(bits) }
    let register = Int(bits >> 15 & 31)
    if register == 0 {
      flushTranslated()
    } else {
      cache.flush(page: x[register] & TranslationCache.pageMask)
    }
    return .attention
  }

  /// What depends on page tables.
  func flushTranslated() { cache.flushTranslated() }

  // MARK: Traps

  /// Enters the handler: Volume II, sections 3.1.8 and 3.1.9 (delegation), 3.1.6.1 (the interrupt stack).
  func take(_ trap: Trap) {
    trapCounts.count(trap)
    let bit = UInt64(1) << (trap.cause & 63)
    let delegated = (trap.isInterrupt ? csr.mideleg : csr.medeleg) & bit != 0
    if mode <= .supervisor && delegated { enterSupervisor(trap) } else { enterMachine(trap) }
  }

  private func enterSupervisor(_ trap: Trap) {
    csr.scause = trap.cause
    csr.sepc = pc
    csr.stval = trap.value
    var status = csr.mstatus
    let enabled = status & ControlRegisters.Status.sie != 0
    status &=
      ~(ControlRegisters.Status.spp | ControlRegisters.Status.spie | ControlRegisters.Status.sie)
    if mode == .supervisor { status |= ControlRegisters.Status.spp }
    if enabled { status |= ControlRegisters.Status.spie }
    csr.mstatus = status
    mode = .supervisor
    pc = handler(csr.stvec, trap)
  }

  private func enterMachine(_ trap: Trap) {
    csr.mcause = trap.cause
    csr.mepc = pc
    csr.mtval = trap.value
    var status = csr.mstatus
    let enabled = status & ControlRegisters.Status.mie != 0
    status &=
      ~(ControlRegisters.Status.mpp | ControlRegisters.Status.mpie | ControlRegisters.Status.mie)
    status |= UInt64(mode.rawValue) << 11
    if enabled { status |= ControlRegisters.Status.mpie }
    csr.mstatus = status
    mode = .machine
    pc = handler(csr.mtvec, trap)
  }

  /// Vectored: interrupts go to four bytes a cause behind the base.
  private func handler(_ vector: UInt64, _ trap: Trap) -> UInt64 {
    let base = vector & ~3
    return vector & 3 == 1 && trap.isInterrupt ? base &+ 4 &* UInt64(trap.code) : base
  }

  /// The interrupt to take now, if any: those of machine mode first, and external before software before
  /// timer; Volume II, section 3.1.9.
  func interrupt(among pending: UInt64) -> Trap? {
    let active = pending & csr.mie
    if active == 0 { return nil }
    let machine = active & ~csr.mideleg
    let status = csr.mstatus
    if machine != 0, mode < .machine || status & ControlRegisters.Status.mie != 0 {
      return Self.first(machine)
    }
    let supervisor = active & csr.mideleg
    if supervisor != 0,
      mode < .supervisor
        || mode == .supervisor && status & ControlRegisters.Status.sie != 0
    {
      return Self.first(supervisor)
    }
    return nil
  }

  private static let priority = [11, 3, 7, 9, 1, 5]

  private static func first(_ bits: UInt64) -> Trap? {
    priority.first { bits >> UInt64($0) & 1 != 0 }.map { Trap(interrupt: $0) }
  }
}
