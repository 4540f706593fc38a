/// The scheduler that carries out a student's rule: it looks at every ready task each time.
struct RuleScheduler: Scheduler {
  static let description = SchedulerDescription(
    name: "own", title: "a rule of one's own",
    summary: "Of the ready tasks the one with the least or greatest value of an expression.",
    source: "`scheduler`")

  private let rule: ChoiceRule
  private let quantum: Int
  /// In the order in which they became ready.
  private var queue = TaskQueue()
  private var vruntimes = VirtualTimes()
  private var competes: [Bool] = []
  private var stack: ChoiceStack

  init(_ setup: SchedulerSetup) {
    guard let rule = setup.rule else { preconditionFailure("RuleScheduler.init: no rule is given") }
    self.rule = rule
    quantum = setup.quantum
    stack = ChoiceStack(depth: rule.depth)
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    vruntimes.admit(task)
    competes.append(false)
  }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    if !competes[task] {
      if let least = leastVruntime(host) { vruntimes[task] = max(vruntimes[task], least) }
      competes[task] = true
    }
    queue.append(task)
  }

  /// Of all that are ready or run.
  private func leastVruntime(_ host: HostView) -> Int? {
    var least: Int?
    func look(_ task: Int, ran: Int = 0) {
      let gain = VirtualTimes.scale(ran, share: host.tasks[task].share).gain
      least = min(least ?? .max, vruntimes[task] + gain)
    }
    var next = queue.head
    while let task = next {
      look(task)
      next = queue.following(task)
    }
    for cpu in 0..<host.cpuCount {
      if let task = host.running(cpu), competes[task] { look(task, ran: host.uncharged(cpu)) }
    }
    return least
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    queue.remove(task)
    competes[task] = false
  }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    var best: Int?
    var least = Double.infinity
    var next = queue.head
    while let task = next {
      next = queue.following(task)
      guard host.allows(task, on: cpu) else { continue }
      let rank = rank(task, extra: 0, host)
      guard best == nil || rank < least else { continue }
      best = task
      least = rank
    }
    guard let best else { return nil }
    queue.remove(best)
    return Choice(task: best, slice: quantum)
  }

  private mutating func rank(_ task: Int, extra: Int, _ host: HostView) -> Double {
    rule.rank(of: task, extra: extra, vruntime: vruntimes[task], host, &stack)
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    vruntimes.advance(task, ran: ran, share: host.tasks[task].share)
  }

  mutating func blocked(_ task: Int, _ host: HostView) { competes[task] = false }

  /// With preempt=on the CPU whose task ranks last, if that is behind this one.
  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    guard rule.preempts else { return nil }
    var worst = rank(task, extra: 0, host)
    var found: Int?
    for cpu in 0..<host.cpuCount {
      guard let running = host.running(cpu), host.allows(task, on: cpu) else { continue }
      let rank = rank(running, extra: host.uncharged(cpu), host)
      guard rank > worst else { continue }
      worst = rank
      found = cpu
    }
    return found
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    var copy = self
    let value = copy.rank(task, extra: 0, host)
    let written = Value.quantity(Quantity(.real(rule.seeksLeast ? value : -value))).written()
    return "\(rule.expression) is \(written), the \(rule.seeksLeast ? "least" : "greatest")"
  }
}
