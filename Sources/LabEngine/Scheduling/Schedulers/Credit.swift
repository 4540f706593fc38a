/// Xen's first credit scheduler: credits by weight, burnt by running; those that have some left go before those that
/// have not, and whoever has just woken goes before both.
///
/// Credits are nanoseconds of CPU time here (Xen's unit is 100 us). Fields are named as in `sched_credit.c`.
///
/// Of tasks that always could run on one CPU, credits are what each is owed, and their sum is nothing. None is more than a
/// quantum in debt at a hand-out; so none is owed more than a quantum for each of the others. With `sampling=1` there is
/// no bound: Xen halves the credits of those that wait for long behind tasks of less weight.
struct Credit: Scheduler {
  static let description = SchedulerDescription(
    name: "credit", title: "Xen's credit scheduler",
    summary: """
      A queue a CPU, in three classes: BOOST (it has just woken), UNDER (it has credits left), OVER (it has none); first \
      in, first out in each. Running burns credits. Every quantum (30ms) they are handed out anew: one quantum a CPU, to \
      the active domains by weight, equally among a domain's active vCPUs, at most one quantum a vCPU, the rest to \
      others. Active is who has run; who runs at a tick, every third of a quantum, is no longer BOOST. A vCPU that waits \
      for no CPU and has more than a quantum of credits becomes inactive with half of them, one that could run only with \
      a quantum for each active vCPU. sampling=1 is Xen's way in both: active is only who runs at a tick, so that who \
      always sleeps at ticks is never charged, and a quantum is the limit for all, so that who waits long loses some; a \
      debt is at most a quantum. Waking UNDER makes BOOST, which takes its own CPU from a lower class, but from nobody \
      who has run for less than ratelimit. A CPU whose queue holds nobody BOOST or UNDER takes one from the next CPU that \
      has one. Credits go by weight alone, wherever a vCPU may run: what pins keep from some goes to whoever is there. All \
      CPUs tick at the same moments; those that change class at a hand-out join its end.
      """,
    source:
      "Xen 4.x, xen/common/sched_credit.c; Xen wiki, Credit Scheduler; Cherkasova, Gupta and Vahdat, PER 35(2), 2007",
    quantum: 30_000_000, isProportional: true, bound: .quantaPerTask,
    parameters: [
      SchedulerParameter(
        name: "ratelimit", kind: .time, standard: 1_000_000, range: 0...Host.longest,
        meaning: "how long a task keeps its CPU before one that wakes may take it"),
      SchedulerParameter(
        name: "sampling", kind: .number, standard: 0, range: 0...1,
        meaning:
          "1: only who runs at a tick counts as active, and credits end at a quantum, as in Xen"),
    ])

  private enum Class {
    static let boost: Int8 = 0
    static let under: Int8 = 1
    static let over: Int8 = 2
    static let count = 3
  }

  private struct State: BitwiseCopyable {
    var credit = 0
    var pri = Class.under
    var isActive = false
    /// The CPU in whose load it is counted; -1 if it is neither ready nor running.
    var home: Int32 = -1
  }

  let leastRun: Int
  private let samples: Bool
  private let quantum: Int
  private let tick: Int
  private let cpus: Int
  private var ticks = 0
  private var states: [State] = []
  /// By CPU and class.
  private var queues: TaskLists
  /// CPUs with somebody in the queue of a class.
  private var filled: [CPUSet]
  /// Ready and running tasks by CPU.
  private var load: [Int]
  private var activeCount: [Int] = []
  /// Clients with active vCPUs, in the order in which they are handed credits.
  private var active: [Int] = []
  private var balance = 0

  init(_ setup: SchedulerSetup) {
    leastRun = setup.parameters[0]
    samples = setup.parameters[1] == 1
    quantum = setup.quantum
    tick = max(1, setup.quantum / 3)
    cpus = setup.cpus
    queues = TaskLists(setup.cpus * Class.count)
    filled = Array(repeating: CPUSet(setup.cpus), count: Class.count)
    load = Array(repeating: 0, count: setup.cpus)
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    while states.count <= task { states.append(State()) }
    while activeCount.count <= Int(host.tasks[task].client) { activeCount.append(0) }
  }

