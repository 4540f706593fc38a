/// Relaxed co-scheduling: vCPUs run one by one, but none may get too far ahead of its siblings.
///
/// The least vruntime runs for a quantum at most, so that those of two tasks that always could run differ by one quantum
/// over weight at most: neither is further off its part of their time than a quantum.
struct RelaxedCoscheduling: Scheduler {
  static let description = SchedulerDescription(
    name: "relaxed", title: "relaxed co-scheduling",
    summary: """
      The least CPU time for its weight runs next, for a quantum at most. A vCPU makes progress while it runs; one that \
      sleeps keeps up with the slowest of its siblings that want to run. One that is skew ahead of the slowest is \
      co-stopped: it does not run, even if a CPU idles, until it is half of skew ahead or less. So the skew between \
      vCPUs of a VM never exceeds skew, unless a reservation lets one run. Who wakes has no credit for the time that it slept.
      """,
    source:
      "VMware, vSphere: The CPU Scheduler in ESX 4.1 (2010), and in ESXi 5.1 (2013), co-scheduling",
    isWorkConserving: false, isProportional: true, bound: .quanta(1),
    parameters: [
      SchedulerParameter(
        name: "skew", kind: .time, standard: 3_000_000, range: 1000...Host.longest,
        meaning: "how far a vCPU may be ahead of the slowest of its VM")
    ])

  private struct State: BitwiseCopyable {
    var progress = 0
    var vruntime = 0
    var isActive = false
  }

  private let quantum: Int
  private let skew: Int
  private var states: [State] = []
  private var queue = TaskHeap()
  /// By client and progress: those that are ready or running, and those that are co-stopped.
  private var active = TaskHeaps(0)
  private var stopped = TaskHeaps(0)
  /// By client: the progress of the slowest, never falling.
  private var slowest: [Int] = []
  /// The vruntime of the one that was chosen last, never falling.
  private var floor = 0
  /// When idle CPUs are to choose again; endless for not.
  private var wanted = Host.endless

  init(_ setup: SchedulerSetup) {
    quantum = setup.quantum
    skew = setup.parameters[0]
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    while states.count <= task { states.append(State()) }
    let clients = Int(host.tasks[task].client) + 1
    while slowest.count < clients { slowest.append(0) }
    active.grow(to: clients)
    stopped.grow(to: clients)
  }

  // MARK: Queues

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    let client = Int(host.tasks[task].client)
    if !states[task].isActive {
      // It joins where the slowest that runs is now, which may have a longer slice than it has with a sibling.
      look(client, host)
      if !active.isEmpty(client) { wanted = host.now }
      states[task].isActive = true
      states[task].progress = max(states[task].progress, slowest[client])
      states[task].vruntime = max(states[task].vruntime, floor)
      active.insert(task, in: client, key: states[task].progress)
    }
    if states[task].progress - slowest[client] >= skew { look(client, host) }
    if states[task].progress - slowest[client] >= skew {
      stopped.insert(task, in: client, key: states[task].progress)
    } else {
      queue.insert(task, key: states[task].vruntime)
    }
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    queue.remove(task)
    stopped.remove(task)
    absent(task, host)
  }

  mutating func blocked(_ task: Int, _ host: HostView) { absent(task, host) }

  private mutating func absent(_ task: Int, _ host: HostView) {
    states[task].isActive = false
    active.remove(task)
    follow(Int(host.tasks[task].client), host)
  }

  // MARK: Skew

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    states[task].progress += ran
    states[task].vruntime = WeightedTime.sum(
      states[task].vruntime, WeightedTime.of(ran, share: host.tasks[task].share))
    guard states[task].isActive else { return }
    let client = Int(host.tasks[task].client)
    seen(task, client, states[task].progress)
    follow(client, host)
  }

  private mutating func seen(_ task: Int, _ client: Int, _ progress: Int) {
    active.remove(task)
    active.insert(task, in: client, key: progress)
  }

  /// The progress of siblings that run and were not charged yet counts too.
  private mutating func look(_ client: Int, _ host: HostView) {
    for cpu in 0..<host.cpuCount {
      guard let running = host.running(cpu), Int(host.tasks[running].client) == client,
        states[running].isActive
      else { continue }
      seen(running, client, states[running].progress + host.uncharged(cpu))
    }
    follow(client, host)
  }

  /// The slowest may have moved on: those that waited for it may run.
  private mutating func follow(_ client: Int, _ host: HostView) {
    guard let head = active.head(client) else { return }
    slowest[client] = max(slowest[client], head.key)
    while let first = stopped.head(client), first.key - slowest[client] <= skew / 2 {
      let task = Int(first.task)
      stopped.remove(task)
      queue.insert(task, key: states[task].vruntime)
      wanted = host.now
    }
  }

  var nextAccounting: Int { wanted }

  /// Who runs with more of its slice left than it may be ahead is looked at again in time.
  mutating func account(_ host: HostView, resched: inout CPUSet) {
    wanted = Host.endless
    for cpu in 0..<host.cpuCount {
      guard let task = host.running(cpu), states[task].isActive else { continue }
      let client = Int(host.tasks[task].client)
      guard active.count(client) > 1 else { continue }
      let left = slowest[client] + skew - states[task].progress
      let start = host.cpus[cpu].started
      if left <= 0 {
        resched.insert(cpu)
      } else if host.cpus[cpu].sliceEnd - start > left {
        wanted = min(wanted, start + left)
      }
    }
  }

  // MARK: Choosing

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard let task = queue.take(for: cpu, host) else { return nil }
    floor = max(floor, states[task].vruntime)
    return Choice(task: task, slice: slice(of: task, host))
  }

  /// Until it is too far ahead, or those that wait for it may run.
  private mutating func slice(of task: Int, _ host: HostView) -> Int {
    let client = Int(host.tasks[task].client)
    guard active.count(client) > 1 else { return quantum }
    look(client, host)
    let progress = states[task].progress
    var slice = min(quantum, slowest[client] + skew - progress)
    if let first = stopped.head(client), first.key - skew / 2 > progress {
      slice = min(slice, first.key - skew / 2 - progress)
    }
    return max(1, slice)
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let vruntime = Value.nanoseconds(states[task].vruntime).written()
    let ahead = states[task].progress - slowest[Int(host.tasks[task].client)]
    return "least CPU time for its weight, \(vruntime); "
      + "\(Value.nanoseconds(max(0, ahead)).written()) ahead of its slowest sibling"
  }

  func checkInvariants(_ host: HostView) {
    // Whoever runs by a reservation is not active; it may come back too far ahead, and is co-stopped then.
    for task in states.indices where states[task].isActive && stopped.heap(of: task) == nil {
      let client = Int(host.tasks[task].client)
      precondition(
        states[task].progress - slowest[client] <= skew || active.count(client) == 1,
        "RelaxedCoscheduling: a vCPU is too far ahead")
    }
  }
}
