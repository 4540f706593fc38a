/// Round robin: one queue, and a time slice for each.
struct RoundRobin: Scheduler {
  static let description = SchedulerDescription(
    name: "rr", title: "round robin",
    summary: """
      One queue; the first task runs for a quantum at most and then joins the end. At one moment those that arrive or \
      wake join before the one whose quantum is over.
      """,
    source: "Silberschatz, Galvin and Gagne, Operating System Concepts, 10th ed., 5.3.3")

  private var queue = TaskQueue()
  private let quantum: Int

  init(_ setup: SchedulerSetup) { quantum = setup.quantum }

  mutating func admit(_ task: Int, _ host: HostView) {}

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    queue.append(task)
  }

  mutating func dequeue(_ task: Int, _ host: HostView) { queue.remove(task) }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    queue.take(for: cpu, host).map { Choice(task: $0, slice: quantum) }
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    "first in the queue: it has been ready for \(host.waited(task))"
  }
}
