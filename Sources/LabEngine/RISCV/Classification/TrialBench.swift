/// A throw-away computer on which one instruction is executed at a time, from states that differ in mode and
/// resources but not in registers and memory.
///
/// Memory is mapped alike in all of them, because what a program finds missing is the hypervisor's to
/// put there: bare, or by one of two root tables that each map the gigabyte of RAM onto itself. What decides whether
/// something traps at all is held too: the counter-enable bits are the experiment's condition, and TVM, TW, TSR
/// and MPRV are clear.
final class TrialBench {
  private static let code = Computer.memoryBase
  private static let data = Computer.memoryBase + 0x1000
  /// Two tables for user mode, then two for supervisor mode.
  private static let tables = Computer.memoryBase + 0x2000
  private static let dataWords = 8

  private let machine: Machine
  private let computer: Computer
  let profile: HardwareProfile
  private let codeBytes: UnsafeMutableRawPointer
  private let dataBytes: UnsafeMutableRawPointer
  /// Numbers of the control registers that are there.
  private(set) var registers: [Int] = []
  private var states: [TrialState] = []
  private(set) var trials = 0

  /// `counters`: user mode may read cycle, time and instret.
  ///
  /// - Returns: nil if a machine of six pages cannot be made.
  init?(_ profile: HardwareProfile, counters: Bool) {
    self.profile = profile
    machine = Machine(MachineSettings())
    let image = GuestImage(entry: Self.code, segments: [], symbols: [])
    computer = machine.boot(
      ComputerPlan(name: "bench", image: image, pages: 6, profile: profile))
    guard let codeBytes = computer.writable(0), let dataBytes = computer.writable(1) else {
      return nil
    }
    self.codeBytes = codeBytes
    self.dataBytes = dataBytes
    makeTables()
    var plain = computer.harts[0].csr
    plain.scounteren = counters ? 0xffff_ffff : 0
    let machineState = TrialState(.machine, .plain, plain, profile)
    registers = (0..<4096).filter { !run(Self.read($0), from: machineState).trapped }
    for mode in [PrivilegeMode.user, .supervisor, .machine] {
      for resources in TrialResources.allCases {
        let csr = setting(resources, mode, plain)
        states.append(TrialState(mode, resources, csr, profile))
      }
    }
  }

  private static func read(_ number: Int) -> UInt32 {
    InstructionTable.match("csrrs").with(rd: 10) | UInt32(number) << 20
  }

  func state(_ mode: PrivilegeMode, _ resources: TrialResources) -> TrialState {
    let row = mode == .machine ? 2 : Int(mode.rawValue)
    return states[row * TrialResources.allCases.count + resources.rawValue]
  }

  // MARK: States

  private func makeTables() {
    typealias Entry = PageTableEntry
    let leaf =
      Entry.valid | Entry.read | Entry.write | Entry.execute | Entry.accessed | Entry.dirty
    for table in 0..<4 {
      let bits = Self.code >> 2 | leaf | (table < 2 ? Entry.user : 0)
      // The third gigabyte is the one that RAM begins with; Volume II, section 4.4.
      _ = computer.writeWord(Self.tables + UInt64(table) << 12 + 2 * 8, bits)
    }
  }

  private func setting(
    _ resources: TrialResources, _ mode: PrivilegeMode, _ plain: ControlRegisters
  ) -> ControlRegisters {
    if resources == .plain { return plain }
    let isSet = resources == .set
    let hart = Hart(id: 0, profile: profile)
    hart.csr = plain
    for number in registers { _ = hart.writeControl(number, isSet ? .max : 0, computer) }
    var csr = hart.csr
    typealias Status = ControlRegisters.Status
    csr.mstatus &= ~(Status.mprv | Status.tvm | Status.tw | Status.tsr)
    let held: UInt64 = 7
    csr.mcounteren = csr.mcounteren & ~held | plain.mcounteren & held
    csr.scounteren = csr.scounteren & ~held | plain.scounteren & held
    csr.menvcfg = csr.menvcfg & ~ControlRegisters.stce | plain.menvcfg & ControlRegisters.stce
    let table = Self.tables + UInt64((mode == .user ? 0 : 2) + (isSet ? 0 : 1)) << 12
    csr.satp = 8 << 60 | table >> 12
    csr.protection = protection(isSet)
    return csr
  }

  /// Everything open by the first entry or by the last, and the others off.
  private func protection(_ isSet: Bool) -> PhysicalProtection {
    var protection = PhysicalProtection()
    for entry in 0..<PhysicalProtection.entries {
      protection.setAddress(entry, isSet || entry == 15 ? .max : 0)
    }
    protection.setPacked(0, isSet ? 0x0707_0707_0707_071f : 0)
    protection.setPacked(1, isSet ? 0x0707_0707_0707_0707 : 0x1f << 56)
    return protection
  }

  /// `state` with one control register as it is in `other`; nil if that is no other state.
  func state(_ state: TrialState, with register: Int, as other: TrialState) -> TrialState? {
    place(state.hart, state)
    place(other.hart, other)
    guard let value = other.hart.readControl(register, computer) else { return nil }
    return self.state(state, with: register, value)
  }

  func state(_ state: TrialState, with register: Int, _ value: UInt64) -> TrialState? {
    let hart = Hart(id: 0, profile: profile)
    place(hart, state)
    _ = hart.writeControl(register, value, computer)
    if hart.csr == state.csr { return nil }
    return TrialState(state.mode, state.resources, hart.csr, profile)
  }

