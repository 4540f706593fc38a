/// What is measured of the host's CPUs, and of all tasks together.
extension ObservableRegistry {
  static let hostMeasures: [Observable] = [
    Observable(scope: .machine, name: "cpus", unit: "", meaning: "physical CPUs of the host") {
      .integer(try $0.presentHost().settings.cpus)
    },
    Observable(
      scope: .machine, name: "scheduler", unit: "text",
      meaning: "the host's scheduler, as `host` names it"
    ) { .text(try $0.presentHost().schedulerText) },
    cpuTime("busy", "time in which the CPUs ran tasks, of all or of one") { core, cpu in
      core.busy(cpu)
    },
    cpuTime("idle", "time in which the CPUs had nothing to run, of all or of one") { core, cpu in
      core.now - core.busy(cpu) - core.switched(cpu)
    },
    cpuTime(
      "switching", "time that the CPUs lost to changing tasks and to cold caches, of all or of one"
    ) { core, cpu in core.switched(cpu) },
    Observable(
      scope: .machine, name: "latency", unit: "ns",
      meaning:
        "from arriving or waking until it ran, of all tasks: as latency(99%) what 99% of the times did not exceed, "
        + "without brackets the longest",
      argument: "PERCENT", argumentKind: .words(["50%", "90%", "99%", "100%"])
    ) { scope in
      let host = try scope.presentHost()
      return .nanoseconds(try scope.latency(of: Array(0..<host.core.tasks.count), "Nothing"))
    }
    .told { try $0.all().latencyStory() },
    Observable(
      scope: .machine, name: "worstlag", unit: "ns",
      meaning: "how far any task or VM ever was behind the ideal fluid schedule"
    ) { scope in
      let (host, fluid) = try scope.settledFluid()
      let worst = try host.infos.indices.map { Quantity(fluid.worst(client: $0).lag, .time) }
        .max { try $0.compared(with: $1) < 0 }
      return .quantity(worst ?? Quantity(0, .time))
    }
    .told { try $0.worstScope().worstLagStory() },
    average("turnaround", "from arrival until the end, of those that are finished") { record, _ in
      record.finish >= 0 ? record.finish - record.arrive : nil
    },
    average("waiting", "time ready and not running, of those that have arrived") { record, core in
      record.state == .absent ? nil : record.ready + core.elapsed(record, in: .ready)
    },
    average("response", "from arrival until the first run, of those that have run") { record, _ in
      record.first >= 0 ? record.first - record.arrive : nil
    },
  ]

  private static func cpuTime(
    _ name: String, _ meaning: String, _ read: @escaping @Sendable (HostCore, Int) -> Int
  ) -> Observable {
    Observable(scope: .machine, name: name, unit: "ns", meaning: meaning, argument: "CPU") {
      scope in
      let host = try scope.presentHost()
      let core = host.core
      let cpus = try scope.cpu(of: host).map { $0...$0 } ?? 0...(core.cpus.count - 1)
      return .nanoseconds(cpus.reduce(0) { $0 + read(core, $1) })
    }
    .told { try $0.cpuTable() }
  }

  private static func average(
    _ name: String, _ meaning: String, _ read: @escaping @Sendable (TaskRecord, HostCore) -> Int?
  ) -> Observable {
    Observable(
      scope: .machine, name: "average.\(name)", unit: "ns",
      meaning: "average over all tasks and vCPUs: \(meaning)"
    ) { scope in
      let core = try scope.presentHost().core
      let values = (0..<core.tasks.count).map { core.tasks[$0] }
        .filter { $0.state != .removed }.compactMap { read($0, core) }
      guard !values.isEmpty else {
        throw LabError(.undefined("There is no task yet to average over."))
      }
      let sum = Quantity(values.reduce(0, +), .time)
      return .quantity(try sum.divided(by: Quantity(values.count)))
    }
    .told { try $0.averageTable(read) }
  }
}

extension ObservableScope {
  func presentHost() throws -> Host {
    guard let host = machine.host else { throw LabError(.undefined("There is no host yet.")) }
    return host
  }
}

extension HostCore {
  /// Time in which a CPU has run tasks, up to now.
  func busy(_ cpu: Int) -> Int {
    cpus[cpu].busy + (cpus[cpu].isIdle ? 0 : view.uncharged(cpu))
  }

  /// Time in which a CPU has changed from task to task, up to now.
  func switched(_ cpu: Int) -> Int {
    cpus[cpu].switching - (cpus[cpu].isIdle ? 0 : max(0, cpus[cpu].started - now))
  }
}
