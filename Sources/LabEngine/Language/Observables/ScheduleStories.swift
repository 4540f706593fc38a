/// What `why` tells below what the host measures: the stretches that a time is made of, the choices behind a count.
extension ObservableScope {
  /// The stretches of the asked tasks that `wanted` gives, with what went on meanwhile; they add up to the value.
  func stretches(
    _ wanted: @escaping @Sendable (TaskStretch) -> TaskStretch?, addsUp: Bool = true
  ) throws -> [Report.Block] {
    let (host, tasks) = try hostAndTasks()
    let members = Set(host.lives(of: tasks))
    let selection = StretchSelection { members.contains($0.task) ? wanted($0) : nil }
    _ = try context.tape.play(observer: selection)
    let chosen = selection.finished()
    guard !chosen.isEmpty else { return [] }
    let narrator = StretchNarrator(chosen, on: host)
    _ = try context.tape.play(observer: narrator)
    var blocks = sentences(narrator.lines(names: tasks.count > 1), of: 0)
    if selection.count > chosen.count {
      let rest = selection.sum - chosen.reduce(0) { $0 + $1.length }
      blocks.append(
        .text(
          "These are the longest; \(selection.count - chosen.count) shorter make \(StretchNarrator.written(rest))."
        ))
    }
    if addsUp, selection.count > 1 {
      blocks.append(
        .text(
          "\(counted(selection.count, "stretch")), \(StretchNarrator.written(selection.sum)) in all."
        ))
    }
    if chosen.contains(where: { $0.doing == .ready }) { blocks.append(.text(chooser(host))) }
    return blocks
  }

  func stretches(doing kinds: [TaskDoing]) throws -> [Report.Block] {
    try stretches { kinds.contains($0.doing) ? $0 : nil }
  }

  private func chooser(_ host: Host) -> String {
    let scheduler = host.settings.scheduler
    return "Who ran meanwhile was the choice of \(scheduler.text), \(scheduler.description.title)."
  }

  /// How long it did what from its arrival until its end, and the stretches.
  func turnaroundStory() throws -> [Report.Block] {
    let (host, tasks) = try hostAndTasks()
    let core = host.core
    guard tasks.count == 1, let record = tasks.first.map({ core.tasks[$0] }) else { return [] }
    let parts = [
      ("ran", record.cpuTime), ("waited for a CPU", record.ready),
      ("waited for devices", record.sleeping), ("waited at barriers", record.barrier),
      ("waited for the host's disk", record.faulting), ("was held", record.paused),
    ].filter { $0.1 > 0 }.map { "\($0.0) \(StretchNarrator.written($0.1))" }
    return [.text("It " + parts.joined(separator: ", ") + ".")] + (try stretches { $0 })
  }

  func responseStory() throws -> [Report.Block] {
    let (host, _) = try hostAndTasks()
    let records = try taskRecords().filter { $0.first >= 0 }
    guard let first = records.map(\.first).min() else { return [] }
    let task = host.members(of: client).first { host.core.tasks[$0].first == first }
    return try stretches { $0.task == task && $0.doing.isWaiting && $0.to <= first ? $0 : nil }
  }

  /// The longest latencies, each with who ran meanwhile.
  func latencyStory() throws -> [Report.Block] {
    try stretches(
      { stretch in
        guard let latency = stretch.latency else { return nil }
        return TaskStretch(
          task: stretch.task, doing: .ready, from: stretch.from - latency, to: stretch.from)
      }, addsUp: false)
  }

  /// When it was furthest behind, and what it waited for then.
  func worstLagStory() throws -> [Report.Block] {
    let (_, fluid) = try settledFluid()
    let worst = vcpu.map { fluid.worst(task: $0) } ?? fluid.worst(client: client)
    guard !worst.lag.isZero else { return [.text("It never was behind.")] }
    let at = worst.at
    let (host, _) = try hostAndTasks()
    let cost = host.settings.switchCost + host.settings.migrationCost
    return [.text("It was that far behind at \(StretchNarrator.written(at)), at the end of this:")]
      + (try stretches(
        { $0.doing.isWaiting && $0.from < at && at - cost <= $0.to ? $0 : nil }, addsUp: false))
  }

  /// The scheduler's choices, the first ones.
  func choices(
    _ wanted: @escaping @Sendable (ChoiceNarrator.Choice) -> Bool
  ) throws -> [Report.Block] {
    let host = try presentHost()
    let narrator = ChoiceNarrator(wanted)
    _ = try context.tape.play(observer: narrator)
    guard narrator.count > 0 else { return [] }
    let lines = narrator.lines(host)
    return sentences(lines, of: narrator.count)
  }

  /// Those of the asked tasks.
  func ownChoices(
    _ wanted: @escaping @Sendable (ChoiceNarrator.Choice) -> Bool
  ) throws -> [Report.Block] {
    let (host, tasks) = try hostAndTasks()
    let members = Set(host.lives(of: tasks))
    return try choices { members.contains($0.task) && wanted($0) }
  }

  /// Those by which the asked tasks lost their CPU.
  func lostChoices() throws -> [Report.Block] {
    let (host, tasks) = try hostAndTasks()
    let members = Set(host.lives(of: tasks))
    return try choices {
      members.contains($0.previous) && ($0.left == .preempted || $0.left == .yielded)
    }
  }

  /// The same, asked of all tasks together.
  func all() -> ObservableScope {
    var scope = self
    scope.asksAll = true
    return scope
  }

  /// The same, asked of the client that was furthest behind.
  func worstScope() throws -> ObservableScope {
    let (host, fluid) = try settledFluid()
    var scope = self
    var worst = 0.0
    for client in host.infos.indices where fluid.worst(client: client).lag.double > worst {
      worst = fluid.worst(client: client).lag.double
      scope.client = client
    }
    scope.subject = host.infos.isEmpty ? "" : host.infos[scope.client].name
    return scope
  }

  /// When ticks were lost, and what became of them.
  func clockStory() throws -> [Report.Block] {
    let (host, _) = try hostAndTasks()
    if host.infos[client].isGuest { return try guestClockStory(host) }
    guard let first = host.members(of: client).first else { return [] }
    let clock = host.core.clocks[client]
    let narrator = ClockNarrator(first, clock)
    _ = try context.tape.play(observer: narrator)
    let tick = StretchNarrator.written(clock.tick)
    let head =
      "Its clock (\(clock.mode.rawValue)) \(clock.mode.summary); a tick is \(tick). "
      + "\(counted(clock.lost, "tick")) lost so far."
    let lines = narrator.losses.map { loss in
      "from \(StretchNarrator.written(loss.from)) to \(StretchNarrator.written(loss.to)): "
        + "\(counted(loss.ticks, "tick")) lost; its first vCPU was \(loss.doing.words)"
    }
    return [.text(head)] + sentences(lines, of: narrator.count)
  }
}

/// A paragraph each, as they are longer than a line; then how many of `count` were left out.
private func sentences(_ lines: [String], of count: Int) -> [Report.Block] {
  lines.map { .text($0) }
    + (count > lines.count ? [.listing([], more: count - lines.count)] : [])
}

extension TaskDoing {
  /// What a task is, in a word or two.
  var words: String {
    switch self {
    case .running: "running"
    case .spinning: "spinning"
    case .switching: "switched to"
    case .ready: "ready without a CPU"
    case .parked: "held back by its cap"
    case .sleeping: "waiting for a device"
    case .reading: "waiting for the disk"
    case .faulting: "waiting for a page"
    case .barrier: "at a barrier"
    case .paused: "held by the hypervisor"
    }
  }
}
