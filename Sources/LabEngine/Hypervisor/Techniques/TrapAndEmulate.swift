/// Trap and emulate: the guest's machine, supervisor and user modes all run in real user mode.
///
/// Every privileged instruction of the guest's kernel traps; the hypervisor decodes it, executes it on the
/// virtual registers and resumes behind it. Right where all sensitive instructions are privileged
/// (Popek and Goldberg, "Formal Requirements for Virtualizable Third Generation Architectures", CACM 17(7), 1974,
/// theorem 1); on another processor the guest sees the real registers.
final class TrapAndEmulate: ExecutionTechnique {
  static let description = TechniqueDescription(
    name: "trap", title: "trap and emulate",
    summary: "privileged instructions trap, and the hypervisor emulates them",
    detail: """
      All of the guest runs in real user mode. What is privileged traps; the hypervisor decodes the instruction, \
      does it on the virtual registers and resumes the guest. Shadow page tables map guest-virtual addresses; \
      the guest's own tables are kept write-protected.
      """, realMode: { _ in "U" })

  private let paging: ShadowPaging

  init() { paging = ShadowPaging() }
  private init(_ paging: ShadowPaging) { self.paging = paging }

  func copy() -> any ExecutionTechnique { TrapAndEmulate(paging.copy()) }

  var shadow: ShadowPaging? { paging }

  func system(
    _ bits: UInt32, _ hart: Hart, _ vm: VirtualMachine, _ computer: Computer
  ) -> SystemOutcome {
    vm.executeUntrapped(bits, hart, computer) ?? vm.emulate(bits, hart, computer)
  }

  func intercepts(_ trap: Trap, _ hart: Hart, _ vm: VirtualMachine) -> Interception {
    .exit
  }

  func translate(
    _ address: UInt64, _ kind: AccessKind, _ mode: PrivilegeMode, _ hart: Hart,
    _ vm: VirtualMachine, _ computer: Computer
  ) -> UInt64? {
    vm.translateByShadow(address, kind, mode, hart, paging, computer)
  }

  func passage(_ reason: ExitReason, _ costs: HypervisorCosts) -> Int { costs.trap }
}
