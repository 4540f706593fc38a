/// The scheduler that carries out a student's rule.
///
/// It looks at every ready task each time, unless the order in which the rule ranks them stays the same while they are
/// ready: then they are kept in it.
struct RuleScheduler: Scheduler {
  static let description = SchedulerDescription(
    name: "own", title: "a rule of one's own",
    summary: "Of the ready tasks the one with the least or greatest value of an expression.",
    source: "`scheduler`")

  private let rule: ChoiceRule
  private let quantum: Int
  /// In the order in which they became ready.
  private var queue = TaskQueue()
  /// If the order is steady: by rank, then in the order in which they became ready.
  private var ranks = TaskHeap()
  private var arrivals = 0
  private let isSteady: Bool
  /// The vruntimes of ready tasks.
  private var ready = TaskHeap()
  private var vruntimes = VirtualTimes()
  private var competes: [Bool] = []
  private var stack: ChoiceStack

  init(_ setup: SchedulerSetup) {
    guard let rule = setup.rule else { preconditionFailure("RuleScheduler.init: no rule is given") }
    self.rule = rule
    quantum = setup.quantum
    isSteady = rule.keepsOrder
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
    join(task, host)
  }

  private mutating func join(_ task: Int, _ host: HostView) {
    queue.append(task)
    ready.insert(task, key: vruntimes[task])
    guard isSteady else { return }
    arrivals += 1
    ranks.insert(task, key: key(of: task, host), second: arrivals)
  }

  /// What it is ranked by as if it were the beginning of time, when all would have grown by as much less.
  private mutating func key(of task: Int, _ host: HostView) -> Int {
    Self.key(rank(task, extra: 0, host.at(0)))
  }

  private mutating func leave(_ task: Int) {
    queue.remove(task)
    ready.remove(task)
    ranks.remove(task)
  }

  /// Integers in the order of numbers that are comparable.
  private static func key(_ number: Double) -> Int {
    // Of two zeros neither comes first.
    let bits = Int(bitPattern: UInt((number + 0).bitPattern))
    return bits < 0 ? bits ^ Int.max : bits
  }

  /// Of all that are ready or run.
  private func leastVruntime(_ host: HostView) -> Int? {
    var least = ready.head?.key
    for cpu in 0..<host.cpuCount {
      guard let task = host.running(cpu), competes[task] else { continue }
      let ran = VirtualTimes.scale(host.uncharged(cpu), share: host.tasks[task].share).gain
      least = min(least ?? .max, vruntimes[task] + ran)
    }
    return least
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    leave(task)
    competes[task] = false
  }

  /// A task's weight or priority may be what it is ranked by.
  mutating func changed(_ task: Int, _ host: HostView) {
    guard isSteady, let place = ranks.second(of: task) else { return }
    ranks.remove(task)
    ranks.insert(task, key: key(of: task, host), second: place)
  }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard let task = isSteady ? ranks.first(for: cpu, host) : best(for: cpu, host) else {
      return nil
    }
    leave(task)
    return Choice(task: task, slice: quantum)
  }

  /// Looks at all of them.
  private mutating func best(for cpu: Int, _ host: HostView) -> Int? {
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
    return best
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