  // MARK: Queues

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    if reason == .woken || reason == .arrived, states[task].pri == Class.under {
      states[task].pri = Class.boost
    }
    let last = Int(host.tasks[task].cpu)
    let home =
      last >= 0 && host.allows(task, on: last) ? last : host.leastLoaded(for: task, load)
    settle(task, on: home)
    if reason == .yielded, standBack(task, on: home) { return }
    join(task, on: home, Int(states[task].pri))
  }

  private mutating func join(_ task: Int, on cpu: Int, _ pri: Int) {
    queues.append(task, to: cpu * Class.count + pri)
    filled[pri].insert(cpu)
  }

  /// Who yields lets one of a lower class go first, if there is nobody of its own.
  private mutating func standBack(_ task: Int, on cpu: Int) -> Bool {
    let own = Int(states[task].pri)
    for pri in 0...own where !queues.isEmpty(cpu * Class.count + pri) { return false }
    for pri in own + 1..<max(own + 1, Class.count) {
      guard let head = queues.head(cpu * Class.count + pri) else { continue }
      queues.insert(task, after: head, cpu * Class.count + pri)
      return true
    }
    return false
  }

  private mutating func leave(_ task: Int) {
    guard let list = queues.list(of: task) else { return }
    queues.remove(task)
    if queues.isEmpty(list) { filled[list % Class.count].remove(list / Class.count) }
  }

  /// Counted in the load of a CPU; -1: in none.
  @inline(__always) private mutating func settle(_ task: Int, on cpu: Int) {
    let old = Int(states[task].home)
    guard old != cpu else { return }
    if old >= 0 { load[old] -= 1 }
    if cpu >= 0 { load[cpu] += 1 }
    states[task].home = Int32(cpu)
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    leave(task)
    settle(task, on: -1)
  }

  mutating func blocked(_ task: Int, _ host: HostView) {
    settle(task, on: -1)
    let state = host.tasks[task].state
    if state == .finished || state == .removed { deactivate(task, host) }
  }

  // MARK: Choosing

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard let task = candidate(cpu, host) else { return nil }
    leave(task)
    settle(task, on: cpu)
    return Choice(task: task, slice: quantum)
  }

  private func candidate(_ cpu: Int, _ host: HostView) -> Int? {
    for pri in 0..<2 {
      if let task = queues.first(of: cpu * Class.count + pri, for: cpu, host) { return task }
    }
    for pri in 0..<2 {
      if let task = stolen(by: cpu, pri, host) { return task }
    }
    return queues.first(of: cpu * Class.count + 2, for: cpu, host) ?? stolen(by: cpu, 2, host)
  }

  /// The first task of a class in the queue of the next CPU that has one for this CPU.
  private func stolen(by cpu: Int, _ pri: Int, _ host: HostView) -> Int? {
    guard !filled[pri].isEmpty else { return nil }
    var next = filled[pri].first(from: cpu + 1)
    var hasWrapped = false
    while true {
      guard let peer = next else {
        if hasWrapped { return nil }
        hasWrapped = true
        next = filled[pri].first()
        continue
      }
      if hasWrapped, peer >= cpu { return nil }
      if let task = queues.first(of: peer * Class.count + pri, for: cpu, host) { return task }
      next = filled[pri].first(from: peer + 1)
    }
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    let cpu = Int(states[task].home)
    guard cpu >= 0, let running = host.running(cpu) else { return nil }
    return states[task].pri < states[running].pri ? cpu : nil
  }

  // MARK: Accounting

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    states[task].credit -= ran
    if !samples { activate(task, host) }
  }

  var nextAccounting: Int { (ticks + 1) * tick }

  mutating func account(_ host: HostView, resched: inout CPUSet) {
    let before = ticks
    ticks = host.now / tick
    for cpu in 0..<cpus {
      guard let task = host.running(cpu) ?? host.justStopped(on: cpu) else { continue }
      if states[task].pri == Class.boost { states[task].pri = Class.under }
      activate(task, host)
    }
    if ticks / 3 > before / 3 { handOut(host) }
  }

  private mutating func activate(_ task: Int, _ host: HostView) {
    guard !states[task].isActive else { return }
    let client = Int(host.tasks[task].client)
    states[task].isActive = true
    if activeCount[client] == 0 { active.append(client) }
    activeCount[client] += 1
  }

  private mutating func deactivate(_ task: Int, _ host: HostView) {
    guard states[task].isActive else { return }
    let client = Int(host.tasks[task].client)
    states[task].isActive = false
    activeCount[client] -= 1
    if activeCount[client] == 0 { active.removeAll { $0 == client } }
  }

  /// `csched_acct`.
  private mutating func handOut(_ host: HostView) {
    guard !active.isEmpty else {
      balance = 0
      return
    }
    let credits = creditsPerTask(host)
    let most = mostCredit
    balance = 0
    for task in states.indices where states[task].isActive {
      var credit = states[task].credit + credits[Int(host.tasks[task].client)]
      if credit < 0 {
        states[task].pri = Class.over
        credit = max(credit, -quantum)
      } else {
        states[task].pri = Class.under
        if credit > (samples || states[task].home < 0 ? quantum : most) {
          deactivate(task, host)
          credit /= 2
        }
      }
      states[task].credit = credit
      balance += credit
      sort(task)
    }
  }

  /// What one that could run may hold: no more is owed on one CPU, only where tasks are bound to too few.
  private var mostCredit: Int {
    let count = max(1, active.reduce(0) { $0 + activeCount[$1] })
    return min(quantum, Host.endless / count) * count
  }

  /// What each active vCPU of a client is given, by client.
  private mutating func creditsPerTask(_ host: HostView) -> [Int] {
    var result = Array(repeating: 0, count: activeCount.count)
    let weights = active.reduce(0) { $0 + host.clients[$1].weight }
    var weightLeft = weights
    var total = quantum * cpus
    var hasExtra = false
    var clipped: [Int] = []
    for client in active {
      let weight = host.clients[client].weight
      weightLeft -= weight
      var peak = min(Host.endless, activeCount[client] * quantum)
      if balance < 0 { peak += Self.part(-balance, weight, of: weights) }
      var fair = Self.part(total, weight, of: weights)
      if fair < peak {
        hasExtra = true
      } else {
        if weightLeft > 0 {
          total = min(Host.endless, total + Self.part(fair - peak, weights, of: weightLeft))
        }
        // They go first at the next hand-out, so that what they leave goes to others.
        if hasExtra { clipped.append(client) }
        fair = peak
      }
      result[client] = (fair + activeCount[client] - 1) / activeCount[client]
    }
    if !clipped.isEmpty {
      active.removeAll { clipped.contains($0) }
      active.insert(contentsOf: clipped.reversed(), at: 0)
    }
    return result
  }

  /// `amount × weight / weights`, rounded up.
  private static func part(_ amount: Int, _ weight: Int, of weights: Int) -> Int {
    let product = Int128(amount) * Int128(weight) + Int128(weights - 1)
    return Int(min(product / Int128(weights), Int128(Host.endless)))
  }

  /// A queued task whose class has changed goes where it belongs.
  private mutating func sort(_ task: Int) {
    guard let list = queues.list(of: task), list % Class.count != Int(states[task].pri) else {
      return
    }
    leave(task)
    join(task, on: list / Class.count, Int(states[task].pri))
  }

  // MARK: For people

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let credit = Value.nanoseconds(abs(states[task].credit)).written()
    let words =
      switch states[task].pri {
      case Class.boost: "priority BOOST: it has just woken"
      case Class.under where states[task].credit >= 0: "priority UNDER: \(credit) of credit left"
      case Class.under: "priority UNDER until the next hand-out, though \(credit) in debt"
      default: "priority OVER, \(credit) in debt: nobody waits with a higher one"
      }
    let last = host.tasks[task].cpu
    return last >= 0 && Int(last) != cpu ? "\(words); taken from CPU \(last)" : words
  }

  func checkInvariants(_ host: HostView) {
    var counts = Array(repeating: 0, count: cpus)
    for task in states.indices {
      let home = Int(states[task].home)
      if home >= 0 { counts[home] += 1 }
      if let list = queues.list(of: task) {
        precondition(list / Class.count == home, "Credit: a queued task has another home")
        precondition(host.tasks[task].state == .ready, "Credit: a task in a queue is not ready")
      }
    }
    precondition(counts == load, "Credit: the load of a CPU is not the number of its tasks")
    for cpu in 0..<cpus {
      for pri in 0..<Class.count {
        precondition(
          filled[pri].contains(cpu) != queues.isEmpty(cpu * Class.count + pri),
          "Credit: a set of CPUs with queued tasks is wrong")
      }
    }
  }
}

extension HostView {
  /// The task that ran on an idle CPU up to this very moment: a tick meets it, not the next one.
  fileprivate func justStopped(on cpu: Int) -> Int? {
    let task = Int(cpus[cpu].last)
    guard task >= 0, tasks[task].since == now, Int(tasks[task].cpu) == cpu else { return nil }
    return task
  }
}
