/// Why a task has become ready.
enum ReadyReason: UInt8, Sendable {
  case arrived, woken
  /// Its time slice is over.
  case expired
  /// Another task took its CPU, with time of its slice left.
  case preempted
  /// It gave up its CPU, spinning on a lock.
  case yielded
  /// It was held back by its cap, which has been refilled, or came out of the queue for another reason.
  case released
}

/// What a scheduler chose: a task, and for how long it may run at most (`Host.endless` for no limit).
struct Choice {
  let task: Int
  let slice: Int
}

/// A value that a scheduler takes in brackets: `mlfq(levels=3)`.
struct SchedulerParameter: Sendable {
  enum Kind: Sendable { case number, time }

  let name: String
  let kind: Kind
  let standard: Int
  let range: ClosedRange<Int>
  let meaning: String
  /// Where 0 turns it off: the least other value.
  var least = 0
}

/// How far a scheduler that shares by weight may be off: of the CPU time that two tasks have had together on one CPU,
/// while both always could run, each has its part by weight within this.
enum ShareBound: Sendable {
  case quanta(Int)
  /// A quantum for each task that could run.
  case quantaPerTask
  case time(Int)
  /// Each quantum goes to either with the probability of its part: so many quanta on average, and binomially spread.
  case chance
}

/// What a period means to a scheduler: what becomes of a slice that was not had by its end.
enum DeadlineRule: Sendable {
  /// It stays due, and the ones after it with it. One that wakes too late for the rest of its slice is given a whole period.
  case kept
  /// It is lost; periods are counted from the arrival.
  case lost
  /// It is lost; one that wakes after its period has ended begins a new one.
  case lostAnew
}

/// What help, documentation and error messages say of a scheduler.
struct SchedulerDescription: Sendable {
  let name: String
  /// A few words: "round robin".
  let title: String
  /// How it chooses, what its conventions are and where it comes from, for `help NAME`.
  let summary: String
  /// The book, paper or manual.
  let source: String
  /// Its time slice unless `quantum=` says otherwise.
  var quantum = 10_000_000
  /// True if it never lets a CPU idle while a task that may run there is ready and not capped.
  var isWorkConserving = true
  /// True if CPU time is in proportion to weights.
  var isProportional = false
  /// Only for those that are.
  var bound = ShareBound.quanta(1)
  var deadlines = DeadlineRule.kept
  /// True if its first two parameters are the period and the slice of those that have none of their own.
  var givesPeriods = false
  var parameters: [SchedulerParameter] = []
}

/// What a scheduler is made for.
struct SchedulerSetup {
  let cpus: Int
  let quantum: Int
  /// One value a declared parameter, in order, each in its range.
  let parameters: [Int]
  let seed: UInt64
  /// What a scheduler that a person has defined goes by.
  var rule: ChoiceRule?
}

/// Who runs next. One implementation a file, one line in `SchedulerRegistry`.
///
/// The host's loop calls it; it keeps queues of ready tasks and what it accounts, nothing else. A task is in its
/// queues from `enqueue` to `pick` or `dequeue`. State that it needs of a task it keeps in arrays of its own, which
/// `admit` lets grow. All must be O(log tasks) or better where no task is bound to CPUs; nothing may depend on
/// anything but the calls and the records.
protocol Scheduler: SendableMetatype {
  static var description: SchedulerDescription { get }
  init(_ setup: SchedulerSetup)

  /// A task that was not there before is about to arrive: indices come in order.
  mutating func admit(_ task: Int, _ host: HostView)
  /// A ready task joins the queue.
  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView)
  /// A ready task leaves the queue without running.
  mutating func dequeue(_ task: Int, _ host: HostView)
  /// Takes the task that is to run on a CPU out of the queue; nil if none may.
  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice?
  /// The task on a CPU has run for `ran` nanoseconds since it was picked or charged last.
  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView)
  /// A task that was charged leaves its CPU to wait, for its cap to be refilled too, or for good; or one that was not
  /// running does for good. It may have been told already.
  mutating func blocked(_ task: Int, _ host: HostView)
  /// The CPU that a task in the queue is to take from the one running there; nil if it must wait. Running tasks
  /// may be uncharged, see `HostView.uncharged`. No idle CPU took it; one may be named that was not asked.
  mutating func preempts(_ task: Int, _ host: HostView) -> Int?
  /// For how long at least a task keeps its CPU before another may take it: a rate limit.
  var leastRun: Int { get }
  /// When `account` is to be called next; `Host.endless` for never.
  var nextAccounting: Int { get }
  /// False if it accounts without running tasks being charged for what they have run since.
  static var accountsCharged: Bool { get }
  /// Its time has come; all running tasks were charged, if it wants that. CPUs whose task is to give way, and, where
  /// tasks have become eligible, any idle ones are asked to pick again: true for all, else those in `resched`.
  mutating func account(_ host: HostView, resched: inout CPUSet)
  /// The weight, priority, number of vCPUs, period or slice of a task changed, as the records say.
  mutating func changed(_ task: Int, _ host: HostView)
  /// Why this task and no other, of one that it has just picked, in a few words for people.
  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String
  /// Traps with a reason where its tables disagree. For tests.
  func checkInvariants(_ host: HostView)
}

extension Scheduler {
  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {}
  mutating func blocked(_ task: Int, _ host: HostView) {}
  mutating func preempts(_ task: Int, _ host: HostView) -> Int? { nil }
  var leastRun: Int { 0 }
  var nextAccounting: Int { Host.endless }
  static var accountsCharged: Bool { true }
  mutating func account(_ host: HostView, resched: inout CPUSet) {}
  mutating func changed(_ task: Int, _ host: HostView) {}
  func checkInvariants(_ host: HostView) {}
}

/// A set of CPUs.
struct CPUSet {
  private(set) var words: [UInt64]
  private(set) var count = 0

  init(_ cpus: Int) { words = Array(repeating: 0, count: (cpus + 63) / 64) }

  static func full(_ cpus: Int) -> CPUSet {
    var set = CPUSet(cpus)
    for cpu in 0..<cpus { set.insert(cpu) }
    return set
  }

  var isEmpty: Bool { count == 0 }

  @inline(__always) func contains(_ cpu: Int) -> Bool {
    words[cpu >> 6] >> UInt64(cpu & 63) & 1 != 0
  }

  @inline(__always) mutating func insert(_ cpu: Int) {
    guard !contains(cpu) else { return }
    words[cpu >> 6] |= 1 << UInt64(cpu & 63)
    count += 1
  }

  @inline(__always) mutating func remove(_ cpu: Int) {
    guard contains(cpu) else { return }
    words[cpu >> 6] &= ~(1 << UInt64(cpu & 63))
    count -= 1
  }

  /// The first one, from `start` on.
  @inline(__always) func first(from start: Int = 0) -> Int? {
    var word = start >> 6
    guard count > 0, word < words.count else { return nil }
    var bits = words[word] & (~0 << UInt64(start & 63))
    while bits == 0 {
      word += 1
      guard word < words.count else { return nil }
      bits = words[word]
    }
    return word << 6 + bits.trailingZeroBitCount
  }
}
