/// A state from which instructions are tried: a mode and a setting of the resources.
final class TrialState {
  let mode: PrivilegeMode
  let resources: TrialResources
  let csr: ControlRegisters
  let hart: Hart

  init(
    _ mode: PrivilegeMode, _ resources: TrialResources, _ csr: ControlRegisters,
    _ profile: HardwareProfile
  ) {
    self.mode = mode
    self.resources = resources
    self.csr = csr
    hart = Hart(id: resources.hart, profile: profile)
  }
}

/// Three settings of everything that is not registers and memory. All of them map the bench's memory alike.
enum TrialResources: Int, CaseIterable, Sendable {
  /// As firmware leaves a hart to a kernel.
  case plain
  /// Every bit of every control register that can be set.
  case set
  /// And cleared.
  case clear

  /// Cycles since the computer was made, and instructions of the hart.
  var clock: Int { [1_000, 5_000_000, 70_000_000][rawValue] }
  var retired: UInt64 { [900, 4_000_000, 60_000_000][rawValue] }
  /// Which hart it is: a virtual one may run on any.
  var hart: Int { rawValue }
}

/// What became of one instruction.
struct TrialOutcome: Equatable {
  var trapped: Bool
  /// Mode or resources are others than before.
  var changesResources: Bool
  /// x0 to x31, the next pc, the reservation, and the memory within reach.
  var result: [UInt64]
}
