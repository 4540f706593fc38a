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

  /// By effective virtual time.
  private var queue = TaskHeap()
  /// Actual virtual times of the ready ones, the least first.
  private var times = TaskHeap()
  private var actual = VirtualTimes()
  private var states: [State] = []
  /// The least actual virtual time of those that compete; it never falls.
  private var schedulerTime = 0
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
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    actual.admit(task)
    states.append(State())
  }

  private func effective(_ task: Int) -> Int { actual[task] - (states[task].isWarped ? warp : 0) }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    if !states[task].competes {
      advance(host)
      states[task].competes = true
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
  }

  private mutating func leave(_ task: Int, _ host: HostView) {
    guard states[task].competes else { return }
    advance(host, and: task)
    states[task].competes = false
  }

  /// Brings the scheduler virtual time up to the present: that of running tasks, and of one that is about to leave.
  private mutating func advance(_ host: HostView, and leaver: Int? = nil) {
    var least = min(times.head?.key ?? .max, leaver.map { actual[$0] } ?? .max)
    for cpu in 0..<host.cpuCount {
      guard let task = host.running(cpu), states[task].competes else { continue }
      let ran = VirtualTimes.scale(host.uncharged(cpu), share: host.tasks[task].share).gain
      least = min(least, actual[task] + ran)
    }
    if least < .max { schedulerTime = max(schedulerTime, least) }
  }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    let last = Int(expired[cpu])
    expired[cpu] = -1
    if last >= 0, queue.contains(last), host.tasks[last].cpu == Int32(cpu),
      host.allows(last, on: cpu), let choice = goOn(last, host)
    {
      return choice
    }
    guard let task = queue.take(for: cpu, host) else { return nil }
    times.remove(task)
    return Choice(task: task, slice: untilUnwarped(task, allowance))
  }

  /// The task that has just run goes on, if it has not used up its allowance beyond the next one.
  private mutating func goOn(_ task: Int, _ host: HostView) -> Choice? {
    let share = host.tasks[task].share
    queue.remove(task)
    guard let next = queue.head else { return goOn(task, for: allowance) }
    let bound = next.key + VirtualTimes.scale(allowance, share: share).gain
    let left = VirtualTimes.real(bound - effective(task), share: share)
    guard left > 0 else {
      queue.insert(task, key: effective(task))
      return nil
    }
    return goOn(task, for: min(left, allowance))
  }

  private mutating func goOn(_ task: Int, for slice: Int) -> Choice {
    times.remove(task)
    return Choice(task: task, slice: untilUnwarped(task, slice))
  }

  /// A slice that ends when the limit of a warped task does.
  private func untilUnwarped(_ task: Int, _ slice: Int) -> Int {
    guard states[task].isWarped, limit > 0 else { return slice }
    return max(1, min(slice, limit - states[task].ran))
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    actual.advance(task, ran: ran, share: host.tasks[task].share)
    guard states[task].isWarped else { return }
    states[task].ran += ran
    if limit > 0, states[task].ran >= limit {
      states[task].isWarped = false
      states[task].allowed = host.now.addingClamped(unwarp)
    }
  }

  mutating func blocked(_ task: Int, _ host: HostView) {
    states[task].isWarped = false
    leave(task, host)
  }

  /// A CPU whose task is more than its allowance beyond this one; of several the one that is farthest.
  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    let own = effective(task)
    return host.cpu(for: task, above: 0) { running, cpu in
      let share = host.tasks[running].share
      let ran = VirtualTimes.scale(host.uncharged(cpu), share: share).gain
      let allowed = VirtualTimes.scale(allowance, share: share).gain
      return effective(running) + ran - allowed - own
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
  }
}
