/// Multilevel feedback queue: who computes for long sinks, who waits often stays on top.
struct MultilevelFeedbackQueue: Scheduler {
  static let description = SchedulerDescription(
    name: "mlfq", title: "multilevel feedback queue",
    summary: """
      A task begins on the top level. The highest level with a ready task runs, round robin. A task that has used its \
      quantum on a level, in one piece or in several, sinks to the next one; on the lowest it stays. A task that \
      becomes ready takes the CPU of one on a lower level, which then goes to the front of its level with what is left \
      of its quantum. With boost= all tasks are put back on the top level every so often, behind those that are there, \
      higher levels first; running ones keep their CPU.
      """,
    source:
      "Arpaci-Dusseau, Operating Systems: Three Easy Pieces, chapter 8, rules 1 to 5, and its mlfq.py",
    parameters: [
      SchedulerParameter(
        name: "levels", kind: .number, standard: 3, range: 1...64,
        meaning: "how many levels there are"),
      SchedulerParameter(
        name: "boost", kind: .time, standard: 0, range: 0...Host.longest,
        meaning: "how often all tasks are put on the top level; 0ns: never", least: 10_000),
      SchedulerParameter(
        name: "growth", kind: .number, standard: 1, range: 1...1000,
        meaning: "how many times the quantum of the level above each level has"),
    ])

  private struct State: BitwiseCopyable {
    var level: Int32 = 0
    /// What is left of its quantum on this level.
    var left = 0
  }

  private var queues: LevelQueues
  private var states: [State] = []
  /// The quantum of each level.
  private let quanta: [Int]
  private let boost: Int
  private(set) var nextAccounting: Int

  init(_ setup: SchedulerSetup) {
    let levels = setup.parameters[0]
    boost = setup.parameters[1]
    nextAccounting = boost > 0 ? boost : Host.endless
    queues = LevelQueues(levels: levels)
    var quanta = [setup.quantum]
    for _ in 1..<max(2, levels) {
      let (next, overflow) = quanta[quanta.count - 1].multipliedReportingOverflow(
        by: setup.parameters[2])
      quanta.append(overflow ? Host.longest : min(next, Host.longest))
    }
    self.quanta = Array(quanta.prefix(levels))
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    states.append(State(level: 0, left: quanta[0]))
  }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    let sinks = states[task].left <= 0
    if sinks { sink(task) }
    let level = Int(states[task].level)
    if reason == .preempted, !sinks {
      queues.prepend(task, level: level)
    } else {
      queues.append(task, level: level)
    }
  }

  private mutating func sink(_ task: Int) {
    let level = min(Int(states[task].level) + 1, quanta.count - 1)
    states[task] = State(level: Int32(level), left: quanta[level])
  }

  mutating func dequeue(_ task: Int, _ host: HostView) { queues.remove(task) }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    queues.take(for: cpu, host).map { Choice(task: $0, slice: max(1, states[$0].left)) }
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    states[task].left -= ran
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    host.cpu(for: task, above: Int(states[task].level)) { running, _ in Int(states[running].level) }
  }

  mutating func account(_ host: HostView, resched: inout CPUSet) {
    nextAccounting += ((host.now - nextAccounting) / boost + 1) * boost
    for task in queues.tasks(from: 1) {
      queues.remove(task)
      queues.append(task, level: 0)
    }
    for task in states.indices { states[task] = State(level: 0, left: quanta[0]) }
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    "first on level \(states[task].level), the highest with a ready task; it has been ready for \(host.waited(task))"
  }

  func checkInvariants(_ host: HostView) {
    queues.checkInvariants(host)
    for task in states.indices {
      guard let level = queues.level(of: task) else { continue }
      precondition(level == Int(states[task].level), "MLFQ: a task is queued on another level")
    }
  }
}
