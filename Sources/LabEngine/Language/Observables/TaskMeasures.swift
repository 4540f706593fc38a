/// What is measured of a task or virtual machine beside its times: against what it is entitled to and against the ideal,
/// how long it takes to wake, how wrong its clock was.
extension ObservableRegistry {
  static let taskMeasures: [Observable] = [
    Observable(
      scope: .task, name: "entitlement", unit: "ratio",
      meaning:
        "the share of all CPUs that is its by weight among those present, within its vCPUs, its cap and the CPUs that it "
        + "may use; what others cannot use is shared likewise"
    ) { try $0.entitlement() }
    .told { try $0.shareTable() },
    Observable(
      scope: .task, name: "lag", unit: "ns",
      meaning:
        "CPU time that it would have had in the ideal fluid schedule while it was ready or ran, minus what it has had"
    ) { scope in
      let (_, fluid) = try scope.settledFluid()
      return .quantity(
        Quantity(scope.vcpu.map { fluid.lag(task: $0) } ?? fluid.lag(client: scope.client), .time))
    }
    .told { scope in
      [.text("It falls behind while it waits for a CPU:")]
        + (try scope.stretches(doing: [.ready, .parked, .switching]))
    },
    Observable(
      scope: .task, name: "worstlag", unit: "ns",
      meaning: "how far it ever was behind the ideal fluid schedule"
    ) { scope in
      let (_, fluid) = try scope.settledFluid()
      let worst = scope.vcpu.map { fluid.worst(task: $0) } ?? fluid.worst(client: scope.client)
      return .quantity(Quantity(worst.lag, .time))
    }
    .told { try $0.worstLagStory() },
    Observable(
      scope: .task, name: "latency", unit: "ns",
      meaning:
        "from arriving or waking until it ran: as latency(99%) what 99% of the times did not exceed, without brackets the "
        + "longest",
      argument: "PERCENT", argumentKind: .words(["50%", "90%", "99%", "100%"])
    ) { scope in
      let (host, tasks) = try scope.hostAndTasks()
      return .nanoseconds(try scope.latency(of: host.lives(of: tasks), scope.subject))
    }
    .told { try $0.latencyStory() },
    Observable(
      scope: .task, name: "slowdown", unit: "ratio",
      meaning:
        "normalised turnaround: its turnaround over what it would have been without waiting for a CPU"
    ) { scope in
      let (turnaround, alone) = try scope.finishedTimes()
      guard alone > 0 else { throw LabError(.undefined("\(scope.subject) took no time.")) }
      return .quantity(try Quantity(turnaround).divided(by: Quantity(alone)))
    }
    .told { try $0.turnaroundStory() },
    Observable(
      scope: .task, name: "worstdrift", unit: "ns",
      meaning: "how far the guest's clock ever was behind when the guest could read it"
    ) { .nanoseconds(try $0.realClock()?.worst ?? $0.guestClock().worst) }
    .told { try $0.clockStory() },
    Observable(
      scope: .task, name: "lost", unit: "",
      meaning:
        "timer ticks of a described guest that came while its first vCPU could not take them, those made up for later included; a guest with code loses none, as its clock stands still meanwhile: see drift"
    ) { scope in
      guard try scope.realClock() == nil else {
        throw LabError(
          .undefined(
            "\(scope.subject) runs code: its clock stands still while no CPU runs it, so that its timer comes late and no tick is lost. \(scope.subject).drift tells how far it is behind."
          ))
      }
      return .integer(try scope.guestClock().lost)
    }
    .told { try $0.clockStory() },
  ]
}

extension ObservableScope {
  fileprivate func guestClock() throws -> GuestClock {
    let (host, _) = try hostAndTasks()
    return host.core.clocks[client]
  }

  /// Of a real guest; nil of one that is described.
  fileprivate func realClock() throws -> RealClock? { try hostAndTasks().0.infos[client].realClock }

  func settledFluid() throws -> (Host, FluidSchedule) {
    guard let host = machine.host else { throw LabError(.undefined("There is no host yet.")) }
    return (host, try context.collect(ScheduleCollector.self).settled())
  }

  fileprivate func entitlement() throws -> Value {
    let (host, _) = try hostAndTasks()
    let core = host.core
    let own = vcpu.map { [$0] } ?? host.members(of: client)
    let present = own.count { core.isPresent($0) }
    guard present > 0 else {
      throw LabError(.undefined("\(subject) is not there now: nothing is its by weight."))
    }
    let part = host.entitlements()[client]
    let all = core.members[client].count { core.isPresent($0) }
    return try .quantity(
      Quantity(part.numerator * present).divided(
        by: Quantity(part.denominator * 100 * core.cpus.count * all)))
  }

  /// A percentile of the latencies of some tasks.
  func latency(of tasks: [Int], _ subject: String) throws -> Int {
    let part = try percent()
    let list = try context.collect(ScheduleCollector.self).latencies(of: tasks)
    guard let value = Percentile.of(list, part) else {
      throw LabError(.undefined("\(subject) has not run yet."))
    }
    return value
  }

  /// The part in brackets, from 0 to 1; 1 without brackets.
  private func percent() throws -> Double {
    guard let argument = arguments.first else { return 1 }
    let value = try context.value(of: argument)
    guard arguments.count == 1, case .quantity(let quantity) = value,
      quantity.dimension == .none, (0...1).contains(quantity.number.double)
    else {
      throw LabError(
        .outOfRange(what: "a percentile", value: argument.text, range: "0% to 100%, as 99%"),
        at: argument.place)
    }
    return quantity.number.double
  }

  /// Turnaround of what is finished, and the same without the time in which nothing but a CPU was missing.
  func finishedTimes() throws -> (turnaround: Int, alone: Int) {
    let records = try taskRecords().filter { $0.state != .removed }
    guard records.count == 1, let record = records.first else {
      throw LabError(
        .undefined("\(subject) has several vCPUs: ask one, as \(subject).vcpu(0).slowdown."))
    }
    guard record.finish >= 0 else { throw LabError(.undefined("\(subject) is not finished.")) }
    let turnaround = record.finish - record.arrive
    return (turnaround, turnaround - record.ready)
  }
}

extension HostCore {
  /// True if a task is there now: it has arrived, and neither finished nor been removed.
  func isPresent(_ task: Int) -> Bool {
    tasks[task].state.isPresent || (tasks[task].state == .absent && tasks[task].arrive <= now)
  }
}
