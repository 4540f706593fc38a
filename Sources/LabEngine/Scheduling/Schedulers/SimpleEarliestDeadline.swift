/// Xen's SEDF: earliest deadline first with a slice in every period, and extra time for those that have used it up.
struct SimpleEarliestDeadline: Scheduler {
  static let description = SchedulerDescription(
    name: "sedf", title: "Xen's simple earliest deadline first",
    summary: """
      A task is sure of slice= CPU time in every period=; of those with some left the one whose period ends first runs. \
      What nobody is sure of is extra time, a quantum (500us) at a time, to those whose slice is used up and to tasks \
      without one, in proportion to weights. Periods begin with the arrival; who wakes after its period has ended begins \
      a new one. One queue for all CPUs; Xen had one a CPU and no balancing. `misses` counts the periods in which a task never waited \
      and did not have its slice; what was missing is lost.
      """,
    source:
      "Xen 3.0 to 4.4, xen/common/sched_sedf.c; Leslie et al., Nemesis, IEEE JSAC 14(7), 1996; Liu and Layland, JACM 20(1), 1973",
    quantum: 500_000, deadlines: .lostAnew)

  private let quantum: Int
  private var servers: [DeadlineServer] = []
  /// Extra time over weight, and whether a running task is in it.
  private var extra: [Int] = []
  private var isExtra: [Bool] = []
  /// By deadline: with some of the slice left, and without.
  private var sure = DeadlineQueue()
  private var waiting = TaskHeap()
  /// By extra time over weight: those without.
  private var extraQueue = TaskHeap()
  /// The most extra time over weight of those that were given some: who arrives or wakes starts there.
  private var extraFloor = 0

  init(_ setup: SchedulerSetup) { quantum = setup.quantum }

  mutating func admit(_ task: Int, _ host: HostView) {
    let none = DeadlineServer(period: Host.longest, slice: 0)
    while servers.count <= task {
      servers.append(none)
      extra.append(0)
      isExtra.append(false)
    }
    servers[task] = DeadlineServer(of: task, host, standard: none)
  }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    isExtra[task] = false
    // Who was there all along may have had less: others have CPUs that it may not use.
    if reason == .arrived || reason == .woken { extra[task] = max(extra[task], extraFloor) }
    if servers[task].slice > 0 {
      if reason == .arrived || reason == .woken && host.now >= servers[task].deadline {
        servers[task].begin(at: host.now)
      } else {
        servers[task].replenish(at: host.now)
      }
    }
    queue(task, host)
  }

  private mutating func queue(_ task: Int, _ host: HostView) {
    guard servers[task].left <= 0 else {
      return sure.insert(task, servers[task], host.now)
    }
    if servers[task].slice > 0 { waiting.insert(task, key: servers[task].deadline) }
    extraQueue.insert(task, key: extra[task])
  }

  mutating func changed(_ task: Int, _ host: HostView) {
    let none = DeadlineServer(period: Host.longest, slice: 0)
    guard servers[task].follow(task, host, standard: none),
      extraQueue.contains(task) || sure.contains(task)
    else { return }
    dequeue(task, host)
    queue(task, host)
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    sure.remove(task, host.now)
    waiting.remove(task)
    extraQueue.remove(task)
  }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    if let task = sure.first(for: cpu, servers, host) {
      sure.remove(task, host.now)
      // Periods may have ended while it was in the queue.
      servers[task].replenish(at: host.now)
      let slice = min(servers[task].left, servers[task].deadline - host.now)
      return Choice(task: task, slice: max(1, slice))
    }
    guard let task = extraQueue.take(for: cpu, host) else { return nil }
    waiting.remove(task)
    isExtra[task] = true
    extraFloor = max(extraFloor, extra[task])
    guard servers[task].slice > 0 else { return Choice(task: task, slice: quantum) }
    return Choice(task: task, slice: max(1, min(quantum, servers[task].deadline - host.now)))
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    if isExtra[task] {
      let weighted = WeightedTime.of(ran, share: host.tasks[task].share)
      extra[task] = WeightedTime.sum(extra[task], weighted)
    } else {
      servers[task].left -= ran
    }
  }

  /// The later, the sooner a running task gives way.
  private func lateness(_ task: Int) -> Int {
    isExtra[task] ? Host.endless : servers[task].deadline
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    guard sure.contains(task) else { return nil }
    return host.cpu(for: task, above: servers[task].next(after: host.now)) { running, _ in
      lateness(running)
    }
  }

  /// The end of the first period of a task that has used up its slice.
  var nextAccounting: Int { waiting.head?.key ?? Host.endless }

  mutating func account(_ host: HostView, resched: inout CPUSet) {
    while let head = waiting.head, head.key <= host.now {
      let task = Int(head.task)
      waiting.remove(task)
      extraQueue.remove(task)
      servers[task].replenish(at: host.now)
      queue(task, host)
      let cpu = host.cpu(for: task, above: servers[task].deadline) { running, cpu in
        resched.contains(cpu) ? 0 : lateness(running)
      }
      if let cpu { resched.insert(cpu) }
    }
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    isExtra[task]
      ? "extra time: nobody has any of a slice left, and it has had the least for its weight"
      : "earliest deadline, \(servers[task].words(at: host.now))"
  }
}
