/// Who watches a run: told every access in order, a chunk at a time, and each command before it.
protocol Observer: AnyObject {
  /// `records` in order; `machine` is as it was after the last of them.
  func observe(_ records: [AccessRecord], on machine: Machine)
  /// The next command is about to be applied to `machine`.
  func willApply(_ entry: History.Entry, to machine: Machine)
  /// The command was applied.
  func didApply(_ entry: History.Entry, to machine: Machine)
  /// Scheduling events in order, of a host that is as it was after the last of them.
  func observe(_ records: [HostRecord], on host: Host)
  /// True if it wants them, and with the scheduler's reasons: runs keep no record of them otherwise.
  var watchesHost: Bool { get }
  var wantsReasons: Bool { get }
  /// True if it has seen enough; the replay ends early.
  var isSatisfied: Bool { get }
}

extension Observer {
  func willApply(_ entry: History.Entry, to machine: Machine) {}
  func didApply(_ entry: History.Entry, to machine: Machine) {}
  func observe(_ records: [AccessRecord], on machine: Machine) {}
  func observe(_ records: [HostRecord], on host: Host) {}
  var watchesHost: Bool { false }
  var wantsReasons: Bool { false }
  var isSatisfied: Bool { false }
}

/// References that may still be run, replays included, so that nothing takes more than its share.
final class Budget {
  let limits: Limits
  private(set) var spent = 0
  /// Ends a replay with `interrupted`. Nil while a replay must not be given up.
  var stopRequest: (any StopRequest)?
  private var limit: Int { limits.references }

  /// Instructions of guests so far.
  private(set) var instructions = 0

  init(_ limits: Limits) { self.limits = limits }

  func spend(instructions count: Int) throws {
    let (sum, overflow) = instructions.addingReportingOverflow(count)
    guard !overflow, sum <= limits.instructions else {
      throw LabError(.fuel(what: "instructions in all", limit: limits.instructions))
    }
    instructions = sum
  }

  func spend(_ count: Int) throws {
    let (sum, overflow) = spent.addingReportingOverflow(count)
    guard !overflow, sum <= limit else {
      throw LabError(.fuel(what: "references and scheduling events in all", limit: limit))
    }
    spent = sum
  }
}

/// One application of one command: from where, how far, who watches, and how far it came.
///
/// A long command counts units (references of a string). Replay applies it again from a checkpoint's unit,
/// or only up to a unit.
final class Execution {
  static let bulkChunk = 1 << 15
  static let observedChunk = 1 << 12

  let start: Int
  let limit: Int?
  let overrides: [Setting]
  let forcedPolicy: PolicySpec?
  let observer: (any Observer)?
  let budget: Budget
  /// Units done, counted from the beginning of the command.
  var done: Int
  /// Set when the run ended before its end because it was asked to.
  private(set) var wasStopped = false
  /// The keyboard and screen for a computer; nil in a replay and in a script.
  var console: (any ConsoleLink)?
  /// Where a run may be drawn while it goes on; nil in a replay and in a script.
  var liveScreen: (any LiveScreen)?
  /// True if the command is applied again: nothing may come from the outside.
  var isReplay: Bool { checkpoint == nil }
  /// Schedulers that are defined by the end of what is played again: a supposition may name them.
  var schedulers: [String: ChoiceRule] = [:]
  /// Set by a command whose end depended on what was asked of the machine: replay then goes by units.
  var endsByUnits = false
  /// Set once the command has begun to change the machine; before, a mistake leaves nothing to undo.
  var hasBegun = false
  private let stopRequest: (any StopRequest)?
  private let checkpoint: ((Machine, Int) -> Void)?
  private let past: ((any Observer) throws -> Void)?

  init(
    start: Int = 0, limit: Int? = nil, overrides: [Setting] = [],
    forcedPolicy: PolicySpec? = nil, observer: (any Observer)? = nil, budget: Budget,
    stopRequest: (any StopRequest)? = nil,
    checkpoint: ((Machine, Int) -> Void)? = nil, past: ((any Observer) throws -> Void)? = nil
  ) {
    self.start = start
    self.limit = limit
    self.overrides = overrides
    self.forcedPolicy = forcedPolicy
    self.observer = observer
    self.budget = budget
    self.stopRequest = stopRequest
    self.checkpoint = checkpoint
    self.past = past
    done = start
  }

  var chunk: Int { observer == nil ? Execution.bulkChunk : Execution.observedChunk }

  /// True once a stop was requested or the observer has seen enough.
  var shouldStop: Bool {
    if stopRequest?.isRequested == true { wasStopped = true }
    return wasStopped || observer?.isSatisfied == true
  }

  /// The person who watches has seen enough: as if a stop had been requested.
  func stop() { wasStopped = true }

  func offerCheckpoint(_ machine: Machine, _ unit: Int) { checkpoint?(machine, unit) }

  /// Replays everything since the machine was made, up to this command, for `observer`.
  func replayPast(for observer: any Observer) throws { try past?(observer) }
}
