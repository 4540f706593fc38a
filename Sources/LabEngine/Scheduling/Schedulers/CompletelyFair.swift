/// Linux's Completely Fair Scheduler: who has had the least CPU time for its weight runs next.
///
/// Of two tasks that always could run on one CPU, the vruntimes differ by one's slice over its weight at most, so that
/// either is off its part of their time by less than a slice: by a quarter of the period or by granularity, whichever is
/// more. The period is latency, a quantum, or granularity for each task if that is longer: this stays within a quantum up
/// to 32 tasks with the standard values.
struct CompletelyFair: Scheduler {
  static let description = SchedulerDescription(
    name: "cfs", title: "Linux's Completely Fair Scheduler",
    summary: """
      A queue a CPU, ordered by vruntime: CPU time times 256 over the task's weight. The least runs for its part, by \
      weight, of latency, in which all are to have run once; with many tasks for granularity at least. Who wakes starts \
      at half of latency below the queue's least vruntime if it slept long, so that sleeping gains no more than that; it \
      takes the CPU from one whose vruntime is greater by wakeup, scaled by its own weight. A newcomer starts at the least \
      vruntime; debit=1 adds one slice, as Linux does (START_DEBIT). A CPU with an empty queue takes the least vruntime \
      of the queue with the most weight; every balance, queues that differ by a task are evened out, those whose tasks are \
      all bound elsewhere being passed over, so that between balances who shares a CPU with more others has less. quantum= is latency= \
      by another name. Times are Linux's for one CPU (sched_tunable_scaling=0).
      """,
    source:
      "Linux 5.4, kernel/sched/fair.c and Documentation/scheduler/sched-design-CFS.rst; Wong et al., Linux Symposium 2008",
    quantum: CompletelyFair.standardLatency, isProportional: true, bound: .quanta(1),
    parameters: [
      SchedulerParameter(
        name: "latency", kind: .time, standard: standardLatency, range: 1000...Host.longest,
        meaning: "in which every ready task is to run once (sched_latency)"),
      SchedulerParameter(
        name: "granularity", kind: .time, standard: 750_000, range: 1000...1_000_000_000,
        meaning: "the shortest slice (sched_min_granularity)"),
      SchedulerParameter(
        name: "wakeup", kind: .time, standard: 1_000_000, range: 0...1_000_000_000,
        meaning: "how far ahead one must be to lose its CPU to one that wakes"),
      SchedulerParameter(
        name: "balance", kind: .time, standard: 32_000_000, range: 1000...Host.longest,
        meaning: "how often queues are evened out"),
      SchedulerParameter(
        name: "debit", kind: .number, standard: 0, range: 0...1,
        meaning: "1: a newcomer waits a slice first"),
    ])

  private static let standardLatency = 6_000_000
  /// `sched_nr_migrate`.
  private static let mostMoved = 32

  private struct State: BitwiseCopyable {
    /// Beside the least vruntime of `frame`, a CPU; -1 before it was in any queue.
    var vruntime = 0
    var frame: Int32 = -1
    /// Counted in the load of its frame: it is ready or running.
    var isCounted = false
    var mayPreempt = false
    var share = WeightedTime.standardShare
  }

  private let latency: Int
  private let granularity: Int
  private let wakeup: Int
  private let balance: Int
  private let debit: Bool
  private let cpus: Int
  private var rounds = 0
  private var states: [State] = []
  private var queues: TaskHeaps
  /// CPUs with somebody in their queue.
  private var filled: CPUSet
  /// Shares and numbers of ready and running tasks by CPU.
  private var load: [Int]
  private var counts: [Int]
  /// By CPU, never falling: what newcomers and sleepers are placed by.
  private var minVruntime: [Int]

  init(_ setup: SchedulerSetup) {
    latency =
      setup.parameters[0] == Self.standardLatency ? setup.quantum : setup.parameters[0]
    granularity = setup.parameters[1]
    wakeup = setup.parameters[2]
    balance = setup.parameters[3]
    debit = setup.parameters[4] == 1
    cpus = setup.cpus
    queues = TaskHeaps(setup.cpus)
    filled = CPUSet(setup.cpus)
    load = Array(repeating: 0, count: setup.cpus)
    counts = load
    minVruntime = load
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    while states.count <= task { states.append(State()) }
    states[task].share = host.tasks[task].share
  }

