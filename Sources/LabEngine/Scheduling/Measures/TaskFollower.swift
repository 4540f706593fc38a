/// What a task does for a while.
enum TaskDoing: Sendable {
  case running, spinning
  /// A CPU was given to it and still changes to it.
  case switching
  case ready
  /// Ready, but held back by its cap.
  case parked
  /// Waits for a device of its own or an interrupt, for the host's disk because it reads, because of a page.
  case sleeping, reading, faulting
  case barrier, paused

  /// True of what counts as `waiting` and steal time.
  var isWaiting: Bool { self == .ready || self == .parked || self == .switching }
  /// True if it wants the CPU or has it.
  var isActive: Bool { isWaiting || self == .running || self == .spinning }
}

/// One stretch of a task's life.
struct TaskStretch {
  let task: Int
  let doing: TaskDoing
  let from: Int
  var to: Int
  /// The CPU that it runs on or that changes to it; -1 for none.
  var cpu = -1
  /// The lock that it spins on; -1 for none.
  var lock = -1
  /// When the host's disk begins to work for it, and the page that it faulted on; -1 for none.
  var diskBegins = -1
  var page = -1
  /// From when it became ready by arriving or waking until it ran, if it runs here for the first time since.
  var latency: Int?

  var length: Int { to - from }
}

/// Follows the log and tells what each task does from when to when.
///
/// A stretch is told when it ends; what still goes on is asked for by `open`. For one task the stretches join without
/// gaps from its arrival to its end, so that sums of them are the host's own sums.
struct TaskFollower {
  private struct Follow {
    var doing: TaskDoing?
    var since = 0
    var cpu = -1
    /// When the switch to it is complete.
    var runFrom = 0
    /// When it became ready by arriving or waking; -1 once it has run since.
    var wokeAt = -1
    var lock = -1
    var disk: (begins: Int, page: Int)?
    var diskBegins = -1
    var page = -1
    var hasCome = false
  }

  private var tasks: [Follow] = []
  /// Who holds each lock, by index.
  private(set) var holders: [Int: Int] = [:]

  /// What a task does now; nil if it is not there.
  func doing(_ task: Int, at time: Int) -> TaskDoing? {
    guard tasks.indices.contains(task), let doing = tasks[task].doing else { return nil }
    guard doing == .switching, time >= tasks[task].runFrom else { return doing }
    return tasks[task].lock >= 0 ? .spinning : .running
  }

  /// True once it has arrived.
  func hasCome(_ task: Int) -> Bool { tasks.indices.contains(task) && tasks[task].hasCome }

  mutating func follow(_ record: HostRecord, _ tell: (TaskStretch) -> Void) {
    let task = Int(record.task)
    while tasks.count <= task { tasks.append(Follow()) }
    switch record.kind {
    case .ready(let reason):
      end(task, record.time, tell)
      begin(task, .ready, record.time)
      if reason == .arrived || reason == .woken { tasks[task].wokeAt = record.time }
    case .parked:
      let wakes = tasks[task].doing.map { !$0.isActive } ?? !tasks[task].hasCome
      end(task, record.time, tell)
      begin(task, .parked, record.time)
      if wakes { tasks[task].wokeAt = record.time }
    case .start(let switching, _):
      end(task, record.time, tell)
      tasks[task].cpu = Int(record.cpu)
      tasks[task].runFrom = record.time + switching
      begin(task, .switching, record.time)
    case .stop(let reason), .withdrawn(let reason):
      end(task, record.time, tell)
      leave(task, reason, record.time)
    case .spins:
      end(task, record.time, tell)
      tasks[task].lock = Int(record.lock)
      begin(task, .spinning, record.time)
    case .acquires:
      holders[Int(record.lock)] = task
      let isSpinning = doing(task, at: record.time) == .spinning
      if isSpinning { end(task, record.time, tell) }
      tasks[task].lock = -1
      if isSpinning { begin(task, .running, record.time) }
    case .releases: holders[Int(record.lock)] = nil
    case .disk(let begins, _, let page): tasks[task].disk = (begins, page)
    case .hypervisor, .drift, .job: break
    }
  }

  private mutating func begin(_ task: Int, _ doing: TaskDoing, _ time: Int) {
    tasks[task].doing = doing
    tasks[task].since = time
    tasks[task].hasCome = true
  }

  private mutating func leave(_ task: Int, _ reason: StopReason, _ time: Int) {
    switch reason {
    case .sleeps: begin(task, tasks[task].disk == nil ? .sleeping : .reading, time)
    case .faults: begin(task, .faulting, time)
    case .barrier: begin(task, .barrier, time)
    case .paused: begin(task, .paused, time)
    case .finished, .removed:
      tasks[task].doing = nil
      for lock in holders.keys.sorted() where holders[lock] == task { holders[lock] = nil }
    case .expired, .preempted, .yielded, .capped: tasks[task].doing = nil
    }
    tasks[task].diskBegins = tasks[task].disk?.begins ?? -1
    tasks[task].page = tasks[task].disk?.page ?? -1
    tasks[task].disk = nil
  }

  /// Tells what a task did up to now.
  private mutating func end(_ task: Int, _ time: Int, _ tell: (TaskStretch) -> Void) {
    for stretch in stretches(task, at: time) {
      if stretch.latency != nil { tasks[task].wokeAt = -1 }
      tell(stretch)
    }
  }

  /// What a task has been doing since it was told of last: at most a switch, and then that it runs.
  private func stretches(_ task: Int, at time: Int) -> [TaskStretch] {
    let follow = tasks[task]
    guard let doing = follow.doing else { return [] }
    var first = TaskStretch(task: task, doing: doing, from: follow.since, to: time)
    guard doing == .switching else {
      if doing == .running || doing == .spinning { first.cpu = follow.cpu }
      if doing == .spinning { first.lock = follow.lock }
      if doing == .reading || doing == .faulting {
        first.diskBegins = follow.diskBegins
        first.page = follow.page
      }
      return [first]
    }
    first.cpu = follow.cpu
    first.to = min(time, follow.runFrom)
    guard time >= follow.runFrom else { return [first] }
    var second = TaskStretch(
      task: task, doing: follow.lock >= 0 ? .spinning : .running, from: follow.runFrom, to: time,
      cpu: follow.cpu, lock: follow.lock)
    if follow.wokeAt >= 0 { second.latency = follow.runFrom - follow.wokeAt }
    return [first, second]
  }

  /// What goes on now, as far as it has come.
  func open(at time: Int) -> [TaskStretch] {
    tasks.indices.flatMap { stretches($0, at: time) }
  }
}
