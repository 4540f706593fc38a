/// Paravirtualization: the guest knows of its hypervisor and asks by hypercalls, one by one or in batches.
///
/// Barham and others, "Xen and the Art of Virtualization", SOSP 2003. What the guest does not ask for
/// traps and is emulated, so that a guest that makes no hypercall behaves as under `trap`.
final class Paravirtualization: ExecutionTechnique {
  static let description = TechniqueDescription(
    name: "para", title: "paravirtualization",
    summary: "the guest is written for its hypervisor, and asks by hypercalls",
    detail: """
      A hypercall is `ecall` with a7 from 0x08000000 to 0x08ffffff; `help hypercalls` lists them. They do in one \
      exit what would take several traps, a batch of them in one, and a ring in shared memory moves a whole \
      console line or disk request. Everything else traps and is emulated.
      """, realMode: { _ in "U" })

  private let base: TrapAndEmulate

  init() { base = TrapAndEmulate() }
  private init(_ base: TrapAndEmulate) { self.base = base }

  func copy() -> any ExecutionTechnique {
    guard let copy = base.copy() as? TrapAndEmulate else {
      preconditionFailure("Paravirtualization.copy: the base is another technique")
    }
    return Paravirtualization(copy)
  }

  var shadow: ShadowPaging? { base.shadow }
  var takesHypercalls: Bool { true }

  func system(
    _ bits: UInt32, _ hart: Hart, _ vm: VirtualMachine, _ computer: Computer
  ) -> SystemOutcome {
    base.system(bits, hart, vm, computer)
  }

  func intercepts(_ trap: Trap, _ hart: Hart, _ vm: VirtualMachine) -> Interception {
    base.intercepts(trap, hart, vm)
  }

  func translate(
    _ address: UInt64, _ kind: AccessKind, _ mode: PrivilegeMode, _ hart: Hart,
    _ vm: VirtualMachine, _ computer: Computer
  ) -> UInt64? {
    base.translate(address, kind, mode, hart, vm, computer)
  }

  func passage(_ reason: ExitReason, _ costs: HypervisorCosts) -> Int {
    reason == .hypercall ? costs.hypercall : costs.trap
  }
}
