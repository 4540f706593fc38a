/// What a task, a virtual machine on the host, or one of its vCPUs has had of the CPUs. That of a virtual machine is
/// the sum of its vCPUs'.
extension ObservableRegistry {
  static let taskObservables: [Observable] = [
    time("cpu", "CPU time that it has had") { $0.cpuTime + $1.running($0) }
      .told { try $0.stretches(doing: [.running, .spinning]) },
    time("steal", "time in which it was ready and did not run") {
      $0.ready + $1.elapsed($0, in: .ready)
    }
    .told { try $0.stretches(doing: [.ready, .parked, .switching]) },
    time("waiting", "time in which it was ready and waited for a CPU") {
      $0.ready + $1.elapsed($0, in: .ready)
    }
    .told { try $0.stretches(doing: [.ready, .parked, .switching]) },
    time(
      "hostwait",
      "time in which it waited for the host's disk, for a page that was not resident or for data of its own disk"
    ) {
      $0.faulting + $1.elapsed($0, in: .faulting)
    }
    .told { try $0.stretches(doing: [.faulting]) },
    time("blocked", "time in which it waited for a device, an interrupt or at a barrier") {
      $0.sleeping + $0.barrier + $1.elapsed($0, in: .sleeping) + $1.elapsed($0, in: .barrier)
    }
    .told { try $0.stretches(doing: [.sleeping, .reading, .barrier]) },
    time("spin", "CPU time that it spent spinning on locks") {
      $0.spin + ($0.isSpinning ? $1.running($0) : 0)
    }
    .told { try $0.stretches(doing: [.spinning]) },
    count("dispatches", "how often a CPU began to run it") { $0.dispatches }
      .told { try $0.stretches(doing: [.running, .spinning]) },
    count("preemptions", "how often it lost its CPU before its slice was over") { $0.preemptions }
      .told { try $0.lostChoices() },
    count("migrations", "how often it went on on another CPU than before") { $0.migrations }
      .told { try $0.ownChoices { $0.migrated } },
    Observable(
      scope: .task, name: "arrive", unit: "ns", meaning: "when it arrived, since the host began"
    ) { .nanoseconds(try $0.taskRecords().map(\.arrive).min() ?? 0) },
    Observable(
      scope: .task, name: "finish", unit: "ns",
      meaning: "when it was finished, since the host began"
    ) { .nanoseconds(try $0.finish()) }
    .told { try $0.turnaroundStory() },
    Observable(
      scope: .task, name: "turnaround", unit: "ns",
      meaning: "from its arrival until it was finished"
    ) { scope in
      .nanoseconds(try scope.finish() - (try scope.taskRecords().map(\.arrive).min() ?? 0))
    }
    .told { try $0.turnaroundStory() },
    Observable(
      scope: .task, name: "response", unit: "ns", meaning: "from its arrival until it first ran"
    ) { scope in
      let records = try scope.taskRecords()
      guard let first = records.filter({ $0.first >= 0 }).min(by: { $0.first < $1.first }) else {
        throw LabError(.undefined("\(scope.subject) has not run yet."))
      }
      return .nanoseconds(first.first - (records.map(\.arrive).min() ?? 0))
    }
    .told { try $0.responseStory() },
    Observable(
      scope: .task, name: "share", unit: "ratio",
      meaning: "its CPU time over the time since the host began, of all CPUs"
    ) { scope in
      let (host, _) = try scope.hostAndTasks()
      let cpu = try scope.taskRecords().reduce(0) { $0 + $1.cpuTime + host.core.running($1) }
      return try scope.quotient(cpu, host.core.now, host.settings.cpus)
    }
    .told { try $0.shareTable() },
    Observable(
      scope: .task, name: "weight", unit: "",
      meaning: "what its share of the CPUs is in proportion to"
    ) { scope in
      let (host, _) = try scope.hostAndTasks()
      return .integer(host.core.clients[scope.client].weight)
    },
    Observable(
      scope: .task, name: "doing", unit: "text",
      meaning:
        "what it does: absent, ready, running, sleeping, faulting, barrier, paused, finished, removed"
    ) { scope in
      let records = try scope.taskRecords()
      guard records.count == 1, let record = records.first else {
        throw LabError(
          .undefined(
            "\(scope.subject) has several vCPUs: ask one, as \(scope.subject).vcpu(0).doing."))
      }
      return .text(record.isSpinning && record.state == .running ? "spinning" : "\(record.state)")
    },
    Observable(
      scope: .task, name: "clock", unit: "ns",
      meaning:
        "what the guest's clock says, since the guest began; what it said last of one that has stopped"
    ) { scope in
      let (host, _) = try scope.hostAndTasks()
      return .nanoseconds(host.clockReading(of: scope.client))
    }
    .told { try $0.clockStory() },
    Observable(
      scope: .task, name: "drift", unit: "ns",
      meaning: "the guest's clock minus the true time; of one that has stopped, as it was then"
    ) { scope in
      let (host, _) = try scope.hostAndTasks()
      return .nanoseconds(host.drift(of: scope.client))
    }
    .told { try $0.clockStory() },
  ]