  // MARK: Queues

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    let last = Int(host.tasks[task].cpu)
    let cpu = last >= 0 && host.allows(task, on: last) ? last : host.leastLoaded(for: task, load)
    let isNew = states[task].frame < 0
    settle(task, on: cpu)
    if isNew {
      states[task].vruntime = minVruntime[cpu]
      if debit {
        let slice = WeightedTime.of(slice(of: task, on: cpu), share: states[task].share)
        states[task].vruntime = WeightedTime.sum(minVruntime[cpu], slice)
      }
    } else if reason == .woken || reason == .released {
      states[task].vruntime = max(states[task].vruntime, minVruntime[cpu] - latency / 2)
    }
    states[task].mayPreempt = reason == .woken || reason == .released || reason == .arrived
    join(task, on: cpu)
  }

  @inline(__always) private mutating func join(_ task: Int, on cpu: Int) {
    queues.insert(task, in: cpu, key: states[task].vruntime)
    filled.insert(cpu)
  }

  @inline(__always) private mutating func leave(_ task: Int) {
    guard let cpu = queues.heap(of: task) else { return }
    queues.remove(task)
    if queues.isEmpty(cpu) { filled.remove(cpu) }
  }

  /// Counted in the load of a CPU from now on, its vruntime moved to where it stood beside the old one's least.
  @inline(__always) private mutating func settle(_ task: Int, on cpu: Int) {
    let old = Int(states[task].frame)
    if old != cpu {
      uncount(task)
      if old >= 0 {
        states[task].vruntime = min(
          Host.endless, states[task].vruntime - minVruntime[old] + minVruntime[cpu])
      }
      states[task].frame = Int32(cpu)
    }
    guard !states[task].isCounted else { return }
    states[task].isCounted = true
    load[cpu] += states[task].share
    counts[cpu] += 1
  }

  @inline(__always) private mutating func uncount(_ task: Int) {
    guard states[task].isCounted else { return }
    states[task].isCounted = false
    load[Int(states[task].frame)] -= states[task].share
    counts[Int(states[task].frame)] -= 1
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    leave(task)
    uncount(task)
  }

  mutating func blocked(_ task: Int, _ host: HostView) { uncount(task) }

  mutating func changed(_ task: Int, _ host: HostView) {
    let share = host.tasks[task].share
    if states[task].isCounted { load[Int(states[task].frame)] += share - states[task].share }
    states[task].share = share
  }

  // MARK: Choosing

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard let task = queues.first(of: cpu, for: cpu, host) ?? stolen(by: cpu, host) else {
      return nil
    }
    leave(task)
    settle(task, on: cpu)
    follow(cpu, states[task].vruntime)
    return Choice(task: task, slice: slice(of: task, on: cpu))
  }

  /// `sched_slice`.
  @inline(__always) private func slice(of task: Int, on cpu: Int) -> Int {
    let period = max(latency, counts[cpu] * granularity)
    let part = WeightedTime.part(period, states[task].share, of: max(1, load[cpu]))
    return max(granularity, part)
  }

  /// `update_min_vruntime`.
  @inline(__always) private mutating func follow(_ cpu: Int, _ running: Int) {
    let least = min(running, queues.head(cpu)?.key ?? running)
    if least > minVruntime[cpu] { minVruntime[cpu] = least }
  }

  /// The least vruntime of the queue with the most weight that has somebody for a CPU.
  private func stolen(by cpu: Int, _ host: HostView) -> Int? {
    var best: Int?
    var most = -1
    var next = filled.first()
    while let peer = next {
      if load[peer] > most, let task = queues.first(of: peer, for: cpu, host) {
        most = load[peer]
        best = task
      }
      next = filled.first(from: peer + 1)
    }
    return best
  }

  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    guard states[task].mayPreempt, let cpu = queues.heap(of: task), let running = host.running(cpu)
    else { return nil }
    let ran = WeightedTime.of(host.uncharged(cpu), share: states[running].share)
    let ahead = WeightedTime.sum(states[running].vruntime, ran) - states[task].vruntime
    return ahead > WeightedTime.of(wakeup, share: states[task].share) ? cpu : nil
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    let weighted = WeightedTime.of(ran, share: states[task].share)
    states[task].vruntime = WeightedTime.sum(states[task].vruntime, weighted)
    if states[task].frame == Int32(cpu) { follow(cpu, states[task].vruntime) }
  }

  // MARK: Balancing

  var nextAccounting: Int { cpus > 1 ? (rounds + 1) * balance : Host.endless }

  /// `load_balance` of one CPU after another, that with the least weight first: each takes from the one with the most.
  mutating func account(_ host: HostView, resched: inout CPUSet) {
    rounds = host.now / balance
    // Who gave takes nothing in the same round, nor does anyone take twice, lest what was taken be taken back.
    var done = CPUSet(cpus)
    var takers = CPUSet(cpus)
    while !filled.isEmpty, let idlest = idlest(besides: done) {
      done.insert(idlest)
      takers.insert(idlest)
      var passed = takers
      while let busiest = busiest(besides: passed) {
        guard differs(busiest, idlest) else {
          // Whoever comes next has more weight than this one.
          if passed.count == takers.count { return }
          break
        }
        if pull(from: busiest, to: idlest, host) {
          done.insert(busiest)
          break
        }
        // All that wait there are bound to other CPUs (LBF_ALL_PINNED): the next one is looked at.
        passed.insert(busiest)
      }
    }
  }

  /// True if one has more weight than another by a task.
  private func differs(_ busiest: Int, _ idlest: Int) -> Bool {
    let difference = load[busiest] - load[idlest]
    return difference > 0 && difference >= load[busiest] / max(1, counts[busiest])
  }

  /// The CPU with the least weight. Where several have as little, another comes first in each round, as Linux's CPUs
  /// have each their own time for it.
  private func idlest(besides done: CPUSet) -> Int? {
    var best: Int?
    for index in 0..<cpus {
      let cpu = (index + rounds) % cpus
      guard !done.contains(cpu) else { continue }
      if best.map({ load[cpu] < load[$0] }) ?? true { best = cpu }
    }
    return best
  }

  /// The CPU with the most weight that has somebody in its queue.
  private func busiest(besides passed: CPUSet) -> Int? {
    var best: Int?
    var next = filled.first()
    while let cpu = next {
      if !passed.contains(cpu), best.map({ load[cpu] > load[$0] }) ?? true { best = cpu }
      next = filled.first(from: cpu + 1)
    }
    return best
  }

  /// `calculate_imbalance` and `detach_tasks`: tasks that may run there go over until the imbalance is gone, none that
  /// would turn it round; false if none does.
  private mutating func pull(from busiest: Int, to idlest: Int, _ host: HostView) -> Bool {
    let average = load.reduce(0, +) / cpus
    let each = load[busiest] / max(1, counts[busiest])
    var imbalance = max(each, min(load[busiest] - average, average - load[idlest]))
    var moved = 0
    while imbalance > 0, moved < Self.mostMoved {
      let difference = load[busiest] - load[idlest]
      let next = queues.first(of: busiest) {
        states[$0].share <= difference && host.allows($0, on: idlest)
      }
      guard let task = next else { break }
      imbalance -= states[task].share
      moved += 1
      leave(task)
      settle(task, on: idlest)
      join(task, on: idlest)
    }
    return moved > 0
  }

  // MARK: For people

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let vruntime = Value.nanoseconds(states[task].vruntime).written()
    let last = Int(host.tasks[task].cpu)
    let next = queues.head(cpu).map { ", before \(Value.nanoseconds($0.key).written())" } ?? ""
    let from = last >= 0 && last != cpu ? "; taken from CPU \(last)" : ""
    return "least vruntime \(vruntime)\(next)\(from)"
  }

  func checkInvariants(_ host: HostView) {
    var loads = Array(repeating: 0, count: cpus)
    for task in states.indices {
      if states[task].isCounted { loads[Int(states[task].frame)] += states[task].share }
      if let cpu = queues.heap(of: task) {
        precondition(cpu == Int(states[task].frame), "CompletelyFair: a task is in another's queue")
        precondition(host.tasks[task].state == .ready, "CompletelyFair: a queued task is not ready")
      }
    }
    precondition(loads == load, "CompletelyFair: loads are not the sums of shares")
    for cpu in 0..<cpus {
      precondition(
        filled.contains(cpu) != queues.isEmpty(cpu), "CompletelyFair: a set of CPUs is wrong")
    }
  }
}
