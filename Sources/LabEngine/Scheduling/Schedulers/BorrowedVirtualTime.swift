/// Borrowed virtual time: who needs an answer soon runs first, on credit.
struct BorrowedVirtualTime: Scheduler {
  static let description = SchedulerDescription(
    name: "bvt", title: "borrowed virtual time",
    summary: """
      A task's actual virtual time grows by what it runs over its weight; the ready task with the least effective \
      virtual time runs, until it is the context switch allowance (the quantum, over its weight) beyond the next one. \
      Who wakes has at least the least actual virtual time of those that could run meanwhile. With warp= a task of \
      priority 0 that wakes is warped: its effective time is so much less than its actual one, for at most limit= of \
      CPU time, and not again before unwarp= is over; give others priority=1. Virtual time is CPU time at weight 256. \
      Ties: creation.
      """,
    source:
      "Duda and Cheriton, Borrowed-Virtual-Time (BVT) Scheduling: Supporting Latency-Sensitive Threads in a General-Purpose Scheduler, SOSP 1999",
    isProportional: true,
    parameters: [
      SchedulerParameter(
        name: "warp", kind: .time, standard: 0, range: 0...Host.longest,
        meaning: "virtual time that a task may borrow when it wakes"),
      SchedulerParameter(
        name: "limit", kind: .time, standard: 0, range: 0...Host.longest,
        meaning: "how long it may run warped; 0ns: until it waits again", least: 1_000),
      SchedulerParameter(
        name: "unwarp", kind: .time, standard: 0, range: 0...Host.longest,
        meaning:
          "how long it must have been unwarped to be warped again, once its limit was reached"),
    ])

  private struct State: BitwiseCopyable {
    var isWarped = false
    /// Ready or running.
    var competes = false
    /// How long it has run warped, and from when on it may be warped again.
    var ran = 0
    var allowed = 0
  }

  private struct Runner: BitwiseCopyable {
    /// -1 for nobody.
    var task: Int32 = -1
    var share = VirtualTimes.standardShare
    /// Its actual virtual time when it was charged last.
    var actual = 0
  }

  /// By effective virtual time.
  private var queue = TaskHeap()
  /// Actual virtual times of the ready ones, the least first.
  private var times = TaskHeap()
  /// What competes on each CPU: side by side, because all are looked at whenever a task wakes.
  private var runners: [Runner]
  private var competing = 0
  private var actual = VirtualTimes()
  private var states: [State] = []
  /// The least actual virtual time of those that compete; it never falls.
  private var schedulerTime = 0
  /// What nobody who runs is beyond, less the allowance, at a moment; it grows as fast as time for the least share.
  private var bound = Host.endless
  private var boundTime = 0
  private var leastShare = VirtualTimes.standardShare
  /// The task of each CPU whose allowance has been looked at last.
  private var expired: [Int32]
  private let allowance: Int
  private let warp: Int
  private let limit: Int
  private let unwarp: Int

  init(_ setup: SchedulerSetup) {
    allowance = setup.quantum
    warp = setup.parameters[0]
    limit = setup.parameters[1]
    unwarp = setup.parameters[2]
    expired = Array(repeating: -1, count: setup.cpus)
    runners = Array(repeating: Runner(), count: setup.cpus)
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    actual.admit(task)
    states.append(State())
    changed(task, host)
  }

  mutating func changed(_ task: Int, _ host: HostView) {
    let (share, cpu) = (host.tasks[task].share, Int(host.tasks[task].cpu))
    leastShare = min(leastShare, share)
    bound = Host.endless
    if cpu >= 0, runners[cpu].task == Int32(task) { runners[cpu].share = share }
  }

