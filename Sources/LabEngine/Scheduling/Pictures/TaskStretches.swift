/// What every task does when, told from the log of the host: stretches without gap or overlap, each handed over when
/// it is over.
struct TaskStretches {
  struct Stretch {
    let task: Int
    /// -1 unless it has a CPU.
    let cpu: Int
    let state: GanttChart.State
    let from: Int
    let to: Int
  }

  /// What a task is at.
  private struct Present {
    var state: GanttChart.State?
    var since = 0
    var cpu = -1
    /// Before this its CPU is still switching to it.
    var runsFrom = 0
    var isSpinning = false
  }

  private var present: [Present] = []

  mutating func follow(_ record: HostRecord, _ hand: (Stretch) -> Void) {
    let task = Int(record.task)
    guard task >= 0 else { return }
    while present.count <= task { present.append(Present()) }
    let time = record.time
    switch record.kind {
    case .ready: change(task, to: .ready, at: time, hand)
    case .parked: change(task, to: .capped, at: time, hand)
    case .start(let switching, _):
      change(task, to: .run, at: time, hand)
      present[task].cpu = Int(record.cpu)
      present[task].runsFrom = time + switching
    case .stop(let reason): change(task, to: Self.state(after: reason), at: time, hand)
    case .spins, .acquires:
      close(task, at: time, hand)
      if case .spins = record.kind {
        present[task].isSpinning = true
      } else {
        present[task].isSpinning = false
      }
    case .hypervisor(let length):
      guard present[task].state == .run else { return }
      let from = max(present[task].since, present[task].runsFrom, time - length)
      close(task, at: from, hand)
      if time > from {
        let cpu = present[task].cpu
        hand(Stretch(task: task, cpu: cpu, state: .hypervisor, from: from, to: time))
        present[task].since = time
      }
    case .withdrawn(let reason): change(task, to: Self.state(after: reason), at: time, hand)
    case .releases, .drift, .disk, .job: break
    }
  }

  /// After a command: what it did to tasks that had no CPU is not in the log.
  mutating func settle(_ core: HostCore, _ hand: (Stretch) -> Void) {
    while present.count < core.tasks.count { present.append(Present()) }
    for task in present.indices where task < core.tasks.count {
      let state: GanttChart.State? =
        switch core.tasks[task].state {
        case .absent, .finished, .removed: nil
        case .ready: core.tasks[task].isParked ? .capped : .ready
        case .running: .run
        case .sleeping: .device
        case .faulting: .disk
        case .barrier: .barrier
        case .paused: .paused
        }
      guard state != present[task].state else { continue }
      change(task, to: state, at: core.now, hand)
      guard state == .run else { continue }
      let cpu = Int(core.tasks[task].cpu)
      present[task].cpu = cpu
      present[task].runsFrom = core.cpus[cpu].started
      present[task].isSpinning = core.tasks[task].isSpinning
    }
  }

  /// Hands over what is under way as far as it has come; it goes on from there.
  mutating func flush(at time: Int, _ hand: (Stretch) -> Void) {
    for task in present.indices { close(task, at: time, hand) }
  }

  private mutating func change(
    _ task: Int, to state: GanttChart.State?, at time: Int, _ hand: (Stretch) -> Void
  ) {
    close(task, at: time, hand)
    present[task].state = state
    present[task].since = time
    present[task].cpu = -1
  }

  /// What a task has done up to a time is handed over.
  private mutating func close(_ task: Int, at time: Int, _ hand: (Stretch) -> Void) {
    let now = present[task]
    guard let state = now.state, time > now.since else { return }
    present[task].since = time
    guard state == .run else {
      return hand(Stretch(task: task, cpu: -1, state: state, from: now.since, to: time))
    }
    let begins = min(time, max(now.since, now.runsFrom))
    if begins > now.since {
      hand(Stretch(task: task, cpu: now.cpu, state: .switching, from: now.since, to: begins))
    }
    if time > begins {
      let state = now.isSpinning ? GanttChart.State.spin : .run
      hand(Stretch(task: task, cpu: now.cpu, state: state, from: begins, to: time))
    }
  }

  private static func state(after reason: StopReason) -> GanttChart.State? {
    switch reason {
    case .expired, .preempted, .yielded: .ready
    case .sleeps: .device
    case .faults: .disk
    case .barrier: .barrier
    case .capped: .capped
    case .paused: .paused
    case .finished, .removed: nil
    }
  }
}

extension GanttChart.State {
  /// True if it takes CPU time of a task.
  var isOnCPU: Bool { self == .run || self == .spin || self == .hypervisor }
}

/// Follows the log of the host that is there at the end of a history, and hands its stretches on.
class StretchObserver: Observer {
  private var stretches = TaskStretches()

  var watchesHost: Bool { true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    guard entry.command is HostCommand else { return }
    stretches = TaskStretches()
    reset()
  }

  func didApply(_ entry: History.Entry, to machine: Machine) {
    guard let core = machine.host?.core else { return }
    stretches.settle(core, take)
    settled(core)
  }

  func observe(_ records: [HostRecord], on host: Host) {
    for record in records {
      stretches.follow(record, take)
      saw(record)
    }
  }

  /// Follows a host from the middle of its way on.
  func begin(with core: HostCore) { stretches.settle(core, take) }

  func flush(at time: Int) { stretches.flush(at: time, take) }

  // MARK: For whoever collects something

  /// Another host takes the place of the one so far.
  func reset() {}
  func take(_ stretch: TaskStretches.Stretch) {}
  func saw(_ record: HostRecord) {}
  /// A command is complete.
  func settled(_ core: HostCore) {}
}
