/// What the host's log tells of all tasks: how long they took to run once they woke, and how far they were behind the
/// ideal.
final class ScheduleCollector: Collecting {
  private var follower = TaskFollower()
  private(set) var fluid: FluidSchedule?
  /// How often each latency occurred, by task.
  private(set) var latencies: [[Int: Int]] = []
  private var now = 0

  init() {}

  var watchesHost: Bool { true }
  var isSatisfied: Bool { fluid?.isExhausted == true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    guard entry.command is HostCommand else { return }
    follower = TaskFollower()
    fluid = nil
    latencies = []
    now = 0
  }

  func observe(_ records: [HostRecord], on host: Host) {
    update(host)
    for record in records {
      weigh(record)
      follower.follow(record) { note($0, in: &latencies) }
      let task = Int(record.task)
      switch follower.doing(task, at: record.time) {
      case nil:
        // It has left its CPU and is about to be queued, unless it is gone.
        if case .stop(let reason) = record.kind, !reason.isFinal { break }
        fluid?.setActive(task, false, at: record.time)
      case let doing?: fluid?.setActive(task, doing.isActive, at: record.time)
      }
    }
  }

  private func weigh(_ record: HostRecord) {
    switch record.kind {
    case .start(let switching, _):
      fluid?.start(Int(record.task), at: record.time, switching: switching)
    case .stop: fluid?.stop(Int(record.task), at: record.time)
    default: break
    }
  }

  private func note(_ stretch: TaskStretch, in list: inout [[Int: Int]]) {
    guard let latency = stretch.latency else { return }
    while list.count <= stretch.task { list.append([:]) }
    list[stretch.task][latency, default: 0] += 1
  }

  func didApply(_ entry: History.Entry, to machine: Machine) {
    guard let host = machine.host else { return }
    update(host)
    now = host.now
  }

  private func update(_ host: Host) {
    if fluid == nil { fluid = FluidSchedule(cpus: host.settings.cpus) }
    fluid?.update(host.core, host.infos, at: host.now)
  }

  /// Latencies of some tasks up to now, with how often each occurred, from the shortest.
  func latencies(of tasks: [Int]) -> [(time: Int, count: Int)] {
    var all = latencies
    for stretch in follower.open(at: now) { note(stretch, in: &all) }
    var sum: [Int: Int] = [:]
    for task in tasks where all.indices.contains(task) {
      sum.merge(all[task]) { $0 + $1 }
    }
    return sum.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The ideal brought up to now. Throws where it was too much work.
  func settled() throws -> FluidSchedule {
    guard var fluid else { throw LabError(.undefined("There is no host yet.")) }
    guard !fluid.isExhausted else {
      throw LabError(
        .fuel(what: "steps of the ideal fluid schedule", limit: FluidSchedule.mostWork))
    }
    fluid.settle(at: now)
    return fluid
  }
}

extension StopReason {
  /// True if the task is not there any more.
  var isFinal: Bool { self == .finished || self == .removed }
}
