/// What makes a computer a virtual machine: the hypervisor's side of it.
///
/// The computer's harts hold the virtual state (registers, control registers, mode), its address space is the
/// guest-physical memory. Here stand the technique, the exits with their cycles, and the registers of the real
/// harts. The guest's clock counts its own instructions alone; the hypervisor's cycles are the machine's time.
final class VirtualMachine {
  /// Where the hypervisor runs: on the bare machine, or as a process of a host (the lecture's types).
  enum HostType: Int, Sendable {
    case bareMetal = 1
    case hosted = 2
  }

  let technique: any ExecutionTechnique
  /// The technique's parts, which memory accesses ask for all the time.
  let shadow: ShadowPaging?
  let translator: Translator?
  let hostType: HostType
  private(set) var exits = ExitCounts()
  private(set) var exitCycles = ExitCounts()
  /// Replaced instructions that were executed without a trap.
  private(set) var callouts = 0
  /// Cycles that the hypervisor has used, lookups of translated jumps aside.
  private var spentCycles = 0
  /// What each lookup costs: set by the computer that it becomes.
  var lookupCost = 0
  var bitmap = ExitBitmap([.wfi, .ecall, .interrupt, .mmio, .host, .hypercall])
  var real: [RealRegisters]
  /// Sensitive instructions that did not trap and so went wrong, and the first of them.
  private(set) var violationCount = 0
  private(set) var violations: [Violation] = []
  /// What para-virtual guests have set up.
  var paravirtual = ParavirtualState()

  // MARK: Not part of the state

  /// Exits of the run under way, if somebody asks.
  var log: ExitLog?
  /// True while the hypervisor itself uses guest memory for a device.
  var isEmulatingDevice = false

  /// Violations that are kept to be told.
  static let told = 20

  init(_ technique: any ExecutionTechnique, host: HostType, harts: Int) {
    self.technique = technique
    shadow = technique.shadow
    translator = technique.translator
    hostType = host
    real = (0..<harts).map { RealRegisters(hart: $0) }
  }

  private init(copying other: VirtualMachine) {
    technique = other.technique.copy()
    shadow = technique.shadow
    translator = technique.translator
    hostType = other.hostType
    exits = other.exits
    exitCycles = other.exitCycles
    callouts = other.callouts
    spentCycles = other.spentCycles
    lookupCost = other.lookupCost
    bitmap = other.bitmap
    real = other.real
    violationCount = other.violationCount
    violations = other.violations
    paravirtual = other.paravirtual
  }

  /// The same state for a copy of the machine.
  func copy() -> VirtualMachine { VirtualMachine(copying: self) }

  var description: TechniqueDescription { type(of: technique).description }

  /// Takes over what the same VM had counted elsewhere.
  func resume(
    exits: ExitCounts, cycles: ExitCounts, callouts: Int, overhead: Int, violations: Int,
    told: [Violation]
  ) {
    self.exits = exits
    exitCycles = cycles
    self.callouts = callouts
    spentCycles = overhead
    violationCount = violations
    self.violations = told
  }

  // MARK: Exits

  /// Counts one exit and what it costs. `trap` is what the real hart took, `pc` where.
  func exit(
    _ reason: ExitReason, _ trap: Trap, at pc: UInt64, _ hart: Hart, _ computer: Computer
  ) {
    let costs = computer.hypervisorCosts
    let passage = technique.passage(reason, costs) + (hostType == .hosted ? costs.hosted : 0)
    let cycles = passage + costs[reason]
    exits[reason] += 1
    exitCycles[reason] += cycles
    spend(cycles)
    real[hart.id].note(trap, at: pc)
    hart.needsAttention = true
    log?.record(
      reason, trap, at: pc, hart, passage: passage, emulation: costs[reason],
      number: exits.total)
  }

  /// A replaced instruction, executed by the hypervisor's code without a trap.
  func callout(_ computer: Computer) {
    callouts += 1
    spend(computer.hypervisorCosts.callout)
  }

