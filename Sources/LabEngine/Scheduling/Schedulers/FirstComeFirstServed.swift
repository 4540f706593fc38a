/// First come, first served: one queue, and a task keeps its CPU until it waits or is done.
struct FirstComeFirstServed: Scheduler {
  static let description = SchedulerDescription(
    name: "fcfs", title: "first come, first served",
    summary: """
      One queue; whoever has waited longest runs until it waits for a device or is finished. A task that comes back \
      joins the end. Short tasks behind a long one wait long: the convoy effect.
      """,
    source: "Silberschatz, Galvin and Gagne, Operating System Concepts, 10th ed., 5.3.1")

  private var queue = TaskQueue()

  init(_ setup: SchedulerSetup) {}

  mutating func admit(_ task: Int, _ host: HostView) {}

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    queue.append(task)
  }

  mutating func dequeue(_ task: Int, _ host: HostView) { queue.remove(task) }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    queue.take(for: cpu, host).map { Choice(task: $0, slice: Host.endless) }
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    "first in the queue: it has been ready for \(host.waited(task))"
  }
}

extension HostView {
  /// For how long a ready task, or one that is just chosen, has waited, in words.
  func waited(_ task: Int) -> String { Value.nanoseconds(now - tasks[task].since).written() }
}
