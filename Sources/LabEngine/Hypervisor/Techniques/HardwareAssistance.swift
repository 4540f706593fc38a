/// Hardware assistance: the processor has a guest mode with all privilege modes of its own, and exits only for
/// what the hypervisor has set in a bitmap.
///
/// A model in the manner of Intel's VT-x (SDM, volume 3, chapters 24 to 27) and AMD's SVM (manual, volume 2,
/// chapter 15), with nested paging and a virtual machine mode. RISC-V's own H extension (Volume II, chapter 8)
/// does it otherwise: guests get VS and VU mode but no machine mode, second copies of the supervisor's registers
/// (`vsstatus` and its kin), delegation by `hedeleg` and `hideleg` instead of a bitmap, and
/// `hgatp` for the second table.
final class HardwareAssistance: ExecutionTechnique {
  static let description = TechniqueDescription(
    name: "hardware", title: "hardware assistance",
    summary: "the processor runs the guest in a mode of its own and exits by a bitmap",
    detail: """
      The guest's modes run in the processor's guest mode; privileged instructions work on the guest's own \
      registers without an exit, unless its bit is set: `exits V csr=on wfi=off`. Page tables are nested: no exit \
      when the guest changes them, but a walk takes 15 memory references in place of 3. An exit costs more than a trap.
      """, realMode: { "guest \($0.letter)" }, hasExitBitmap: true)

  private let paging: NestedPaging

  init() { paging = NestedPaging() }
  private init(_ paging: NestedPaging) { self.paging = paging }

  func copy() -> any ExecutionTechnique { HardwareAssistance(paging.copy()) }

  var nested: NestedPaging? { paging }

  func system(
    _ bits: UInt32, _ hart: Hart, _ vm: VirtualMachine, _ computer: Computer
  ) -> SystemOutcome {
    let reason = ExitReason.executing(bits)
    if reason == .sfence || reason == .csr { flush(bits, hart) }
    guard hart.mode != .user, reason != .ecall, vm.bitmap[reason] else {
      return hart.executePrivileged(bits, computer)
    }
    return vm.emulate(bits, hart, computer)
  }

  /// What the guest flushes, and a new root, is walked anew.
  private func flush(_ bits: UInt32, _ hart: Hart) {
    if let access = ControlRegisterAccess(bits) {
      if access.number == CSR.satp, access.writes { paging.flush() }
    } else if Int(bits >> 15 & 31) != 0 {
      paging.flush(page: hart.x[Int(bits >> 15 & 31)])
    } else {
      paging.flush()
    }
  }

  func intercepts(_ trap: Trap, _ hart: Hart, _ vm: VirtualMachine) -> Interception {
    vm.bitmap[.reflecting(trap)] ? .exit : .direct
  }

  func translate(
    _ address: UInt64, _ kind: AccessKind, _ mode: PrivilegeMode, _ hart: Hart,
    _ vm: VirtualMachine, _ computer: Computer
  ) -> UInt64? {
    guard let physical = hart.walkTables(address, kind, mode, computer) else { return nil }
    guard computer.pageIndex(physical) != nil else { return physical }
    guard !paging.isKnown(address) else { return physical }
    let isTranslated = mode != .machine && hart.csr.satp >> 60 != 0
    let levels = isTranslated ? hart.walk(address, computer).count : 0
    let extra = paging.count(address, guestLevels: levels)
    if extra > 0 { vm.spend(extra * computer.machine.settings.costs.hypervisor.walk, computer) }
    return physical
  }

  func passage(_ reason: ExitReason, _ costs: HypervisorCosts) -> Int { costs.vmexit }
}
