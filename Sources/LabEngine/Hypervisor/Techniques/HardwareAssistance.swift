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
    let fence = reason == .sfence || reason == .csr ? Fence(bits, hart) : nil
    let exits = hart.mode != .user && reason != .ecall && vm.bitmap[reason]
    let outcome =
      exits ? vm.emulate(bits, hart, computer) : hart.executePrivileged(bits, computer)
    if outcome != .trap, let fence { flush(fence, hart) }
    return outcome
  }

  /// What an instruction flushes: all that is translated, as a new root does too, or a page.
  private enum Fence {
    case all
    case page(UInt64)

    init?(_ bits: UInt32, _ hart: Hart) {
      guard let access = ControlRegisterAccess(bits) else {
        let register = Int(bits >> 15 & 31)
        self = register == 0 ? .all : .page(hart.x[register])
        return
      }
      // A mode that is not there leaves root and translations as they were.
      guard access.number == CSR.satp, access.writes,
        [0, 8].contains(access.value(after: hart.csr.satp, hart) >> 60)
      else { return nil }
      self = .all
    }
  }

  private func flush(_ fence: Fence, _ hart: Hart) {
    switch fence {
    case .all: paging.flush(hart: hart.id)
    case .page(let address): paging.flush(page: address, hart: hart.id)
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
    let isTranslated = mode != .machine && hart.csr.satp >> 60 != 0
    guard !paging.isKnown(address, translated: isTranslated, hart: hart.id) else { return physical }
    let extra = paging.count(
      address, translated: isTranslated, guestLevels: hart.walkPath.levels, hart: hart.id)
    vm.spend(extra * computer.hypervisorCosts.walk)
    return physical
  }

  func passage(_ reason: ExitReason, _ costs: HypervisorCosts) -> Int { costs.vmexit }
}
