/// Binary translation: what the guest's kernel is about to execute is scanned ahead of the program counter and
/// sensitive instructions are replaced; user code runs directly.
///
/// After VMware's first monitor: Bugnion and others, "Bringing Virtualization to the x86 Architecture with the
/// Original VMware Workstation", TOCS 30(4), 2012; Adams and Agesen 2006, section 3. Right also where sensitive
/// instructions do not trap, as the kernel never executes them. User code still may, and sees the real registers.
final class BinaryTranslation: ExecutionTechnique {
  static let description = TechniqueDescription(
    name: "translate", title: "binary translation",
    summary: "kernel code is translated ahead of the program counter, user code runs directly",
    detail: """
      In virtual kernel mode the hypervisor translates a block at a time, up to a jump or \(Translator.most) \
      instructions: sensitive instructions become calls into its own code, the rest stays as it is. Translations are \
      cached and linked to each other; a store to translated code drops them. Page tables are shadowed as under `trap`.
      """, realMode: { _ in "U" })

  private let paging: ShadowPaging
  private let code: Translator

  init() {
    paging = ShadowPaging()
    code = Translator()
  }

  private init(_ paging: ShadowPaging, _ code: Translator) {
    self.paging = paging
    self.code = code
  }

  func copy() -> any ExecutionTechnique { BinaryTranslation(paging.copy(), code.copy()) }

  var shadow: ShadowPaging? { paging }
  var translator: Translator? { code }

  func system(
    _ bits: UInt32, _ hart: Hart, _ vm: VirtualMachine, _ computer: Computer
  ) -> SystemOutcome {
    guard hart.mode != .user else {
      return vm.executeUntrapped(bits, hart, computer) ?? vm.emulate(bits, hart, computer)
    }
    // A guest with nothing to do gives the processor back, which no translation can do for it.
    if ExitReason.executing(bits) == .wfi { return vm.emulate(bits, hart, computer) }
    let outcome = hart.executePrivileged(bits, computer)
    if outcome != .trap { vm.callout(computer) }
    return outcome
  }

  /// What the translator has seen coming needs no trap: illegal instructions and calls of the kernel.
  func intercepts(_ trap: Trap, _ hart: Hart, _ vm: VirtualMachine) -> Interception {
    guard hart.mode != .user, !trap.isInterrupt else { return .exit }
    switch trap.code {
    case 2, 3, 9, 11: return .callout
    default: return .exit
    }
  }

  func translate(
    _ address: UInt64, _ kind: AccessKind, _ mode: PrivilegeMode, _ hart: Hart,
    _ vm: VirtualMachine, _ computer: Computer
  ) -> UInt64? {
    vm.translateByShadow(address, kind, mode, hart, paging, computer)
  }

  func passage(_ reason: ExitReason, _ costs: HypervisorCosts) -> Int { costs.trap }
}
