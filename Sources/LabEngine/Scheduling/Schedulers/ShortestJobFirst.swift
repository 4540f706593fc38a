/// Shortest job first: the least next CPU burst, not preemptive.
struct ShortestJobFirst: Scheduler {
  static let description = SchedulerDescription(
    name: "sjf", title: "shortest job first",
    summary: """
      Of the ready tasks the one whose next CPU burst is the shortest runs to its end. The burst of a described task is \
      known; that of a guest is predicted as the exponential average of its bursts, with weight 1/2. Ties: earlier \
      arrival, then creation.
      """,
    source: "Silberschatz, Galvin and Gagne, Operating System Concepts, 10th ed., 5.3.2")

  private var queue = TaskHeap()

  init(_ setup: SchedulerSetup) {}

  mutating func admit(_ task: Int, _ host: HostView) {}

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    queue.insert(task, key: host.tasks[task].nextBurst, second: host.tasks[task].arrive)
  }

  mutating func dequeue(_ task: Int, _ host: HostView) { queue.remove(task) }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    queue.take(for: cpu, host).map { Choice(task: $0, slice: Host.endless) }
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    "the shortest next burst, \(Value.nanoseconds(host.tasks[task].nextBurst).written())"
  }
}
