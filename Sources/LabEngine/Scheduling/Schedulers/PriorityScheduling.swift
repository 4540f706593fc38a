/// Priorities: the task with the lowest number runs, and takes the CPU of a less important one.
struct PriorityScheduling: Scheduler {
  static let description = SchedulerDescription(
    name: "priority", title: "priorities, preemptive",
    summary: """
      The ready task with the lowest priority= runs, round robin among equals; one that becomes ready takes the CPU of \
      the least important running task if that is less important. A task whose CPU was taken goes to the front of its \
      equals and has what is left of its quantum. With aging= a task that has waited so long counts as one more \
      important, and so on; it keeps that until its quantum is over or it waits for a device.
      """,
    source:
      "Silberschatz, Galvin and Gagne, Operating System Concepts, 10th ed., 5.3.4; SCHED_RR of POSIX.1-2017, 2.8.4",
    parameters: [
      SchedulerParameter(
        name: "aging", kind: .time, standard: 0, range: 0...Host.longest,
        meaning: "waiting time that makes a task more important by one; 0ns: never", least: 10_000)
    ])

  static let levels = 1001

  private struct State: BitwiseCopyable {
    /// The priority it has now, aged.
    var level: Int32 = 0
    /// What is left of its quantum.
    var left = 0
  }

  private var queues = LevelQueues(levels: PriorityScheduling.levels)
  /// When waiting tasks become more important.
  private var promotions = TaskHeap()
  private var states: [State] = []
  private let quantum: Int
  private let aging: Int

  init(_ setup: SchedulerSetup) {
    quantum = setup.quantum
    aging = setup.parameters[0]
  }

  mutating func admit(_ task: Int, _ host: HostView) { states.append(State()) }

  private func own(_ task: Int, _ host: HostView) -> Int32 {
    max(0, min(host.tasks[task].priority, Int32(Self.levels - 1)))
  }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    if reason == .preempted, states[task].left > 0 {
      queues.prepend(task, level: Int(states[task].level))
    } else {
      states[task] = State(level: own(task, host), left: quantum)
      queues.append(task, level: Int(states[task].level))
    }
    awaitPromotion(task, host)
  }

  private mutating func awaitPromotion(_ task: Int, _ host: HostView) {
    guard aging > 0, states[task].level > 0 else { return }
    promotions.insert(task, key: host.now + aging)
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    queues.remove(task)
    promotions.remove(task)
  }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard let task = queues.take(for: cpu, host) else { return nil }
    promotions.remove(task)
    return Choice(task: task, slice: max(1, states[task].left))
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    states[task].left -= ran
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    host.cpu(for: task, above: Int(states[task].level)) { running, _ in Int(states[running].level) }
  }

  var nextAccounting: Int { promotions.head?.key ?? Host.endless }

  /// Tasks that have waited long enough rise by one, in the order in which their time came.
  mutating func account(_ host: HostView, resched: inout CPUSet) {
    while let entry = promotions.head, entry.key <= host.now {
      let task = Int(entry.task)
      promotions.remove(task)
      queues.remove(task)
      states[task].level -= 1
      queues.append(task, level: Int(states[task].level))
      awaitPromotion(task, host)
      let cpu = host.cpu(for: task, above: Int(states[task].level)) { running, cpu in
        resched.contains(cpu) ? -1 : Int(states[running].level)
      }
      if let cpu { resched.insert(cpu) }
    }
  }

  mutating func changed(_ task: Int, _ host: HostView) {
    let level = own(task, host)
    guard queues.contains(task) else {
      states[task].level = level
      return
    }
    guard level != states[task].level else { return }
    dequeue(task, host)
    states[task].level = level
    queues.append(task, level: Int(level))
    awaitPromotion(task, host)
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let level = states[task].level
    let own = own(task, host)
    return level == own
      ? "the most important, priority \(own)"
      : "the most important, priority \(own), by aging \(level)"
  }

  func checkInvariants(_ host: HostView) {
    queues.checkInvariants(host)
    for entry in promotions.entries {
      precondition(
        queues.contains(Int(entry.task)), "PriorityScheduling: one rises that does not wait")
    }
  }
}