  private static func time(
    _ name: String, _ meaning: String, _ read: @escaping @Sendable (TaskRecord, HostCore) -> Int
  ) -> Observable {
    Observable(scope: .task, name: name, unit: "ns", meaning: meaning) { scope in
      let (host, tasks) = try scope.hostAndTasks()
      let core = host.core
      return .nanoseconds(tasks.reduce(0) { $0 + read(core.tasks[$1], core) })
    }
  }

  private static func count(
    _ name: String, _ meaning: String, _ read: @escaping @Sendable (TaskRecord) -> Int
  ) -> Observable {
    Observable(scope: .task, name: name, unit: "", meaning: meaning) { scope in
      .integer(try scope.taskRecords().reduce(0) { $0 + read($1) })
    }
  }
}

extension HostCore {
  /// What a running task has run and was not charged for yet.
  func running(_ record: TaskRecord) -> Int {
    record.state == .running ? max(0, now - cpus[Int(record.cpu)].started) : 0
  }

  /// How long a task has been in a state that it is in now.
  func elapsed(_ record: TaskRecord, in state: TaskState) -> Int {
    // While a CPU is still switching to it, it was counted as ready until the switch is done.
    if state == .ready, record.state == .running {
      return min(0, now - cpus[Int(record.cpu)].started)
    }
    return record.state == state ? now - record.since : 0
  }
}

extension Host {
  /// When a client stopped: the end of its last task, once none is there any more; nil before.
  func stopped(_ client: Int) -> Int? {
    let core = core
    let records = members(of: client).map { core.tasks[$0] }
    guard records.allSatisfy({ $0.state == .finished || $0.state == .removed }) else { return nil }
    // A vCPU that was unplugged has no say in when the others ended.
    let ends = records.filter { $0.state == .finished }.map(\.finish)
    return ends.max() ?? records.map(\.since).max()
  }

  /// The moment that a client's clock is asked at: now, or when it stopped, as one that has stopped has no clock.
  func clockMoment(of client: Int) -> Int { min(core.now, stopped(client) ?? core.now) }

  /// What a guest's clock says, in nanoseconds since the guest began.
  func clockReading(of client: Int) -> Int {
    let time = clockMoment(of: client)
    guard let clock = infos[client].realClock, let computer = computer(of: client) else {
      return core.clocks[client].reading(at: time)
    }
    let cycles: Int =
      switch clock.mode {
      case .para: clock.truth(at: time, cycle: computer.cycleCost)
      case _ where clock.idleSince >= 0:
        computer.clock + max(0, time - clock.idleSince) / computer.cycleCost
      default: computer.clock - max(0, ahead(of: client, clock, at: time)) / computer.cycleCost
      }
    return (cycles - clock.origin) * computer.cycleCost
  }

  /// What a guest's clock says minus the true time.
  func drift(of client: Int) -> Int {
    let born = infos[client].realClock?.born ?? infos[client].born
    return clockReading(of: client) - max(0, clockMoment(of: client) - born)
  }

  /// How far a guest's own time is ahead of the host's: what it has executed of a stretch that is not over.
  private func ahead(of client: Int, _ clock: RealClock, at time: Int) -> Int {
    let core = core
    let tasks = members(of: client)
    guard tasks.count == 1, let task = tasks.first else { return clock.covered - time }
    let record = core.tasks[task]
    return record.isCommitted ? record.burst - core.running(record) : 0
  }
}

extension ObservableScope {
  /// The host, and the tasks that are asked: one, or all of a client.
  func hostAndTasks() throws -> (Host, [Int]) {
    guard let host = machine.host else { throw LabError(.undefined("There is no host yet.")) }
    if asksAll { return (host, Array(0..<host.core.tasks.count)) }
    return (host, vcpu.map { [$0] } ?? host.members(of: client))
  }

  func taskRecords() throws -> [TaskRecord] {
    let (host, tasks) = try hostAndTasks()
    let core = host.core
    return tasks.map { core.tasks[$0] }
  }

  fileprivate func finish() throws -> Int {
    let records = try taskRecords().filter { $0.state != .removed }
    guard !records.isEmpty, records.allSatisfy({ $0.finish >= 0 }) else {
      throw LabError(.undefined("\(subject) is not finished."))
    }
    return records.map(\.finish).max() ?? 0
  }

  /// `part / (whole × count)`, exact where it is whole; zero of nothing.
  func quotient(_ part: Int, _ whole: Int, _ count: Int) throws -> Value {
    guard whole > 0 else { return .integer(0) }
    return try .quantity(
      Quantity(part).divided(by: Quantity(whole)).divided(by: Quantity(count)))
  }
}