  /// The same control registers at the time of `other`.
  func state(_ state: TrialState, atTimeOf other: TrialState) -> TrialState {
    TrialState(state.mode, other.resources, state.csr, profile)
  }

  /// The value of a control register in a state.
  func value(of register: Int, in state: TrialState) -> UInt64 {
    place(state.hart, state)
    return state.hart.readControl(register, computer) ?? 0
  }

  /// What `time` reads in a state.
  func time(in state: TrialState) -> UInt64 { value(of: CSR.time, in: state) }

  // MARK: Trials

  /// What a1 holds for an instruction that writes it to a control register: nothing, everything, and a
  /// root table.
  func sources(of word: UInt32) -> [UInt64] {
    isSource(word) ? [0, .max, 8 << 60 | Self.tables >> 12] : [Self.data]
  }

  /// True for an access to a control register that takes its operand from a1.
  func isSource(_ word: UInt32) -> Bool {
    word & 0x7f == 0x73 && (1...3).contains(word >> 12 & 7) && word.rs1 != 0
  }

  /// Executes `word` once. All registers but a1 hold the address of eight words of memory.
  func run(_ word: UInt32, from state: TrialState, source: UInt64? = nil) -> TrialOutcome {
    trials += 1
    let hart = state.hart
    place(hart, state)
    warm(hart)
    codeBytes.set(UInt64(word), at: 0, size: 4)
    computer.didStore(0, 0..<4, by: nil)
    for index in 0..<Self.dataWords {
      dataBytes.set(0x0101_0101_0101_0101 &* UInt64(index + 1), at: index * 8, size: 8)
    }
    hart.reservation = (Self.data, 0x0101_0101_0101_0101)
    hart.x[11] = source ?? Self.data
    computer.current = hart
    let pause = hart.execute(1, on: computer)
    computer.current = nil
    hart.begun = 0
    return TrialOutcome(
      trapped: pause == .trap, changesResources: pause != .trap && differs(hart, state),
      result: result(of: hart))
  }

  private func place(_ hart: Hart, _ state: TrialState) {
    hart.x.update(repeating: Self.data, count: 33)
    hart.x[0] = 0
    hart.pc = Self.code
    hart.mode = state.mode
    hart.csr = state.csr
    hart.isWaiting = false
    hart.retired = state.resources.retired
    computer.clock = state.resources.clock
  }

  /// Translations of code and data are at hand, so that whoever drops them can be seen doing so.
  private func warm(_ hart: Hart) {
    if isWarm(hart, hart.mode) { return }
    _ = hart.load(Self.data, size: 8, computer)
    _ = hart.store(Self.data, 0, size: 8, computer)
    _ = hart.codePage(Self.code, computer)
  }

  private func isWarm(_ hart: Hart, _ mode: PrivilegeMode) -> Bool {
    let bank = TranslationCache.bank(mode)
    let (data, code) = (TranslationCache.index(Self.data), TranslationCache.index(Self.code))
    return hart.cache.loads[bank + data].tag == Self.data
      && hart.cache.stores[bank + data].tag == Self.data
      && hart.cache.code[bank + code].tag == Self.code
  }

  private func differs(_ hart: Hart, _ state: TrialState) -> Bool {
    hart.mode != state.mode || hart.isWaiting || hart.csr != state.csr || !isWarm(hart, state.mode)
  }

  private func result(of hart: Hart) -> [UInt64] {
    var result = Array(UnsafeBufferPointer(start: hart.x, count: 32))
    result.append(hart.pc)
    result.append(hart.reservation?.address ?? 0)
    result.append(hart.reservation?.value ?? 0)
    for index in 0..<Self.dataWords { result.append(dataBytes.value(at: index * 8, size: 8)) }
    return result
  }

  /// What the last trial from `state` has changed, in words: before and after.
  func change(since state: TrialState) -> (before: String, after: String)? {
    let hart = state.hart
    if hart.mode != state.mode { return (state.mode.name + " mode", hart.mode.name + " mode") }
    let (csr, isWaiting) = (hart.csr, hart.isWaiting)
    for register in registers {
      hart.csr = csr
      let after = hart.readControl(register, computer)
      hart.csr = state.csr
      let before = hart.readControl(register, computer)
      hart.csr = csr
      guard let before, let after, before != after else { continue }
      return (Self.written(register, before), Self.written(register, after))
    }
    if isWaiting { return ("runs on", "waits") }
    return isWarm(hart, state.mode) ? nil : ("translations kept", "translations dropped")
  }

  /// `sstatus = 0x200000000`
  static func written(_ register: Int, _ value: UInt64) -> String {
    let name = CSRNames.name(UInt16(truncatingIfNeeded: register)) ?? "\(register)"
    return "\(name) = \(hexadecimal(value))"
  }

  /// The first thing in which two results differ, in words: `a0 = 0x2`.
  static func difference(_ a: [UInt64], _ b: [UInt64]) -> (first: String, second: String)? {
    guard let place = zip(a, b).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
      return nil
    }
    let name =
      switch place {
      case 0..<32: RegisterNames.name(UInt32(place))
      case 32: "pc"
      case 33, 34: "reservation"
      default: "memory"
      }
    return ("\(name) = \(hexadecimal(a[place]))", "\(name) = \(hexadecimal(b[place]))")
  }
}
