/// What a task is doing.
enum TaskState: UInt8, Sendable {
  /// Not arrived yet.
  case absent
  /// Could run, and waits for a CPU: what a guest sees as steal time.
  case ready
  case running
  /// Waits for a device of its own, or for a guest's interrupt.
  case sleeping
  /// Waits for the host's disk, because it touched a page that was not resident.
  case faulting
  /// Waits for the other vCPUs of its VM at a barrier.
  case barrier
  /// The hypervisor holds it, as while a VM is moved.
  case paused
  case finished
  case removed

  var isPresent: Bool { self != .absent && self != .finished && self != .removed }
}

/// One task: a described job, or a vCPU of a virtual machine.
///
/// Times are nanoseconds of the host's clock; sums hold what is complete, `since` where the present state began. Three
/// cache lines of 64 bytes: what changes at every event, then what is counted at many, then the rest.
struct TaskRecord: BitwiseCopyable {
  var state = TaskState.absent
  /// Ready, but its client has used up its cap.
  var isParked = false
  /// Spins on a lock while it runs.
  var isSpinning = false
  /// Its CPU is busy with it until `burst` ends, whatever happens: the effects are already there.
  var isCommitted = false
  /// The frame of the page that it waits for is locked until it runs again.
  var holdsPage = false
  /// Carries the clock of its VM.
  var carriesClock = false
  var client: Int32
  /// The CPU that it runs on or ran on last; -1 before its first run.
  var cpu: Int32 = -1
  /// Index of its set of CPUs; -1 if it may run on all.
  var affinity: Int32 = -1
  /// Its client's weight over the client's vCPUs, in units of 1/1024.
  var share = 256 << 10
  var since = 0
  /// CPU time until its workload does something else; `Host.endless` if it never does.
  var burst = 0
  /// CPU time until it is finished; `Host.endless` if it never is.
  var left = 0
  /// When it will wake, if that is known; -1 otherwise.
  var wake = -1

  var cpuTime = 0
  var ready = 0
  var sleeping = 0
  var dispatches = 0
  var migrations = 0
  /// When it ran first; -1 before.
  var first = -1
  /// CPU time since it became ready by waking, and what such bursts are expected to be (exponential average).
  var ran = 0
  var predicted = TaskRecord.firstPrediction

  /// Which of its client's tasks it is, from 0.
  var number: Int32 = 0
  /// The lower, the more important.
  var priority: Int32 = 0
  var arrive = 0
  /// When it finished; -1 before.
  var finish = -1
  var faulting = 0
  var barrier = 0
  var paused = 0
  /// The part of the CPU time in which it spun on a lock.
  var spin = 0
  var preemptions = 0

  /// What a burst is expected to be before there was one.
  static let firstPrediction = 10_000_000

  init(client: Int) { self.client = Int32(client) }

  /// A vCPU that was unplugged and is plugged in again: it goes on with the sums that it had, and was paused since.
  init(after old: TaskRecord, at now: Int) {
    self.init(client: Int(old.client))
    arrive = now
    guard old.hasLived else { return }
    self = old
    state = .absent
    paused += now - old.since
    isSpinning = false
    isCommitted = false
    isParked = false
    holdsPage = false
    burst = 0
    ran = 0
    wake = -1
  }

  /// True once it has run, or has waited to.
  var hasLived: Bool { first >= 0 || ready > 0 || paused > 0 }

  /// CPU time of the burst that it is in or that comes next: known of a described task, expected of another.
  var nextBurst: Int {
    let known = min(burst, left)
    return known < Host.endless && !isCommitted ? known : max(0, predicted - ran)
  }
}

/// One physical CPU.
struct CPURecord: BitwiseCopyable {
  /// The task that runs; -1 if none does.
  var current: Int32 = -1
  /// The task that ran last.
  var last: Int32 = -1
  /// From when on the present task is not charged yet. Later than now while the CPU switches to it.
  var started = 0
  /// When its time slice is over.
  var sliceEnd = 0
  /// Sums: running tasks, and switching between them.
  var busy = 0
  var switching = 0
  var switches = 0

  var isIdle: Bool { current < 0 }
}

/// Who entitlement belongs to: a job, or a virtual machine with all its vCPUs.
struct ClientRecord: BitwiseCopyable {
  var isThrottled = false
  /// Its place among the clients with a reservation; -1 if it has none.
  var place: Int32 = -1
  /// Of its tasks those that run now, and those that are ready and not held back by its cap.
  var running = 0
  var ready = 0
  /// Nanoseconds of CPU time a period that it may have at most and is promised; 0 for neither.
  var quota = 0
  var reserve = 0
  var quotaLeft = 0
  var reserveLeft = 0
  var tasks = 0
  var weight = 256
  /// For deadline schedulers: so much CPU time in every period; 0 if it has none of its own.
  var period = 0
  var slice = 0
}
