/// Earliest eligible virtual deadline first: of those that are not ahead of their entitlement, whose request is due first.
///
/// No task's lag is ever more than a quantum either way while nobody comes or goes (Stoica and Abdel-Wahab, theorem 1 and
/// its corollary); of two tasks, each is off its part of their time by an average of their lags, so by no more.
struct EarliestEligible: Scheduler {
  static let description = SchedulerDescription(
    name: "eevdf", title: "earliest eligible virtual deadline first",
    summary: """
      A task's vruntime is its CPU time over its weight; the virtual time V is the average over all ready and running \
      tasks by weight. A task with vruntime at most V is eligible: it is owed CPU time, its lag. It asks for a quantum at \
      a time, due at vruntime plus the quantum over its weight. The eligible one that is due first runs for its request, \
      which it keeps even if others wake (RUN_TO_PARITY; parity=0 lets one that is due earlier take the CPU). Who sleeps \
      keeps its lag, two quanta at most either way; a newcomer starts at V. One queue for all CPUs; Linux has one a CPU. \
      If nobody is eligible the least vruntime runs. No lag is ever more than a quantum while nobody comes or goes.
      """,
    source:
      "Stoica and Abdel-Wahab, TR-95-22, Old Dominion University, 1995; Linux 6.6, kernel/sched/fair.c",
    quantum: 3_000_000, isProportional: true, bound: .quanta(1),
    parameters: [
      SchedulerParameter(
        name: "parity", kind: .number, standard: 1, range: 0...1,
        meaning: "0: a task that wakes may cut a running request short")
    ])

  private struct State: BitwiseCopyable {
    var vruntime = 0
    var deadline = 0
    /// CPU time that is left of its request.
    var left = 0
    /// V minus vruntime when it left.
    var lag = 0
    var share = WeightedTime.standardShare
    var isPresent = false
  }

  private static let eligible = 0
  private static let ahead = 1

  private let quantum: Int
  private let parity: Bool
  private var states: [State] = []
  /// Eligible tasks by deadline, others by vruntime. V may have moved since a task was sorted.
  private var queues = TaskHeaps(2)
  /// Sums of shares, and of share times vruntime, of all that are ready or running.
  private var shares = 0
  private var sum: Int128 = 0
  /// V when the last one left.
  private var lastVirtual = 0

  init(_ setup: SchedulerSetup) {
    quantum = setup.quantum
    parity = setup.parameters[0] == 1
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    while states.count <= task { states.append(State()) }
    states[task].share = host.tasks[task].share
  }

  // MARK: Virtual time

  /// V, rounded down.
  private var virtual: Int { shares > 0 ? Int(sum / Int128(shares)) : lastVirtual }

  private func isEligible(_ task: Int) -> Bool {
    Int128(states[task].vruntime) * Int128(shares) <= sum
  }

  /// `place_entity`: its lag is to be the same after it has joined.
  private mutating func arrive(_ task: Int) {
    guard !states[task].isPresent else { return }
    let share = states[task].share
    var lag = Int128(states[task].lag)
    if shares > 0 { lag = lag * Int128(shares + share) / Int128(shares) }
    states[task].vruntime = min(Host.endless, virtual - Int(lag))
    request(task)
    states[task].isPresent = true
    shares += share
    sum += Int128(share) * Int128(states[task].vruntime)
  }

  private mutating func depart(_ task: Int) {
    guard states[task].isPresent else { return }
    let share = states[task].share
    let limit = WeightedTime.of(min(Host.longest, 2 * quantum), share: share)
    lastVirtual = virtual
    states[task].lag = max(-limit, min(limit, lastVirtual - states[task].vruntime))
    states[task].isPresent = false
    shares -= share
    sum -= Int128(share) * Int128(states[task].vruntime)
  }

  private mutating func request(_ task: Int) {
    states[task].left = quantum
    states[task].deadline = WeightedTime.sum(
      states[task].vruntime, WeightedTime.of(quantum, share: states[task].share))
  }

  // MARK: Queues

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    arrive(task)
    sort(task)
  }

  private mutating func sort(_ task: Int) {
    let (vruntime, deadline) = (states[task].vruntime, states[task].deadline)
    if isEligible(task) {
      queues.insert(task, in: Self.eligible, key: deadline, second: vruntime)
    } else {
      queues.insert(task, in: Self.ahead, key: vruntime, second: deadline)
    }
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    queues.remove(task)
    depart(task)
  }

  mutating func blocked(_ task: Int, _ host: HostView) { depart(task) }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    while let head = queues.head(Self.ahead), isEligible(Int(head.task)) { move(Int(head.task)) }
    while let task = queues.first(of: Self.eligible, for: cpu, host) {
      if isEligible(task) { return take(task) }
      move(task)
    }
    return queues.first(of: Self.ahead, for: cpu, host).map { take($0) }
  }

  private mutating func move(_ task: Int) {
    queues.remove(task)
    sort(task)
  }

  private mutating func take(_ task: Int) -> Choice {
    queues.remove(task)
    return Choice(task: task, slice: states[task].left)
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    guard !parity, isEligible(task) else { return nil }
    return host.cpu(for: task, above: states[task].deadline) { running, _ in
      states[running].deadline
    }
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    let before = states[task].vruntime
    states[task].vruntime = WeightedTime.sum(
      before, WeightedTime.of(ran, share: states[task].share))
    if states[task].isPresent {
      sum += Int128(states[task].share) * Int128(states[task].vruntime - before)
    }
    states[task].left -= ran
    if states[task].left <= 0 { request(task) }
  }

  /// Its lag in CPU time stays the same (`reweight_entity`).
  mutating func changed(_ task: Int, _ host: HostView) {
    let (old, new) = (states[task].share, host.tasks[task].share)
    guard old != new else { return }
    let isQueued = queues.heap(of: task) != nil
    if isQueued { queues.remove(task) }
    if states[task].isPresent {
      let now = virtual
      let lag = Int128(now - states[task].vruntime) * Int128(old) / Int128(new)
      sum -= Int128(old) * Int128(states[task].vruntime)
      states[task].vruntime = Int(
        max(-Int128(Host.endless), min(Int128(Host.endless), Int128(now) - lag)))
      sum += Int128(new) * Int128(states[task].vruntime)
      shares += new - old
    }
    states[task].share = new
    states[task].deadline = WeightedTime.sum(
      states[task].vruntime, WeightedTime.of(states[task].left, share: new))
    if isQueued { sort(task) }
  }

  // MARK: For people

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let deadline = Value.nanoseconds(states[task].deadline).written()
    let vruntime = Value.nanoseconds(states[task].vruntime).written()
    let now = Value.nanoseconds(virtual).written()
    return isEligible(task)
      ? "earliest virtual deadline \(deadline) of the eligible: vruntime \(vruntime), V \(now)"
      : "nobody is eligible: least vruntime \(vruntime), V \(now)"
  }

  func checkInvariants(_ host: HostView) {
    var total = 0
    var weighted: Int128 = 0
    for task in states.indices where states[task].isPresent {
      total += states[task].share
      weighted += Int128(states[task].share) * Int128(states[task].vruntime)
    }
    precondition(total == shares, "EarliestEligible: the sum of shares is wrong")
    precondition(weighted == sum, "EarliestEligible: the sum of vruntimes is wrong")
  }
}
