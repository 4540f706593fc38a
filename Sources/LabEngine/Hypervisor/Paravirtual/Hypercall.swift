/// A call of the hypervisor by a guest that knows of it.
///
/// a7 is 0x08000000 plus the number, a0 to a2 the arguments; afterwards a0 is 0 or an error of the SBI and a1
/// the value. After Xen's hypercalls (Barham and others, SOSP 2003, section 3).
struct Hypercall: Sendable {
  static let base: UInt64 = 0x0800_0000
  static let numbers = base..<(base + 0x100_0000)

  let number: UInt64
  let name: String
  let arguments: String
  let summary: String
  let perform: @Sendable (HypercallContext) -> SBIReturn

  /// Every hypercall. A new one is a line in the file of its group.
  static let all = controlCalls + memoryCalls + ringCalls + balloonCalls

  static func find(_ code: UInt64) -> Hypercall? { all.first { base &+ $0.number == code } }
}

/// Who calls, and with what.
struct HypercallContext {
  let hart: Hart
  let vm: VirtualMachine
  let computer: Computer
  let a0: UInt64
  let a1: UInt64
  let a2: UInt64
  /// How deep in batches it stands.
  var depth = 0

  /// A word of guest memory; nil if it lies outside or is not aligned.
  func word(_ address: UInt64) -> UInt64? {
    address & 7 == 0 ? computer.readWord(address) : nil
  }

  /// True if the word was written as the guest itself would have.
  func setWord(_ address: UInt64, _ value: UInt64) -> Bool {
    guard address & 7 == 0, let index = computer.pageIndex(address),
      computer.writeWord(address, value)
    else { return false }
    let offset = Int(address & 0xff8)
    vm.shadow?.wrote(index, offset..<(offset + 8), computer)
    return true
  }
}

/// What para-virtual guests have set up.
struct ParavirtualState: Hashable, Sendable {
  /// Guest-physical pages of the rings; nil until the guest names them.
  var consoleRing: UInt64?
  var blockRing: UInt64?
  /// Pages that the hypervisor wants back in all, and those that it has got.
  var balloonTarget = 0
  var ballooned: Set<Int> = []
}

extension VirtualMachine {
  /// Most operations of one batch.
  static let longestBatch: UInt64 = 512

  /// The kernel's `ecall`, if it is a hypercall: done, and counted as completed.
  func takeHypercall(_ hart: Hart, _ computer: Computer) -> Bool {
    guard technique.takesHypercalls, hart.mode != .user,
      Hypercall.numbers.contains(hart.x[17])
    else { return false }
    let x = hart.x
    log?.begin(hart, 0x73)
    let pc = hart.pc
    hart.pc &+= 4
    hart.retired &+= 1
    computer.eventsChanged = true
    exit(.hypercall, Trap(.userCall), at: pc, hart, computer)
    let context = HypercallContext(
      hart: hart, vm: self, computer: computer, a0: x[10], a1: x[11], a2: x[12])
    switch perform(x[17], context) {
    case .result(let error, let value):
      x[10] = error.register
      x[11] = value
    case .legacy(let value): x[10] = value
    case .none: break
    }
    return true
  }

  func perform(_ code: UInt64, _ context: HypercallContext) -> SBIReturn {
    Hypercall.find(code)?.perform(context) ?? .failure(.notSupported)
  }
}