  private func effective(_ task: Int) -> Int { actual[task] - (states[task].isWarped ? warp : 0) }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    stop(task, host)
    if !states[task].competes {
      advance(host, for: task)
      states[task].competes = true
      competing += 1
      actual[task] = max(actual[task], schedulerTime)
    }
    times.insert(task, key: actual[task])
    if reason == .woken, warp > 0, host.tasks[task].priority == 0, host.now >= states[task].allowed
    {
      states[task].isWarped = true
      states[task].ran = 0
    }
    queue.insert(task, key: effective(task))
    let cpu = Int(host.tasks[task].cpu)
    if reason == .expired, cpu >= 0 { expired[cpu] = Int32(task) }
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    leave(task, host)
    queue.remove(task)
    times.remove(task)
    // It may be about to run by a reservation.
    watch(task, host)
  }

  /// As long as others compete, the least of theirs is no less than it was when this one left.
  private mutating func leave(_ task: Int, _ host: HostView) {
    guard states[task].competes else { return }
    states[task].competes = false
    competing -= 1
    stop(task, host)
    if competing == 0 { schedulerTime = max(schedulerTime, actual[task]) }
  }

  private mutating func stop(_ task: Int, _ host: HostView) {
    let cpu = Int(host.tasks[task].cpu)
    if cpu >= 0, runners[cpu].task == Int32(task) { runners[cpu].task = -1 }
  }

  /// Brings the scheduler virtual time up to the present, unless a task that joins is beyond it anyway.
  private mutating func advance(_ host: HostView, for newcomer: Int) {
    var least = times.head?.key ?? .max
    guard competing > 0, actual[newcomer] < least else { return }
    for cpu in runners.indices {
      let runner = runners[cpu]
      guard runner.task >= 0, runner.actual < least else { continue }
      // Most are not the least, which a product tells without a division.
      let (most, overflow) = (least - runner.actual).multipliedReportingOverflow(by: runner.share)
      let ran = host.uncharged(cpu)
      guard overflow || ran >= 1 << 44 || ran << 18 < most else { continue }
      least = min(least, runner.actual + VirtualTimes.scale(ran, share: runner.share).gain)
    }
    if least < .max { schedulerTime = max(schedulerTime, least) }
  }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    let last = Int(expired[cpu])
    expired[cpu] = -1
    if last >= 0, queue.contains(last), host.tasks[last].cpu == Int32(cpu),
      host.allows(last, on: cpu), let choice = goOn(last, cpu, host)
    {
      return choice
    }
    guard let task = queue.take(for: cpu, host) else { return nil }
    return start(task, on: cpu, for: allowance, host)
  }

  /// The task that has just run goes on, if it has not used up its allowance beyond the next one.
  private mutating func goOn(_ task: Int, _ cpu: Int, _ host: HostView) -> Choice? {
    let share = host.tasks[task].share
    queue.remove(task)
    guard let next = queue.head else { return start(task, on: cpu, for: allowance, host) }
    let bound = next.key + VirtualTimes.scale(allowance, share: share).gain
    let left = VirtualTimes.real(bound - effective(task), share: share)
    guard left > 0 else {
      queue.insert(task, key: effective(task))
      return nil
    }
    return start(task, on: cpu, for: min(left, allowance), host)
  }

  private mutating func start(
    _ task: Int, on cpu: Int, for slice: Int, _ host: HostView
  ) -> Choice {
    times.remove(task)
    runners[cpu] = Runner(
      task: Int32(task), share: host.tasks[task].share, actual: actual[task])
    watch(task, host)
    return Choice(task: task, slice: untilUnwarped(task, slice))
  }

  /// A slice that ends when the limit of a warped task does.
  private func untilUnwarped(_ task: Int, _ slice: Int) -> Int {
    guard states[task].isWarped, limit > 0 else { return slice }
    return max(1, min(slice, limit - states[task].ran))
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    actual.advance(task, ran: ran, share: host.tasks[task].share)
    if runners[cpu].task == Int32(task) { runners[cpu].actual = actual[task] }
    guard states[task].isWarped else { return }
    states[task].ran += ran
    if limit > 0, states[task].ran >= limit {
      states[task].isWarped = false
      states[task].allowed = host.now.addingClamped(unwarp)
      watch(task, host)
    }
  }

  mutating func blocked(_ task: Int, _ host: HostView) {
    states[task].isWarped = false
    leave(task, host)
  }

  // MARK: Taking a CPU

  /// How far a task is beyond its allowance, having run for so long since it was charged.
  @inline(__always) private func beyond(_ task: Int, _ ran: Int, _ host: HostView) -> Int {
    let share = host.tasks[task].share
    return effective(task) + VirtualTimes.scale(ran, share: share).gain
      - VirtualTimes.scale(allowance, share: share).gain
  }

  /// What nobody who runs is beyond now; three for what was rounded down.
  private func bound(at now: Int) -> Int {
    WeightedTime.sum(
      bound, VirtualTimes.scale(now - boundTime, share: leastShare).gain + 3)
  }

  /// A task runs from now on, or its effective time has jumped.
  private mutating func watch(_ task: Int, _ host: HostView) {
    guard bound < Host.endless else { return }
    bound = max(bound(at: host.now), beyond(task, 0, host))
    boundTime = host.now
  }

  /// A CPU whose task is more than its allowance beyond this one; of several the one that is farthest.
  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    let own = effective(task)
    guard own < bound(at: host.now) else { return nil }
    bound = -Host.endless
    boundTime = host.now
    for cpu in 0..<host.cpuCount {
      guard let running = host.running(cpu) else { continue }
      bound = max(bound, beyond(running, host.uncharged(cpu), host))
    }
    return host.cpu(for: task, above: 0) { running, cpu in
      beyond(running, host.uncharged(cpu), host) - own
    }
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let time = Value.nanoseconds(abs(effective(task))).written()
    return "the least effective virtual time, \(effective(task) < 0 ? "-" : "")\(time)"
      + (states[task].isWarped ? ", warped" : "")
  }

  func checkInvariants(_ host: HostView) {
    for entry in queue.entries {
      let task = Int(entry.task)
      precondition(entry.key == effective(task), "BVT: a queued time is out of date")
      precondition(states[task].competes, "BVT: a queued task does not compete")
    }
    precondition(times.count == queue.count, "BVT: a ready task is lost")
    precondition(
      times.count + runners.count { $0.task >= 0 } == competing,
      "BVT: those that compete are miscounted")
    for cpu in 0..<host.cpuCount {
      guard let task = host.running(cpu) else { continue }
      precondition(
        beyond(task, host.uncharged(cpu), host) <= bound(at: host.now),
        "BVT: a running task is further than is known")
    }
  }
}
