/// Follows a host moment by moment and keeps its own books, which must agree with the host's.
///
/// For tests and `oslab-conformance`: what every scheduler must keep, whatever runs.
struct HostAudit {
  private let isConserving: Bool
  /// The first thing that was wrong.
  private(set) var problem: String?
  /// Time that each CPU has had a task.
  private var occupied: [Int] = []

  init(isConserving: Bool) { self.isConserving = isConserving }

  /// Goes on to a moment of the host's clock, or to the first problem.
  mutating func go(_ host: Host, to deadline: Int) throws {
    while problem == nil {
      // Its tables are the host's own: what they say before is read before.
      let core = host.core
      let held = (0..<core.cpus.count).map { core.view.running($0) != nil }
      if occupied.isEmpty { occupied = held.indices.map { Self.occupied($0, core) } }
      var log: HostLogSink?
      let progress = try host.run(HostRequest(deadline: deadline, moments: 1), log: &log)
      let elapsed = host.now - core.now
      for cpu in held.indices where held[cpu] { occupied[cpu] += elapsed }
      host.checkInvariants()
      check(host)
      if progress.isComplete { return }
    }
  }

  private static func occupied(_ cpu: Int, _ core: HostCore) -> Int {
    let record = core.cpus[cpu]
    return record.busy + record.switching + (record.isIdle ? 0 : core.now - record.started)
  }

  // MARK: Checks

  private mutating func check(_ host: Host) {
    let core = host.core
    let view = core.view
    var places: [Int: Int] = [:]
    for cpu in 0..<core.cpus.count {
      if Self.occupied(cpu, core) != occupied[cpu] {
        problem = "CPU \(cpu) was busy for another time than its sums say"
      }
      guard let task = view.running(cpu) else { continue }
      if places.updateValue(cpu, forKey: task) != nil { problem = "a task is on two CPUs" }
      if !view.allows(task, on: cpu) { problem = "a task is on a CPU that it may not use" }
    }
    for task in 0..<core.tasks.count { check(task, core) }
    for client in 0..<core.clients.count { checkCap(client, core) }
    if isConserving { checkConservation(core) }
  }

  /// Its times add up to what has gone by since it arrived.
  private mutating func check(_ index: Int, _ core: HostCore) {
    let task = core.tasks[index]
    guard task.state != .absent else { return }
    var sum = task.cpuTime + task.ready + task.sleeping + task.faulting + task.barrier + task.paused
    switch task.state {
    case .running: sum += core.now - core.cpus[Int(task.cpu)].started
    case .finished, .removed: break
    default: sum += core.now - task.since
    }
    let end = task.state == .finished || task.state == .removed ? task.since : core.now
    if task.state == .removed, sum == 0 { return }
    if sum != end - task.arrive { problem = "the times of task \(index) do not add up" }
  }

  /// No CPU idles beside a task that could use it.
  private mutating func checkConservation(_ core: HostCore) {
    let view = core.view
    for cpu in 0..<core.cpus.count where core.cpus[cpu].isIdle {
      for task in 0..<core.tasks.count
      where core.tasks[task].state == .ready && !core.tasks[task].isParked {
        if view.allows(task, on: cpu) { problem = "CPU \(cpu) idles, and task \(task) could run" }
      }
    }
  }

  /// Nobody is further beyond its cap than the other vCPUs can have taken it while one used it up, see `HostLimits`, and
  /// what cannot be broken off takes: references that are done already.
  private mutating func checkCap(_ client: Int, _ core: HostCore) {
    let record = core.clients[client]
    guard record.quota > 0 else { return }
    let most = core.members[client].count * (record.quota + Self.reference)
    if record.quotaLeft < -most {
      problem = "client \(client) has taken \(-record.quotaLeft)ns more than its cap"
    }
  }

  /// The longest stretch that a `touch` step takes a CPU for, and one reference more.
  private static let reference = 102_000
}

// MARK: For tests and oslab-conformance

/// The hosts of a lab, audited while they run.
package final class AuditedHost {
  private let lab: Lab
  private var audit: HostAudit?
  /// Whose that is.
  private var host: Host?

  package init(_ lab: Lab) { self.lab = lab }

  /// Lets the host go on for so long; what was found wrong, if anything.
  package func run(for time: Int) throws -> String? {
    guard let host = lab.machine.host else { return nil }
    if self.host !== host {
      self.host = host
      audit = HostAudit(
        isConserving: host.settings.scheduler.description.isWorkConserving)
    }
    host.rebase()
    try audit?.go(host, to: host.now + time)
    try host.synchronise()
    return audit?.problem
  }
}

extension Lab {
  /// Everything that can be told apart in the tasks and CPUs of the host; empty without a host.
  package var hostState: [Int] { machine.host?.state ?? [] }

  /// What is wrong between the log of the host, played again, and its sums; nil if all agrees.
  package func logProblem() throws -> String? {
    guard let host = machine.host else { return nil }
    return try context().collect(LogAudit.self).problem(host.core)
  }
}

extension Host {
  /// Everything that can be told apart in its tasks and CPUs.
  var state: [Int] {
    let core = core
    var list = [core.now, core.decisions, core.diskFree]
    for index in 0..<core.tasks.count {
      let task = core.tasks[index]
      list += [
        Int(task.state.rawValue), Int(task.cpu), task.since, task.burst, task.left, task.wake,
        task.first, task.finish, task.cpuTime, task.ready, task.sleeping, task.faulting,
        task.barrier, task.paused, task.spin, task.dispatches, task.migrations, task.preemptions,
        task.isParked ? 1 : 0, task.ran, task.predicted,
      ]
    }
    for index in 0..<core.cpus.count {
      let cpu = core.cpus[index]
      list += [Int(cpu.current), cpu.started, cpu.sliceEnd, cpu.busy, cpu.switching, cpu.switches]
    }
    for index in 0..<core.clients.count {
      list += [core.clients[index].quotaLeft, core.clients[index].reserveLeft]
    }
    return list
  }
}
