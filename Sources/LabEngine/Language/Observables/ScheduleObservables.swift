/// The schedule as lists, for questions about who ran when.
extension ObservableRegistry {
  static let scheduleObservables: [Observable] = [
    Observable(
      scope: .machine, name: "order", unit: "list",
      meaning: "the tasks in the order in which they ran, neighbours merged, of all CPUs or of one",
      argument: "CPU"
    ) { scope in
      guard let host = scope.machine.host else { return .list([]) }
      let cpu = try scope.cpu(of: host)
      let collector = try scope.context.collect(TimelineCollector.self)
      var order: [Int] = []
      for row in collector.finished() where (cpu == nil || row.cpu == cpu) && row.task != order.last
      {
        order.append(row.task)
      }
      try scope.context.checkLength(order.count, of: "order")
      return .list(order.map { .text(collector.names.name(of: $0)) })
    },
    Observable(
      scope: .machine, name: "decisions", unit: "list",
      meaning:
        "what called for the scheduler: [time, event, task] rows, where the event is "
        + DecisionCollector.Event.allCases.map(\.rawValue).joined(separator: ", ")
    ) { scope in
      guard scope.machine.host != nil else { return .list([]) }
      let collector = try scope.context.collect(DecisionCollector.self)
      try scope.context.checkLength(collector.rows.count, of: "decisions")
      return .list(
        collector.rows.map {
          .list([
            .nanoseconds($0.time), .text($0.event.rawValue),
            .text(collector.names.name(of: $0.task)),
          ])
        })
    },
    Observable(
      scope: .machine, name: "tasks", unit: "list",
      meaning:
        "the names of the tasks and virtual machines on the host, in the order of their creation"
    ) { scope in
      let infos = scope.machine.host?.infos ?? []
      return .list(infos.filter { !$0.isRemoved }.map { .text($0.name) })
    },
    Observable(
      scope: .machine, name: "host.time", unit: "ns", meaning: "time since the host began"
    ) { .nanoseconds($0.machine.host?.now ?? 0) },
  ]
}
