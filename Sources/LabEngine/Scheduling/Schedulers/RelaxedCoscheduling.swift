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
    /// Ready, running or co-stopped.
    var isActive = false
    /// Its slice is a whole quantum, because no sibling has been active since it was chosen.
    var isAlone = false
  }

  private let quantum: Int
  private let skew: Int
  private var states: [State] = []
  private var queue = TaskHeap()
  /// By client and progress: those that are ready or co-stopped, and the latter alone.
  private var waiting = TaskHeaps(0)
  private var stopped = TaskHeaps(0)
  /// By client: those that run, whose progress is what they were charged for and what they have run since.
  private var running = TaskLists(0)
  /// By client: the progress of the slowest, never falling.
  private var slowest: [Int] = []
  /// The vruntime of the one that was chosen last, never falling.
  private var floor = 0
  /// Running tasks whose slice was not cut down yet to how far they may be ahead.
  private var watched: [Int] = []
  /// When they are looked at, or idle CPUs are to choose again; endless for not.
  private var wanted = Host.endless

  init(_ setup: SchedulerSetup) {
    quantum = setup.quantum
    skew = setup.parameters[0]
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    while states.count <= task { states.append(State()) }
    let clients = Int(host.tasks[task].client) + 1
    while slowest.count < clients { slowest.append(0) }
    waiting.grow(to: clients)
    stopped.grow(to: clients)
    running.grow(to: clients)
  }

  // MARK: Queues

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    let client = Int(host.tasks[task].client)
    running.remove(task)
    if !states[task].isActive {
      // It joins where the slowest that runs is now, which may have a longer slice than it has with a sibling.
      follow(client, host)
      if let alone = running.head(client), states[alone].isAlone {
        states[alone].isAlone = false
        watched.append(alone)
        wanted = host.now
      }
      states[task].isActive = true
      states[task].progress = max(states[task].progress, slowest[client])
      states[task].vruntime = max(states[task].vruntime, floor)
    }
    waiting.insert(task, in: client, key: states[task].progress)
    if states[task].progress - slowest[client] >= skew { follow(client, host) }
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
    waiting.remove(task)
    running.remove(task)
    follow(Int(host.tasks[task].client), host)
  }

  // MARK: Skew

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    states[task].progress += ran
    states[task].vruntime = WeightedTime.sum(
      states[task].vruntime, WeightedTime.of(ran, share: host.tasks[task].share))
    let client = Int(host.tasks[task].client)
    if states[task].isActive, !stopped.isEmpty(client) { follow(client, host) }
  }

  private func active(_ client: Int) -> Int { waiting.count(client) + running.count(client) }

  /// The slowest may have moved on: those that waited for it may run.
  private mutating func follow(_ client: Int, _ host: HostView) {
    var least = waiting.head(client)?.key ?? Host.endless
    var next = running.head(client)
    while let task = next {
      let cpu = Int(host.tasks[task].cpu)
      least = min(least, states[task].progress + host.uncharged(cpu))
      next = running.following(task)
    }
    guard least < Host.endless else { return }
    slowest[client] = max(slowest[client], least)
    while let first = stopped.head(client), first.key - slowest[client] <= skew / 2 {
      let task = Int(first.task)
      stopped.remove(task)
      queue.insert(task, key: states[task].vruntime)
      wanted = host.now
    }
  }

  var nextAccounting: Int { wanted }
  static var accountsCharged: Bool { false }

  /// Who runs with more of its slice left than it may be ahead is looked at again in time.
  mutating func account(_ host: HostView, resched: inout CPUSet) {
    wanted = Host.endless
    let tasks = watched
    watched = []
    for task in tasks where running.list(of: task) != nil {
      let client = Int(host.tasks[task].client)
      guard active(client) > 1 else {
        states[task].isAlone = true
        continue
      }
      follow(client, host)
      let cpu = Int(host.tasks[task].cpu)
      let bound = host.cpus[cpu].started + slowest[client] + skew - states[task].progress
      if bound <= host.now {
        resched.insert(cpu)
      } else if host.cpus[cpu].sliceEnd > bound {
        watched.append(task)
        wanted = min(wanted, bound)
      }
    }
  }

  // MARK: Choosing

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard let task = queue.take(for: cpu, host) else { return nil }
    floor = max(floor, states[task].vruntime)
    let client = Int(host.tasks[task].client)
    states[task].isAlone = active(client) == 1
    let slice = states[task].isAlone ? quantum : slice(of: task, host)
    waiting.remove(task)
    running.append(task, to: client)
    return Choice(task: task, slice: slice)
  }

  /// Until it is too far ahead, or those that wait for it may run.
  private mutating func slice(of task: Int, _ host: HostView) -> Int {
    let client = Int(host.tasks[task].client)
    follow(client, host)
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
        states[task].progress - slowest[client] <= skew || active(client) == 1,
        "RelaxedCoscheduling: a vCPU is too far ahead")
    }
  }
}
