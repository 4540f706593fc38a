/// Where a described task stands in its workload. What is read whenever a burst ends comes first.
struct WorkloadFlow: BitwiseCopyable {
  /// Index of its workload; -1 for a vCPU with a real guest.
  var program: Int32
  var step: Int32 = 0
  var random: DurationRandom
  /// True if it begins again at the end.
  var repeats: Bool
  /// The lock that it spins on; -1 for none.
  var lock: Int32 = -1
  /// References of the present `touch` that are done.
  var touched = 0
  /// When the job that it is at was released, see `WorkloadStep.every`.
  var released = 0
  /// What follows the stretch that it is committed to.
  var outcome = Outcome.goesOn
  /// The hypervisor's part of that stretch.
  var hypervisor = 0
  /// The host's run is to stop when that stretch is over: a breakpoint of the guest.
  var halts = false
  /// Its first loop counter.
  var counters: Int32 = 0
  /// Address space that its references go to; -1 for none.
  var space: Int32 = -1
  /// Its first lock and barrier among the host's.
  var locks: Int32 = 0
  var barriers: Int32 = 0

  enum Outcome: BitwiseCopyable {
    case goesOn
    /// The host's disk is to work for so long first, as the page was not resident; -1 if it is for another reason.
    case faults(Int, page: Int)
    /// Nothing to do until a time, or until somebody wakes it.
    case sleeps(until: Int)
    case ends
  }
}

/// A spinlock of the vCPUs of one VM, free for whoever runs and asks first once it is released.
struct LockRecord: Sendable {
  let name: String
  var holder = -1
  /// Those that spin on it or will when they run, longest first.
  var waiting: [Int] = []
}

struct BarrierRecord: Sendable {
  let name: String
  let client: Int
  var waiting: [Int] = []
}

/// All of a host's state that its loop works on.
struct HostCore {
  let settings: HostSettings
  let quantum: Int
  /// Nanoseconds since the host began.
  var now = 0
  var tasks = RecordTable<TaskRecord>()
  var flows = RecordTable<WorkloadFlow>()
  var cpus = RecordTable<CPURecord>()
  var clients = RecordTable<ClientRecord>()
  var clocks = RecordTable<GuestClock>()
  var counters = RecordTable<Int>()
  var affinities = RecordTable<UInt64>()
  /// What the vCPUs of each client do, client by client.
  var programs: [Workload] = []
  var locks: [LockRecord] = []
  var barriers: [BarrierRecord] = []
  /// Tasks by client.
  var members: [[Int]] = []
  /// Clients with a cap or a reservation.
  var limited: [Int] = []
  var reserved: [Int] = []
  /// Places in `reserved` of those whose reservation is not used up and that have somebody ready.
  var owed: CPUSet
  var nextRefill = Host.endless
  var wakes = WakeQueue()
  var timers: CPUTimers
  /// CPUs without a task, and those that are to choose one.
  var idle: CPUSet
  var flagged: CPUSet
  /// Tasks that have become ready and wait for a place.
  var fresh: [Int] = []
  /// When the host's disk is free again.
  var diskFree = 0
  /// Scheduling events so far: tasks that became ready, were started and stopped.
  var decisions = 0
  /// Ready tasks, parked ones included.
  var waiting = 0
  /// The last moment that the run under way looks at.
  var deadline = Host.endless
  /// The task at which a run is to stop; -1 for none.
  var halted = -1
  /// A task has begun to wait for others, or has finished: whether any can go on is to be looked at, beginning with one
  /// that could.
  var mayBeStuck = false
  var lively = 0
  /// Real guests run here, so that stretches are short where their vCPUs run side by side.
  var guests = 0

  init(_ settings: HostSettings) {
    self.settings = settings
    quantum = settings.quantum ?? settings.scheduler.description.quantum
    timers = CPUTimers(settings.cpus)
    idle = CPUSet(settings.cpus)
    flagged = CPUSet(settings.cpus)
    owed = CPUSet(0)
    for cpu in 0..<settings.cpus {
      cpus.append(CPURecord())
      idle.insert(cpu)
    }
  }

  func copy() -> HostCore {
    var other = self
    other.tasks = tasks.copy()
    other.flows = flows.copy()
    other.cpus = cpus.copy()
    other.clients = clients.copy()
    other.clocks = clocks.copy()
    other.counters = counters.copy()
    other.affinities = affinities.copy()
    return other
  }

  /// Bytes that a copy takes.
  var footprint: Int { tasks.count * 480 + cpus.count * 100 + 4096 }

  @inline(__always) var view: HostView {
    HostView(
      now: now, tasks: tasks.base, cpus: cpus.base, clients: clients.base, cpuCount: cpus.count,
      affinities: affinities.base, words: idle.words.count)
  }

  /// The CPUs that a task may run on.
  func cpus(of task: Int) -> [Int] { (0..<cpus.count).filter { view.allows(task, on: $0) } }
}
