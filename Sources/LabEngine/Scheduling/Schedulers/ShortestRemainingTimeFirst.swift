/// Shortest remaining time first: shortest job first that takes the CPU from a longer one.
struct ShortestRemainingTimeFirst: Scheduler {
  static let description = SchedulerDescription(
    name: "srtf", title: "shortest remaining time first",
    summary: """
      As sjf, but a task that becomes ready with less left of its burst than a running one takes its CPU. Ties: the one \
      that runs, then earlier arrival, then creation.
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

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    host.cpu(for: task, above: host.tasks[task].nextBurst) { running, cpu in
      host.tasks[running].nextBurst - host.uncharged(cpu)
    }
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    "the shortest remaining burst, \(Value.nanoseconds(host.tasks[task].nextBurst).written())"
  }
}
