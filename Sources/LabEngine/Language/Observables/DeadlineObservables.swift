/// Deadlines that were missed: of a task, a vCPU, a virtual machine, and of all.
extension ObservableRegistry {
  private static let counted =
    "a job is what a workload with every= does between two such steps, else a slice=; it is due a period= after it was "
    + "released. Under rtds and sedf a slice is counted if it was not had in a period in which the task never waited"

  static let deadlineObservables: [Observable] = [
    Observable(
      scope: .task, name: "misses", unit: "",
      meaning: "how many of its jobs were not done by their deadlines: \(counted)"
    ) { scope in
      let (host, tasks) = try scope.hostAndTasks()
      let served = host.lives(of: tasks).filter { host.served($0) != nil }
      guard !served.isEmpty else {
        throw LabError(
          .undefined("\(scope.subject) has no deadlines: period= and slice= give it some."))
      }
      let deadlines = try scope.context.collect(DeadlineCollector.self).settled()
      return .integer(served.reduce(0) { $0 + deadlines.misses(of: $1) })
    }
    .told { try $0.missStory() },
    Observable(
      scope: .machine, name: "misses", unit: "",
      meaning: "how many jobs of all tasks and VMs were not done by their deadlines: \(counted)"
    ) { scope in
      let host = try scope.presentHost()
      let deadlines = try scope.context.collect(DeadlineCollector.self).settled()
      return .integer(
        (0..<host.core.tasks.count).reduce(0) { $0 + deadlines.misses(of: $1) })
    }
    .told { try $0.all().missStory() },
  ]
}

extension ObservableScope {
  /// The first jobs that were late, each with what was left of it and who ran from its release to its deadline.
  fileprivate func missStory() throws -> [Report.Block] {
    let (host, tasks) = try hostAndTasks()
    let deadlines = try context.collect(DeadlineCollector.self).settled()
    let lives = host.lives(of: tasks)
    let count = lives.reduce(0) { $0 + deadlines.misses(of: $1) }
    guard count > 0 else { return [.text("Every job was done by its deadline.")] }
    let rows = lives.flatMap { deadlines.rows(of: $0) }
      .sorted { ($0.due, $0.task) < ($1.due, $1.task) }.prefix(WhyCommand.lines)
    let narrator = StretchNarrator(
      rows.map { TaskStretch(task: $0.task, doing: .ready, from: $0.release, to: $0.due) }, on: host
    )
    _ = try context.tape.play(observer: narrator)
    let lines = zip(rows, narrator.meanwhile()).map { miss, meanwhile in
      let left =
        miss.left > 0
        ? "with \(StretchNarrator.written(miss.left)) of \(StretchNarrator.written(miss.slice)) still to run"
        : "having had its slice of \(StretchNarrator.written(miss.slice))"
      return "\(host.name(of: miss.task)), job \(miss.job), released at "
        + "\(StretchNarrator.written(miss.release)), was not done at its deadline, "
        + "\(StretchNarrator.written(miss.due)), \(left)\(meanwhile)"
    }
    return lines.map { .text($0) }
      + (count > lines.count ? [.listing([], more: count - lines.count)] : [])
      + [.text("Who ran meanwhile was the choice of \(host.schedulerText).")]
  }
}
