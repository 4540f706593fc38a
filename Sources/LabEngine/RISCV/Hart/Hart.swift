/// One hardware thread: registers, privilege mode, control registers.
///
/// The interpreter stands in `Interpreter.swift`, what may leave the fast path in the files beside it.
final class Hart {
  let id: Int
  let profile: HardwareProfile
  /// x0 to x31, and one that takes what is written to x0.
  let x: UnsafeMutablePointer<UInt64>
  var pc: UInt64 = 0
  var mode = PrivilegeMode.machine
  var csr = ControlRegisters()
  /// False until firmware or the board starts it.
  var isStarted = true
  /// It has executed `wfi` and waits for an interrupt.
  var isWaiting = false
  /// Instructions completed.
  var retired: UInt64 = 0
  var trapCounts = TrapCounts()
  /// The physical address of the last `lr`, and the value it read.
  var reservation: (address: UInt64, value: UInt64)?
  /// The tick at which firmware's timer call asked for an interrupt.
  var firmwareTimer: UInt64?

  /// Bits of `mip` that devices and timers hold up, as of the last event.
  var lines: UInt64 = 0

  // MARK: Not part of the state

  let cache = TranslationCache()
  /// What made the interpreter come back with `.trap`.
  var pendingTrap = Trap(.illegalInstruction)
  /// Set by a slow path after which the fast path must begin anew.
  var needsAttention = false
  /// False if tables that led to the page of code have left memory since: then every instruction walks anew.
  var keepsCode = true
  /// Instructions begun since `execute` was entered, up to the slow path that is under way.
  var begun = 0
  /// Where the entries lie that the last walk of page tables has read, its leaf as the walk has left it, and how many
  /// they are: `WalkPath` reads them.
  let walked: UnsafeMutablePointer<UInt64>
  /// A page of slots that all lead out of it, for an instruction that lies in two pages.
  let straddle: UnsafeMutablePointer<Slot>

  init(id: Int, profile: HardwareProfile = ProfileRegistry.standard) {
    self.id = id
    self.profile = profile
    x = .allocate(capacity: 33)
    x.initialize(repeating: 0, count: 33)
    walked = .allocate(capacity: WalkPath.words)
    walked.initialize(repeating: 0, count: WalkPath.words)
    straddle = .allocate(capacity: DecodedPage.capacity)
    straddle.initialize(repeating: Slot(operation: .pageEnd), count: DecodedPage.capacity)
  }

  convenience init(copying other: Hart) {
    self.init(id: other.id, profile: other.profile)
    x.update(from: other.x, count: 33)
    pc = other.pc
    mode = other.mode
    csr = other.csr
    isStarted = other.isStarted
    isWaiting = other.isWaiting
    retired = other.retired
    trapCounts = other.trapCounts
    reservation = other.reservation
    firmwareTimer = other.firmwareTimer
    lines = other.lines
  }

  deinit {
    x.deallocate()
    walked.deallocate()
    straddle.deallocate()
  }

  /// The mode whose rights loads and stores have.
  var dataMode: PrivilegeMode {
    csr.mstatus & ControlRegisters.Status.mprv != 0 && mode == .machine ? csr.previousMode : mode
  }

  /// Remembers a trap for whoever called the slow path. Always nil, so that it can be returned.
  func raise<Value>(_ trap: Trap) -> Value? {
    pendingTrap = trap
    return nil
  }
}

/// The slots of one physical page of code, two behind them that lead to the next page, and one that says which it is.
final class DecodedPage {
  static let capacity = Slot.perPage + 3
  let slots: UnsafeMutablePointer<Slot>

  /// `index` counts from the start of memory.
  init(_ index: Int) {
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: Slot(operation: .fresh), count: Slot.perPage)
    (slots + Slot.perPage).initialize(repeating: Slot(operation: .pageEnd), count: 2)
    (slots + Slot.perPage + 2).initialize(
      to: Slot(operation: .pageEnd, imm: Int32(truncatingIfNeeded: index)))
  }

  deinit { slots.deallocate() }

  /// Which page of memory the slots of a page stand for.
  static func index(_ slots: UnsafeMutablePointer<Slot>) -> Int {
    Int(slots[Slot.perPage + 2].imm)
  }

  /// Bytes were written: their instructions, and one that begins before them, are to be decoded anew.
  func forget(_ bytes: Range<Int>) {
    let first = max(0, bytes.lowerBound / 2 - 1)
    let last = min(Slot.perPage - 1, (bytes.upperBound - 1) / 2)
    guard first <= last else { return }
    for index in first...last { slots[index] = Slot(operation: .fresh) }
  }
}
