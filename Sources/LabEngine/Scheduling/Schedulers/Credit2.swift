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
    /// Beside what all have been given: so none has to be touched when all are given more.
    var credit = 0
    var share = WeightedTime.standardShare
    var isGone = false
  }

  let leastRun: Int
  private let quantum: Int
  private var states: [State] = []
  /// By the negative of the credit, beside what all have been given.
  private var queue = TaskHeap()
  /// By the negative of the share: all that are not gone.
  private var shares = TaskHeap()
  private var greatest = 1
  /// What all have been given since they had a quantum, but for what that took some beyond the most they may carry.
  private var given = 0

  init(_ setup: SchedulerSetup) {
    leastRun = setup.parameters[0]
    quantum = setup.quantum
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    while states.count <= task { states.append(State(credit: quantum - given)) }
    changed(task, host)
  }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    keep(task, credit(task))
    queue.insert(task, key: -states[task].credit)
  }

  mutating func dequeue(_ task: Int, _ host: HostView) { queue.remove(task) }

  mutating func blocked(_ task: Int, _ host: HostView) {
    let state = host.tasks[task].state
    guard state == .finished || state == .removed else { return }
    states[task].isGone = true
    shares.remove(task)
    findGreatest()
  }

  mutating func changed(_ task: Int, _ host: HostView) {
    guard !states[task].isGone else { return }
    states[task].share = host.tasks[task].share
    shares.remove(task)
    shares.insert(task, key: -states[task].share)
    findGreatest()
  }

  private mutating func findGreatest() { greatest = max(1, -(shares.head?.key ?? -1)) }

  // MARK: Credit

  /// However often all were given more since it was looked at last, it is the same as if it had been each time: who
  /// has the most that may be carried has that after the next time too.
  @inline(__always) private func credit(_ task: Int) -> Int {
    min(states[task].credit + given, quantum + Self.carryover)
  }

  @inline(__always) private mutating func keep(_ task: Int, _ credit: Int) {
    states[task].credit = credit - given
  }

  /// Credits that a task burns in so much time.
  @inline(__always) private func burn(_ task: Int, _ time: Int) -> Int {
    let share = states[task].share
    return share == greatest ? time : WeightedTime.part(time, greatest, of: share)
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    keep(task, max(-Host.endless, credit(task) - burn(task, ran)))
  }

  // MARK: Choosing

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard let task = candidate(cpu, host) else { return nil }
    queue.remove(task)
    if let next = queue.head { host.prefetch(Int(next.task)) }
    if credit(task) <= 0 { reset(task) }
    return Choice(task: task, slice: runtime(task))
  }

  /// `runq_candidate`.
  private func candidate(_ cpu: Int, _ host: HostView) -> Int? {
    guard let first = queue.first(for: cpu, host) else { return nil }
    let last = Int(host.cpus[cpu].last)
    guard last >= 0, last != first, queue.contains(last), host.tasks[last].since == host.now,
      host.tasks[last].cpu == Int32(cpu), host.allows(last, on: cpu)
    else { return first }
    let lead = host.tasks[first].cpu == Int32(cpu) ? 0 : Self.resist
    return credit(first) > credit(last) + lead ? first : last
  }

  /// `csched2_runtime`.
  private func runtime(_ task: Int) -> Int {
    var credit = credit(task)
    if let next = queue.head { credit -= max(0, given - next.key) }
    let time =
      credit > 0 ? WeightedTime.part(credit, states[task].share, of: greatest) : 0
    let least = max(leastRun, Self.shortest)
    return max(least, min(time, quantum))
  }

  /// `reset_credit`: all are given a quantum, several if the chosen one owes more than one.
  private mutating func reset(_ chosen: Int) {
    var gift = quantum
    let credit = credit(chosen)
    if credit < -quantum { gift += min(Host.endless, -credit / quantum * quantum) }
    given += gift
    // In the queue nobody has more than the chosen one, but for those that are bound to other CPUs.
    while let first = queue.head, -first.key + given > quantum + Self.carryover {
      let task = Int(first.task)
      queue.remove(task)
      keep(task, self.credit(task))
      queue.insert(task, key: -states[task].credit)
    }
    if given > Host.endless { rebase() }
  }

  /// What all were given is counted from zero again, so that it never overflows.
  private mutating func rebase() {
    let amount = given
    let queued = queue.entries
    for entry in queued { queue.remove(Int(entry.task)) }
    for task in states.indices {
      let credit = credit(task)
      states[task].credit = max(-Host.endless, credit)
    }
    given -= amount
    for entry in queued {
      queue.insert(Int(entry.task), key: -states[Int(entry.task)].credit)
    }
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    let own = credit(task)
    let last = Int(host.tasks[task].cpu)
    return host.cpu(for: task, above: 0) { running, cpu in
      let other = credit(running) - burn(running, host.uncharged(cpu))
      return own - other - (cpu == last ? 0 : Self.resist)
    }
  }

  // MARK: For people

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let credit = Value.nanoseconds(credit(task)).written()
    guard let next = queue.head else { return "credit \(credit), nobody else waits" }
    let other = Value.nanoseconds(self.credit(Int(next.task))).written()
    return "most credit, \(credit), before \(other)"
  }

  func checkInvariants(_ host: HostView) {
    for task in states.indices {
      guard let key = queue.key(of: task) else { continue }
      precondition(key == -states[task].credit, "Credit2: a task is queued by an old credit")
      precondition(
        given - key <= quantum + Self.carryover, "Credit2: a queued task carries too much")
    }
  }
}
