extension ObservableRegistry {
  /// What a virtual machine has beside all that a computer has; a bare computer has none of it, which reads as
  /// zero.
  static let virtualMachineObservables: [Observable] = [
    Observable(
      scope: .computer, name: "exits", unit: "",
      meaning: "VM exits; without brackets, for all reasons", argument: "REASON",
      argumentKind: .words(ExitReason.names)
    ) { scope in
      let reason = try scope.exitReason()
      let counts = scope.computer?.vm?.exits ?? ExitCounts()
      return .integer(reason.map { counts[$0] } ?? counts.total)
    }
    .changing { $0.vm?.exits.total ?? 0 }
    .holding { .exits(try $0.exitReason()) },
    Observable(
      scope: .computer, name: "exitcycles", unit: "",
      meaning: "cycles that exits took; without brackets, for all reasons", argument: "REASON",
      argumentKind: .words(ExitReason.names)
    ) { scope in
      let reason = try scope.exitReason()
      let cycles = scope.computer?.vm?.exitCycles ?? ExitCounts()
      return .integer(reason.map { cycles[$0] } ?? cycles.total)
    }
    .changing { $0.vm?.exits.total ?? 0 },
    Observable(
      scope: .computer, name: "hypervisorcycles", unit: "",
      meaning: "cycles that the hypervisor took for it: exits, translation, nested walks"
    ) { .integer($0.computer?.vm?.overheadCycles ?? 0) },
    Observable(
      scope: .computer, name: "overhead", unit: "",
      meaning: "the hypervisor's cycles over the guest's own"
    ) { scope in
      guard let computer = scope.computer, let vm = computer.vm, computer.clock > 0 else {
        return .integer(0)
      }
      return .quantity(try Quantity(vm.overheadCycles).divided(by: Quantity(computer.clock)))
    },
    Observable(
      scope: .computer, name: "technique", unit: "text",
      meaning: "how the hypervisor runs it: " + TechniqueRegistry.names.joined(separator: ", ")
        + "; \"\" for a bare computer"
    ) { .text($0.computer?.vm?.description.name ?? "") }
    .changing { _ in 0 },
    Observable(
      scope: .computer, name: "realmode", unit: "text",
      meaning: "the mode of the real hart while it runs; M.mode is the virtual one"
    ) { scope in
      .text(
        scope.computer?.vm?.description.realMode(scope.hart.mode) ?? scope.hart.mode.letter)
    },
    Observable(
      scope: .computer, name: "violations", unit: "",
      meaning: "sensitive instructions that did not trap and so went wrong"
    ) { .integer($0.computer?.vm?.violationCount ?? 0) }
    .holding { _ in .violations },
    Observable(
      scope: .computer, name: "callouts", unit: "",
      meaning: "replaced instructions that translated code executed without a trap"
    ) { .integer($0.computer?.vm?.callouts ?? 0) },
    Observable(
      scope: .computer, name: "translated", unit: "",
      meaning: "instructions that were translated, those anew included"
    ) { .integer($0.computer?.vm?.technique.translator?.translated ?? 0) },
    Observable(
      scope: .computer, name: "walks", unit: "",
      meaning: "nested page walks under hardware assistance"
    ) { .integer($0.computer?.vm?.technique.nested?.walks ?? 0) },
    Observable(
      scope: .computer, name: "downtime", unit: "ns",
      meaning: "for how long it stood still in its last migration"
    ) { .nanoseconds($0.computer?.migration?.downtime ?? 0) },
    Observable(
      scope: .computer, name: "movetime", unit: "ns",
      meaning: "how long its last migration took in all"
    ) { .nanoseconds($0.computer?.migration?.total ?? 0) },
    Observable(
      scope: .computer, name: "rounds", unit: "list",
      meaning: "the pages that each round of its last migration sent, the stop included"
    ) { scope in
      guard let plan = scope.computer?.migration?.plan else { return .list([]) }
      let counts = plan.rounds.map(\.pages) + (plan.stopAndCopy.map { [$0.pages] } ?? [])
      return .list(counts.map { .integer($0) })
    },
    Observable(
      scope: .computer, name: "fetches", unit: "",
      meaning: "pages fetched before their turn after a migration by post-copy"
    ) { .integer($0.computer?.arrival?.fetches ?? 0) },
    Observable(
      scope: .computer, name: "ballooned", unit: "",
      meaning: "pages that its guest has given back to the hypervisor's balloon"
    ) { .integer($0.computer?.vm?.paravirtual.ballooned.count ?? 0) },
    Observable(
      scope: .computer, name: "walkrefs", unit: "",
      meaning: "memory references that those walks took"
    ) { .integer($0.computer?.vm?.technique.nested?.references ?? 0) },
  ]
}

extension ObservableScope {
  /// The reason in brackets; nil for all.
  func exitReason() throws -> ExitReason? {
    guard let argument = arguments.first else { return nil }
    guard let name = argument.bareName, let reason = ExitReason.named(name.text) else {
      throw LabError(
        .unknown(
          kind: "reason of an exit", name: argument.text,
          nearest: nearest(argument.text, among: ExitReason.names), known: ExitReason.names),
        at: argument.place)
    }
    return reason
  }
}
