/// Xen's RTDS: global earliest deadline first of deferrable servers.
struct RealTimeDeferrable: Scheduler {
  static let description = SchedulerDescription(
    name: "rtds", title: "Xen's real-time deferrable server",
    summary: """
      Each vCPU has a budget of slice= CPU time in every period=, 4ms in 10ms unless told. Of those with budget left the \
      ones whose period ends first run, on any CPU. A budget is kept while its vCPU sleeps, and what is left of it at the \
      end of the period is lost. Without budget nobody runs, even if a CPU idles. Periods begin with the arrival. \
      `misses` counts the periods in which a vCPU never waited and did not have its budget.
      """,
    source:
      "Xen 4.x, xen/common/sched_rt.c; Xi et al., Real-Time Multi-Core Virtual Machine Scheduling in Xen, EMSOFT 2014",
    quantum: 10_000_000, isWorkConserving: false, deadlines: .lost, givesPeriods: true,
    parameters: DeadlineServer.parameters(period: 10_000_000, slice: 4_000_000, name: "budget"))

  private let standard: DeadlineServer
  private var servers: [DeadlineServer] = []
  /// By deadline: with budget, and without.
  private var runnable = DeadlineQueue()
  private var depleted = TaskHeap()

  init(_ setup: SchedulerSetup) { standard = DeadlineServer(standard: setup) }

  mutating func admit(_ task: Int, _ host: HostView) {
    while servers.count <= task { servers.append(standard) }
    servers[task] = DeadlineServer(of: task, host, standard: standard)
  }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    if reason == .arrived {
      servers[task].begin(at: host.now)
    } else {
      servers[task].replenish(at: host.now)
    }
    queue(task, host)
  }

  private mutating func queue(_ task: Int, _ host: HostView) {
    if servers[task].left > 0 {
      runnable.insert(task, servers[task], host.now)
    } else {
      depleted.insert(task, key: servers[task].deadline)
    }
  }

  mutating func changed(_ task: Int, _ host: HostView) {
    guard servers[task].follow(task, host, standard: standard),
      runnable.contains(task) || depleted.contains(task)
    else { return }
    dequeue(task, host)
    queue(task, host)
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    runnable.remove(task, host.now)
    depleted.remove(task)
  }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard let task = runnable.first(for: cpu, servers, host) else { return nil }
    runnable.remove(task, host.now)
    // Periods may have ended while it was in the queue.
    servers[task].replenish(at: host.now)
    let slice = min(servers[task].left, servers[task].deadline - host.now)
    return Choice(task: task, slice: max(1, slice))
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    servers[task].left -= ran
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    guard runnable.contains(task) else { return nil }
    return host.cpu(for: task, above: servers[task].next(after: host.now)) { running, _ in
      servers[running].deadline
    }
  }

  /// The end of the first period of a task without budget.
  var nextAccounting: Int { depleted.head?.key ?? Host.endless }

  mutating func account(_ host: HostView, resched: inout CPUSet) {
    var idle = (0..<host.cpuCount).count { host.running($0) == nil }
    while let head = depleted.head, head.key <= host.now {
      let task = Int(head.task)
      depleted.remove(task)
      servers[task].replenish(at: host.now)
      queue(task, host)
      idle -= 1
      guard idle < 0 else { continue }
      let cpu = host.cpu(for: task, above: servers[task].deadline) { running, cpu in
        resched.contains(cpu) ? 0 : servers[running].deadline
      }
      if let cpu { resched.insert(cpu) }
    }
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    "earliest deadline, \(servers[task].words(at: host.now))"
  }
}
