/// Which instructions of a hardware are privileged and which are sensitive, found by executing them.
///
/// Popek and Goldberg, "Formal requirements for virtualizable third generation architectures", Communications of
/// the ACM 17(7), 1974. Their machine has two modes; here the supervisor of an instruction is
/// supervisor mode, and machine mode for those that not even supervisor mode may execute.
///
/// - *Privileged*: traps in user mode, and not in supervisor mode.
/// - *Control-sensitive*: in some state it changes mode or resources, other than by trapping.
/// - *Behaviour-sensitive*: from two states that differ in mode or resources alone, memory mapped alike, it gives
///   two results, and traps in neither.
///
/// Their first theorem: a virtual machine monitor can be built if every sensitive instruction is privileged.
struct Classification {
  struct Entry {
    let instruction: InstructionCase
    /// Modes in which it traps, whatever its operands.
    var trapsIn: [PrivilegeMode] = []
    var isControlSensitive = false
    var isBehaviourSensitive = false

    var isPrivileged: Bool { trapsIn.contains(.user) && trapsIn.count < Classification.modes.count }
    var isSensitive: Bool { isControlSensitive || isBehaviourSensitive }
    /// It breaks the theorem.
    var isException: Bool { isSensitive && !isPrivileged }
    /// Neither sensitive nor anything that traps.
    var isInnocuous: Bool { !isSensitive && trapsIn.isEmpty }
  }

  static let modes: [PrivilegeMode] = [.user, .supervisor, .machine]

  let profile: HardwareProfile
  /// Whether user mode may read the counters.
  let counters: Bool
  let entries: [Entry]
  /// For each entry that breaks the theorem, by which two states one can see it.
  let witnesses: [Witness]
  /// Instructions executed for it.
  let trials: Int

  var isVirtualizable: Bool { !entries.contains(where: \.isException) }

  init?(_ profile: HardwareProfile, counters: Bool) {
    guard let bench = TrialBench(profile, counters: counters) else { return nil }
    self.profile = profile
    self.counters = counters
    let entries = InstructionCase.all(registers: bench.registers).map { bench.classify($0) }
    self.entries = entries
    witnesses = entries.filter(\.isException).flatMap { bench.witnesses($0) }
    trials = bench.trials
  }
}

extension TrialBench {
  /// Runs every form of an instruction from every state.
  func classify(_ instruction: InstructionCase) -> Classification.Entry {
    var entry = Classification.Entry(instruction: instruction)
    var trapping = Set(Classification.modes)
    for word in instruction.words {
      for source in sources(of: word) {
        // The results in one mode, and those with the resources that all modes have in common.
        var plain: [UInt64]?
        for mode in Classification.modes {
          var first: [UInt64]?
          for resources in TrialResources.allCases {
            let outcome = run(word, from: state(mode, resources), source: source)
            if outcome.trapped { continue }
            if outcome.changesResources { entry.isControlSensitive = true }
            if first.map({ $0 != outcome.result }) ?? false { entry.isBehaviourSensitive = true }
            first = first ?? outcome.result
            guard resources == .plain else { continue }
            trapping.remove(mode)
            if plain.map({ $0 != outcome.result }) ?? false { entry.isBehaviourSensitive = true }
            plain = plain ?? outcome.result
          }
        }
      }
    }
    entry.trapsIn = Classification.modes.filter(trapping.contains)
    return entry
  }
}
