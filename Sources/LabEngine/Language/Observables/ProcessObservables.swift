extension ObservableRegistry {
  static let processObservables: [Observable] = [
    Observable(
      scope: .process, name: "refs", unit: "", meaning: "references by the process",
      cause: .references
    ) { .integer($0.machine.memory.spaces[$0.space].refs) },
    Observable(
      scope: .process, name: "faults", unit: "", meaning: "its references that were not resident",
      cause: .faults
    ) { .integer($0.machine.memory.spaces[$0.space].faults) },
    Observable(
      scope: .process, name: "resident", unit: "", meaning: "its pages that are in memory"
    ) { .integer($0.machine.memory.residentPages(of: $0.space)) },
    Observable(scope: .process, name: "pages", unit: "", meaning: "the size of its address space") {
      .integer($0.machine.memory.spaces[$0.space].pages)
    },
    Observable(
      scope: .process, name: "state", unit: "text", meaning: "\"ready\", \"swapped\" or \"ended\""
    ) { scope in
      let space = scope.machine.memory.spaces[scope.space]
      return .text(!space.isAlive ? "ended" : space.swappedOut == nil ? "ready" : "swapped")
    },
  ]
}
