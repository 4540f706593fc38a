/// How a hypervisor runs guests: what traps, what it replaces, how it maps memory.
///
/// A technique is one file and one line in `TechniqueRegistry`. It owns what of a VM's state only it
/// needs, and decides what is an exit; the guest's own registers stay in the harts, where every technique
/// finds the virtual state, so that all end in the same one.
protocol ExecutionTechnique: AnyObject, SendableMetatype {
  static var description: TechniqueDescription { get }
  init()

  /// An instruction of the SYSTEM opcode, executed in the guest's virtual mode `hart.mode`.
  func system(_ bits: UInt32, _ hart: Hart, _ vm: VirtualMachine, _ computer: Computer)
    -> SystemOutcome
  /// Whether a trap that the guest is about to take goes through the hypervisor first.
  func intercepts(_ trap: Trap, _ hart: Hart, _ vm: VirtualMachine) -> Interception
  /// The guest-physical address behind an address that missed the TLB; nil, and `pendingTrap`, if the guest
  /// must see a fault.
  func translate(
    _ address: UInt64, _ kind: AccessKind, _ mode: PrivilegeMode, _ hart: Hart,
    _ vm: VirtualMachine, _ computer: Computer
  ) -> UInt64?
  /// The cycles of getting to the hypervisor and back for `reason`.
  func passage(_ reason: ExitReason, _ costs: HypervisorCosts) -> Int
  /// The same state for a copy of the machine.
  func copy() -> any ExecutionTechnique

  /// Where guest page tables must be kept in step with what the hypervisor derives from them.
  var shadow: ShadowPaging? { get }
  /// Where kernel code is translated before it runs.
  var translator: Translator? { get }
  /// Where the processor itself walks two tables.
  var nested: NestedPaging? { get }
  /// True if the guest may ask by hypercalls.
  var takesHypercalls: Bool { get }
}

/// What becomes of a trap that the guest is about to take.
enum Interception {
  /// The real hart traps, the hypervisor passes it on.
  case exit
  /// Translated code knew it beforehand: no trap.
  case callout
  /// The processor delivers it to the guest by itself.
  case direct
}

extension ExecutionTechnique {
  var shadow: ShadowPaging? { nil }
  var translator: Translator? { nil }
  var nested: NestedPaging? { nil }
  var takesHypercalls: Bool { false }
}

/// What help, completion and the documentation say of a technique.
struct TechniqueDescription: Sendable {
  let name: String
  let title: String
  let summary: String
  let detail: String
  /// The mode of the real hart while the guest runs, by the guest's virtual mode.
  let realMode: @Sendable (PrivilegeMode) -> String
  /// True if the guest may choose by a bitmap what exits.
  var hasExitBitmap = false
}

/// Every technique, one line each.
enum TechniqueRegistry {
  static let all: [any ExecutionTechnique.Type] = [
    TrapAndEmulate.self, BinaryTranslation.self, Paravirtualization.self, HardwareAssistance.self,
  ]

  static let names = all.map { $0.description.name }

  static func named(_ name: String) -> (any ExecutionTechnique.Type)? {
    all.first { $0.description.name == name }
  }
}
