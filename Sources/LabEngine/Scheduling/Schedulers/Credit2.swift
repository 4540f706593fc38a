/// Xen's second credit scheduler: one queue by credit; credits burn the faster the lower the weight, and all are given
/// new ones when the first in the queue has none left.
///
/// Fields are named as in `sched_credit2.c`.
///
/// Of tasks that always could run on one CPU, all are given the same credits, and what each has had for its weight is
/// what the others have more. The one with the most credits runs for a quantum at most, or ratelimit if that is longer;
/// so no two ever differ by more than that time over weight, and no part is off by more than that.
struct Credit2: Scheduler {
  static let description = SchedulerDescription(
    name: "credit2", title: "Xen's credit2 scheduler",
    summary: """
      One run queue for all CPUs, the most credit first. Everybody starts with a quantum (10ms) of credits. Running burns \
      them: as fast as time for the greatest weight, faster in proportion for others. When whoever is chosen has none \
      left, all are given a quantum more, and may carry over 500us beyond it. One runs until its credit is down to that \
      of the next in the queue, but for 500us and ratelimit at least, a quantum at most. Who becomes ready takes the \
      CPU from the one with the least credit if that is less than its own, on another CPU than its last by 500us or more; \
      a CPU goes on with its task unless somebody has more credit, from another CPU 500us more.
      """,
    source: "Xen 4.x, xen/common/sched_credit2.c; Xen wiki, Credit2 Scheduler",
    quantum: 10_000_000, isProportional: true, bound: .quanta(1),
    parameters: [
      SchedulerParameter(
        name: "ratelimit", kind: .time, standard: 1_000_000, range: 0...Host.longest,
        meaning: "how long a task keeps its CPU before another may take it")
    ])

  private static let carryover = 500_000
  private static let shortest = 500_000
  private static let resist = 500_000

  private struct State: BitwiseCopyable {
    var credit = 0
    var share = WeightedTime.standardShare
    var isGone = false
  }

  let leastRun: Int
  private let quantum: Int
  private var states: [State] = []
  /// By the negative of the credit.
  private var queue = TaskHeap()
  private var greatest = 1
  private var resets = 0

  init(_ setup: SchedulerSetup) {
    leastRun = setup.parameters[0]
    quantum = setup.quantum
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    while states.count <= task { states.append(State(credit: quantum)) }
    states[task].share = host.tasks[task].share
    greatest = max(greatest, states[task].share)
  }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    queue.insert(task, key: -states[task].credit)
  }

  mutating func dequeue(_ task: Int, _ host: HostView) { queue.remove(task) }

  mutating func blocked(_ task: Int, _ host: HostView) {
    let state = host.tasks[task].state
    guard state == .finished || state == .removed else { return }
    states[task].isGone = true
    findGreatest()
  }

  mutating func changed(_ task: Int, _ host: HostView) {
    states[task].share = host.tasks[task].share
    findGreatest()
  }

  private mutating func findGreatest() {
    greatest = 1
    for state in states where !state.isGone { greatest = max(greatest, state.share) }
  }

  /// Credits that a task burns in so much time.
  private func burn(_ task: Int, _ time: Int) -> Int {
    WeightedTime.part(time, greatest, of: states[task].share)
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    states[task].credit = max(-Host.endless, states[task].credit - burn(task, ran))
  }

  // MARK: Choosing

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard let task = candidate(cpu, host) else { return nil }
    queue.remove(task)
    if states[task].credit <= 0 { reset(task) }
    return Choice(task: task, slice: runtime(task))
  }

  /// `runq_candidate`.
  private mutating func candidate(_ cpu: Int, _ host: HostView) -> Int? {
    guard let first = queue.take(for: cpu, host) else { return nil }
    queue.insert(first, key: -states[first].credit)
    let last = Int(host.cpus[cpu].last)
    guard last >= 0, last != first, queue.contains(last), host.tasks[last].since == host.now,
      host.tasks[last].cpu == Int32(cpu), host.allows(last, on: cpu)
    else { return first }
    let lead = host.tasks[first].cpu == Int32(cpu) ? 0 : Self.resist
    return states[first].credit > states[last].credit + lead ? first : last
  }

  /// `csched2_runtime`.
  private func runtime(_ task: Int) -> Int {
    var credit = states[task].credit
    if let next = queue.head, next.key < 0 { credit += next.key }
    let time =
      credit > 0 ? WeightedTime.part(credit, states[task].share, of: greatest) : 0
    let least = max(leastRun, Self.shortest)
    return max(least, min(time, quantum))
  }

  /// `reset_credit`: all are given a quantum, several if the chosen one owes more than one.
  private mutating func reset(_ chosen: Int) {
    resets += 1
    var given = quantum
    if states[chosen].credit < -quantum {
      given += min(Host.endless, -states[chosen].credit / quantum * quantum)
    }
    for task in states.indices where !states[task].isGone {
      states[task].credit = min(states[task].credit + given, quantum + Self.carryover)
      guard queue.contains(task) else { continue }
      queue.remove(task)
      queue.insert(task, key: -states[task].credit)
    }
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    let credit = states[task].credit
    let last = Int(host.tasks[task].cpu)
    return host.cpu(for: task, above: 0) { running, cpu in
      let other = states[running].credit - burn(running, host.uncharged(cpu))
      return credit - other - (cpu == last ? 0 : Self.resist)
    }
  }

  // MARK: For people

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let credit = Value.nanoseconds(states[task].credit).written()
    guard let next = queue.head else { return "credit \(credit), nobody else waits" }
    return "most credit, \(credit), before \(Value.nanoseconds(-next.key).written())"
  }

  func checkInvariants(_ host: HostView) {
    for task in states.indices {
      guard let key = queue.key(of: task) else { continue }
      precondition(key == -states[task].credit, "Credit2: a task is queued by an old credit")
    }
  }
}
