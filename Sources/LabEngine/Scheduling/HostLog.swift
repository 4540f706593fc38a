/// Why a task left its CPU.
enum StopReason: UInt8, Sendable {
  /// Its time slice was over.
  case expired
  /// Another task took its place.
  case preempted
  /// It spun on a lock and gave up its CPU.
  case yielded
  /// It waits: for a device or an interrupt, for the host's disk, at a barrier.
  case sleeps, faults, barrier
  /// Its client has used up its cap.
  case capped
  case paused
  case finished
  case removed
}

/// One scheduling event. Times are nanoseconds since the host began.
struct HostRecord: Sendable {
  enum Kind: Sendable {
    /// A task is ready.
    case ready(ReadyReason)
    /// A CPU begins to run it, having switched to it for `switching` nanoseconds.
    case start(switching: Int, migrated: Bool)
    case stop(StopReason)
    /// A task that is not on a CPU is paused or removed.
    case withdrawn(StopReason)
    /// Its CPU is about to leave it to the host's disk, which works for it from `begins` until `ends`; `page` is the
    /// page that was not resident, -1 if it reads for another reason.
    case disk(begins: Int, ends: Int, page: Int)
    /// It is ready, but held back by its cap.
    case parked
    case spins, acquires, releases
    /// A periodic job is done; the next one is released at a time, which may be past.
    case job(released: Int)
    /// The hypervisor has worked for so long in the stretch that ends here.
    case hypervisor(Int)
    /// The clock of a real guest is off by so much as a stretch of its vCPU begins.
    case drift(Int)
  }

  let time: Int
  let kind: Kind
  let task: Int32
  let cpu: Int32
  /// Index among the locks; -1 where there is none.
  var lock: Int32 = -1
  /// The scheduler's words for its choice, if somebody asked.
  var reason: String?
}

/// Where scheduling events go: a generic parameter, so that bulk runs compile to no recording.
protocol HostSink {
  static var isOn: Bool { get }
  /// True if reasons are wanted.
  var tells: Bool { get }
  mutating func record(_ record: HostRecord)
}

struct NoHostSink: HostSink {
  static var isOn: Bool { false }
  var tells: Bool { false }
  @inline(__always) mutating func record(_ record: HostRecord) {}
}

/// Keeps what is recorded until it is handed over.
struct HostLogSink: HostSink {
  static var isOn: Bool { true }
  var tells = false
  var records: [HostRecord] = []

  mutating func record(_ record: HostRecord) { records.append(record) }
}
