/// Earliest deadline first of constant bandwidth servers: who has used up its slice goes on with a later deadline.
struct EarliestDeadline: Scheduler {
  static let description = SchedulerDescription(
    name: "edf", title: "earliest deadline first",
    summary: """
      Each task has slice= CPU time in every period=, 10ms in 100ms unless told; the one with the earliest deadline runs. \
      When the slice is used up the deadline moves on by a period and the slice is full again, so that a task that wants \
      too much delays nobody but itself, and no CPU idles (a constant bandwidth server). Who wakes keeps its deadline if \
      the rest of its slice fits the time to it; otherwise the deadline is a period from now. If slices over periods add \
      up to at most 1 on one CPU no slice comes too late. `misses` counts the slices that were not had by their deadlines; \
      they stay due.
      """,
    source:
      "Liu and Layland, JACM 20(1), 1973; Abeni and Buttazzo, RTSS 1998; Linux, Documentation/scheduler/sched-deadline.rst",
    givesPeriods: true,
    parameters: DeadlineServer.parameters(period: 100_000_000, slice: 10_000_000, name: "slice"))

  private let standard: DeadlineServer
  private var servers: [DeadlineServer] = []
  private var queue = TaskHeap()

  init(_ setup: SchedulerSetup) { standard = DeadlineServer(standard: setup) }

  mutating func admit(_ task: Int, _ host: HostView) {
    while servers.count <= task { servers.append(standard) }
    servers[task] = DeadlineServer(of: task, host, standard: standard)
  }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    switch reason {
    case .arrived: servers[task].begin(at: host.now)
    case .woken where !fits(servers[task], host.now): servers[task].begin(at: host.now)
    default: break
    }
    while servers[task].left <= 0 {
      servers[task].left += servers[task].slice
      servers[task].deadline += servers[task].period
    }
    queue.insert(task, key: servers[task].deadline)
  }

  mutating func changed(_ task: Int, _ host: HostView) {
    guard servers[task].follow(task, host, standard: standard), queue.contains(task) else { return }
    queue.remove(task)
    queue.insert(task, key: servers[task].deadline)
  }

  /// True if the rest of the slice is at most what the server may have until its deadline.
  private func fits(_ server: DeadlineServer, _ now: Int) -> Bool {
    guard now < server.deadline else { return false }
    return Int128(server.left) * Int128(server.period)
      < Int128(server.deadline - now) * Int128(server.slice)
  }

  mutating func dequeue(_ task: Int, _ host: HostView) { queue.remove(task) }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    queue.take(for: cpu, host).map { Choice(task: $0, slice: servers[$0].left) }
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    servers[task].left -= ran
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    host.cpu(for: task, above: servers[task].deadline) { running, _ in servers[running].deadline }
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    "earliest deadline, \(servers[task].words(at: host.now))"
  }
}
