/// What can be asked of the host as a whole.
extension ObservableRegistry {
  static let hostObservables: [Observable] = [
    Observable(
      scope: .machine, name: "timeline", unit: "list",
      meaning:
        "who ran when: [start, task, length] rows since the host began, of all CPUs or of one",
      argument: "CPU"
    ) { scope in
      guard let host = scope.machine.host else { return .list([]) }
      let cpu = try scope.cpu(of: host)
      let collector = try scope.context.collect(TimelineCollector.self)
      let rows = collector.finished().filter { cpu == nil || $0.cpu == cpu }
      try scope.context.checkLength(rows.count, of: "timeline")
      return .list(
        rows.map {
          .list([
            .nanoseconds($0.start), .text(collector.names.name(of: $0.task)),
            .nanoseconds($0.length),
          ])
        })
    }
    .told { try $0.choices { _ in true } },
    Observable(
      scope: .machine, name: "fairness", unit: "ratio",
      meaning:
        "Jain's index of the CPU time over weight of all tasks and VMs, or where some are pinned over what weights and "
        + "pins entitle them to: 1 is fair"
    ) { scope in
      guard let host = scope.machine.host else {
        throw LabError(.undefined("There is no host yet."))
      }
      let core = host.core
      let clients = host.infos.indices.filter { !host.infos[$0].isRemoved }
      let rates = zip(clients, host.dues(of: clients)).map { client, due in
        let time = core.members[client].reduce(0) {
          $0 + core.tasks[$1].cpuTime + core.running(core.tasks[$1])
        }
        return Double(time) / due
      }
      let sum = rates.reduce(0, +)
      guard sum > 0 else { throw LabError(.undefined("Nothing has run yet.")) }
      let squares = rates.reduce(0) { $0 + $1 * $1 }
      return .quantity(Quantity(.real(sum * sum / (Double(rates.count) * squares))))
    }
    .told { try $0.shareTable() },
    Observable(
      scope: .machine, name: "utilization", unit: "ratio",
      meaning: "the part of the CPUs' time in which they ran tasks, of all or of one",
      argument: "CPU"
    ) { scope in
      guard let host = scope.machine.host else { return .integer(0) }
      let core = host.core
      let cpus = try scope.cpu(of: host).map { $0...$0 } ?? 0...(core.cpus.count - 1)
      return try scope.quotient(cpus.reduce(0) { $0 + core.busy($1) }, core.now, cpus.count)
    }
    .told { try $0.cpuTable() },
    Observable(
      scope: .machine, name: "switches", unit: "",
      meaning: "how often a CPU has changed from one task to another"
    ) { scope in
      guard let core = scope.machine.host?.core else { return .integer(0) }
      return .integer((0..<core.cpus.count).reduce(0) { $0 + core.cpus[$1].switches })
    }
    .told { try $0.choices { $0.previous >= 0 && $0.previous != $0.task } },
    Observable(
      scope: .machine, name: "throughput", unit: "",
      meaning: "tasks that were finished in a second of the host's time"
    ) { scope in
      guard let core = scope.machine.host?.core, core.now > 0 else { return .integer(0) }
      let finished = (0..<core.tasks.count).count { core.tasks[$0].state == .finished }
      return .quantity(Quantity(.real(Double(finished) * 1e9 / Double(core.now))))
    }
    .told { scope in
      let core = try scope.presentHost().core
      let finished = (0..<core.tasks.count).count { core.tasks[$0].state == .finished }
      return [
        .text("\(counted(finished, "task")) finished in \(Value.nanoseconds(core.now).written()).")
      ]
    },
  ]
}

extension ObservableScope {
  /// The CPU in brackets; nil for all.
  func cpu(of host: Host) throws -> Int? {
    guard let argument = arguments.first else { return nil }
    guard case .quantity(let quantity) = try context.value(of: argument),
      quantity.dimension == .none, case .integer(let cpu) = quantity.number,
      (0..<host.settings.cpus).contains(cpu)
    else {
      throw LabError(
        .outOfRange(what: "CPU", value: argument.text, range: words(0..<host.settings.cpus)),
        at: argument.place)
    }
    return cpu
  }
}