  /// Cycles of the hypervisor, which are the machine's time but not the guest's; `Computer.synchronise` counts them there.
  func spend(_ cycles: Int) { spentCycles += cycles }

  /// All cycles that the hypervisor has used.
  var overheadCycles: Int { spentCycles + (translator?.lookups ?? 0) * lookupCost }

  // MARK: What techniques share

  /// Emulates an instruction on the virtual registers, and counts the exit that brought it here. A trap that it
  /// gives the guest is counted when it is taken.
  func emulate(_ bits: UInt32, _ hart: Hart, _ computer: Computer) -> SystemOutcome {
    let pc = hart.pc
    log?.begin(hart, bits)
    let outcome = hart.executePrivileged(bits, computer)
    guard outcome != .trap else { return .trap }
    exit(
      ExitReason.executing(bits), Trap(.illegalInstruction, value: UInt64(bits)), at: pc, hart,
      computer)
    return outcome == .next ? .attention : outcome
  }

  /// Does an instruction as the real hart does it in user mode, if that does not trap there although it is
  /// sensitive; nil if it traps.
  func executeUntrapped(_ bits: UInt32, _ hart: Hart, _ computer: Computer) -> SystemOutcome? {
    guard let access = ControlRegisterAccess(bits), access.number >> 8 & 3 == 1 else { return nil }
    let allowed = hart.profile.userAccess(access.number, access.writes)
    let root = shadow?.number(in: hart) ?? 0
    guard allowed != .traps,
      let value = real[hart.id].read(access.number, shadowRoot: root)
    else { return nil }
    let virtual = hart.readControl(access.number, computer) ?? 0
    let lost = access.writes ? access.value(after: virtual, hart) : nil
    let isRead = access.destination != 0
    if (isRead && value != virtual) || (lost.map { $0 != virtual } ?? false) {
      note(
        Violation(
          pc: hart.pc, bits: bits, mode: hart.mode, number: access.number,
          read: isRead ? value : nil, virtual: virtual, lost: lost))
    }
    if isRead { hart.x[access.destination] = value }
    return .next
  }

  private func note(_ violation: Violation) {
    violationCount += 1
    if violations.count < Self.told { violations.append(violation) }
  }

  /// A trap is about to be taken by the guest, which started it at `hart.pc`.
  func willTake(_ trap: Trap, _ hart: Hart, _ computer: Computer) {
    let reason = ExitReason.reflecting(trap)
    switch technique.intercepts(trap, hart, self) {
    case .exit:
      log?.begin(hart, nil)
      exit(reason, reason == .ecall ? Trap(.userCall) : trap, at: hart.pc, hart, computer)
    case .callout: callout(computer)
    case .direct: break
    }
  }
}

/// A sensitive instruction that did not trap, and what went wrong.
struct Violation: Hashable, Sendable {
  let pc: UInt64
  let bits: UInt32
  let mode: PrivilegeMode
  let number: Int
  /// What the guest read: the real register.
  let read: UInt64?
  /// What it should have read.
  let virtual: UInt64
  /// What it wrote, and was silently dropped; nil for a read.
  let lost: UInt64?

  /// A sentence.
  func told(_ computer: Computer) -> String { lines(computer).joined(separator: " ") }

  /// Which instruction where, and what went wrong: a line each.
  func lines(_ computer: Computer) -> [String] {
    let text = Disassembler.text(bits, at: pc, symbol: computer.symbolText)
    let name = CSRNames.name(UInt16(truncatingIfNeeded: number)) ?? "the register"
    var lines = ["\(computer.place(pc)): `\(text)` did not trap in virtual mode \(mode.letter):"]
    if let read, read != virtual {
      lines.append("it read the real \(name), \(hexadecimal(read)),")
      lines.append("and not the guest's, \(hexadecimal(virtual))")
    }
    if let lost, lost != virtual {
      lines.append("the guest's \(name) was to become \(hexadecimal(lost)),")
      lines.append("and stays \(hexadecimal(virtual))")
    }
    return lines
  }
}
