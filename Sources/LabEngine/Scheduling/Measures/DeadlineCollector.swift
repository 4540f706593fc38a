/// Which deadlines were missed, of all tasks that have a period of their own or by their scheduler.
final class DeadlineCollector: Collecting {
  private var follower = TaskFollower()
  private var deadlines: DeadlineFollower?
  private var now = 0

  init() {}

  var watchesHost: Bool { true }
  var isSatisfied: Bool { deadlines?.isExhausted == true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    guard entry.command is HostCommand else { return }
    follower = TaskFollower()
    deadlines = nil
    now = 0
  }

  func didApply(_ entry: History.Entry, to machine: Machine) {
    guard let host = machine.host else { return }
    update(host)
    now = host.now
  }

  func observe(_ records: [HostRecord], on host: Host) {
    update(host)
    for record in records { follow(record) }
  }

  /// Takes over what a host says of periods.
  private func update(_ host: Host) {
    var deadlines = deadlines ?? DeadlineFollower(host.settings.scheduler.description.deadlines)
    let core = host.core
    for task in 0..<core.tasks.count {
      guard let (period, slice) = host.served(task) else { continue }
      deadlines.serve(
        task, period: period, slice: slice, isPeriodic: core.isPeriodic(task), at: host.now)
    }
    self.deadlines = deadlines
  }

  private func follow(_ record: HostRecord) {
    let task = Int(record.task)
    let wasThere = follower.doing(task, at: record.time) != nil
    let didCome = follower.hasCome(task)
    follower.follow(record) { _ in }
    switch record.kind {
    case .start(let switching, _):
      deadlines?.start(task, at: record.time, switching: switching)
    case .job(let released): deadlines?.finishes(task, at: record.time, next: released)
    case .stop(let reason) where !reason.waits: deadlines?.stop(task, at: record.time)
    case .stop(let reason), .withdrawn(let reason):
      deadlines?.closes(
        task, at: record.time, isFinal: reason.isFinal,
        isDone: reason != .paused && reason != .removed)
    case .ready, .parked:
      let arrives = !didCome || !wasThere && record.kind.isArrival
      deadlines?.opens(task, at: record.time, arrives: arrives)
    default: break
    }
  }

  /// What is known up to now. Throws where it was too much work.
  func settled() throws -> DeadlineFollower {
    guard var deadlines else { throw LabError(.undefined("There is no host yet.")) }
    deadlines.settle(at: now)
    guard !deadlines.isExhausted else {
      throw LabError(.fuel(what: "missed deadlines", limit: DeadlineFollower.mostWork))
    }
    return deadlines
  }
}

extension StopReason {
  /// True if it is not ready any more.
  fileprivate var waits: Bool {
    switch self {
    case .expired, .preempted, .yielded, .capped: false
    case .sleeps, .faults, .barrier, .paused, .finished, .removed: true
    }
  }
}

extension HostRecord.Kind {
  fileprivate var isArrival: Bool {
    if case .ready(.arrived) = self { return true }
    return false
  }
}

extension Host {
  /// The period and the slice that a task is to have in it: its own, or what the scheduler gives to those that have
  /// none; nil for none.
  func served(_ task: Int) -> (period: Int, slice: Int)? {
    let client = core.clients[Int(core.tasks[task].client)]
    if client.period > 0 { return (client.period, client.slice) }
    let spec = settings.scheduler
    guard spec.description.givesPeriods, spec.parameters.count >= 2 else { return nil }
    return (spec.parameters[0], min(spec.parameters[0], spec.parameters[1]))
  }
}

extension HostCore {
  /// True if its workload says itself when a job is done.
  func isPeriodic(_ task: Int) -> Bool {
    let program = Int(flows[task].program)
    guard program >= 0 else { return false }
    return programs[program].steps.contains { if case .every = $0 { true } else { false } }
  }
}
