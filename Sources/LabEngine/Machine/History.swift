/// Where in a history: the first `entry` commands are complete, and `unit` units of the next one are done.
struct Moment: Comparable, Hashable {
  var entry: Int
  var unit = 0

  static func < (a: Moment, b: Moment) -> Bool { (a.entry, a.unit) < (b.entry, b.unit) }
}

/// The commands that changed the machine, checkpoints at intervals, and deterministic replay between them.
///
/// No command knows how to undo itself. Every position, also one inside a long run, is reached from the
/// nearest checkpoint before it by applying the same commands again.
final class History {
  struct Entry {
    let command: any MachineCommand
    let statement: Statement
    /// Units after which the command was stopped, or cut by going back into it; nil if it ran to its end.
    var limit: Int?
    var units = 0
    /// What the machine had counted when the command was complete.
    var counts = Statistics()
    var time = 0
    /// What the machine had counted before it.
    var countsBefore = Statistics()
    var startsMachine: Bool { command.startsMachine }
    /// True if its units are instructions of guests.
    var runsGuest: Bool { counts.steps > countsBefore.steps }
    /// True if its units are moments of the host.
    var runsHost: Bool { counts.decisions > countsBefore.decisions }
  }

  private struct Checkpoint {
    let moment: Moment
    let machine: Machine
    let footprint: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var present = Moment(entry: 0)
  private var checkpoints: [Checkpoint] = []
  private var workSinceCheckpoint = 0
  /// The machine's count of copied pages when it was last known what the checkpoints hold alone, and how much
  /// that was.
  private var copiesWhenMeasured = 0
  private var pagesHeld = 0
  /// Bytes of checkpoints that are kept; beyond it every second one is dropped.
  static let checkpointBytes = 128 << 20
  static let guestCheckpointBytes = 4 << 20
  static let smallestInterval = 1 << 15
  /// A command takes about as long to apply again as this many references.
  static let unitsPerCommand = 256

  init() {}

  func copy() -> History {
    let other = History()
    other.entries = entries
    other.present = present
    other.checkpoints = checkpoints
    other.workSinceCheckpoint = workSinceCheckpoint
    other.copiesWhenMeasured = copiesWhenMeasured
    other.pagesHeld = pagesHeld
    return other
  }

  var canUndo: Bool { present > Moment(entry: 0) }
  var canRedo: Bool { present < Moment(entry: entries.count) }
  var end: Moment { Moment(entry: entries.count) }

  /// The entries that count at `moment`; the last one with its limit if the moment lies inside it.
  func entries(at moment: Moment) -> [Entry] {
    var list = Array(entries[..<min(moment.entry, entries.count)])
    if moment.unit > 0, moment.entry < entries.count {
      var last = entries[moment.entry]
      last.limit = moment.unit
      list.append(last)
    }
    return list
  }

  // MARK: Going on

  /// Drops what was undone, so that a new command can follow; `machine` is the present one.
  func truncate(_ machine: Machine) {
    entries = entries(at: present)
    if present.unit > 0 {
      entries[present.entry].units = present.unit
      entries[present.entry].counts = machine.counts
      entries[present.entry].time = machine.time
      present = end
    }
    checkpoints.removeAll { $0.moment > present }
  }

  /// Records a command that was applied, and leaves a checkpoint if enough was done since the last.
  func append(_ entry: Entry, _ machine: Machine) {
    entries.append(entry)
    present = end
    workSinceCheckpoint += entry.units + History.unitsPerCommand
    if workSinceCheckpoint >= interval(for: machine) { keep(machine, at: present) }
  }

  /// Before a long command: a checkpoint, so that going back into it need not replay what came before.
  func prepare(for units: Int, _ machine: Machine) {
    if workSinceCheckpoint > 0, units >= History.smallestInterval { keep(machine, at: present) }
  }

  /// Inside a long command that is not yet an entry: a checkpoint if it is time for one.
  func offer(_ machine: Machine, unit: Int) {
    limitPagesHeld(machine)
    let last = checkpoints.last.map { $0.moment.entry == present.entry ? $0.moment.unit : 0 } ?? 0
    if unit - last >= interval(for: machine) {
      keep(machine, at: Moment(entry: present.entry, unit: unit))
    }
  }

  /// Replaying as many references as this costs about as much as copying the machine.
  private func interval(for machine: Machine) -> Int {
    let references = max(History.smallestInterval, machine.footprint / 9)
    // An instruction costs a fraction of that, and a checkpoint lets every page be copied once more.
    return machine.computers.isEmpty ? references : max(1 << 22, references * 8)
  }

  /// Page contents that checkpoints alone still hold must stay a small part of what the machine has.
  private func limitPagesHeld(_ machine: Machine) {
    guard !machine.computers.isEmpty else { return }
    let allowed = max(1 << 10, machine.memory.frames.bytes.count / 20)
    if pagesHeld + machine.memory.frames.copies - copiesWhenMeasured > allowed {
      measurePagesHeld(machine)
      while pagesHeld > allowed, !checkpoints.isEmpty {
        checkpoints =
          checkpoints.count > 1
          ? checkpoints.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) : []
        measurePagesHeld(machine)
      }
    }
    machine.copyLimit = copiesWhenMeasured + allowed - pagesHeld
  }

  private func measurePagesHeld(_ machine: Machine) {
    var held = Set<ObjectIdentifier>()
    var present = Set<ObjectIdentifier>()
    for checkpoint in checkpoints {
      checkpoint.machine.memory.frames.bytes.forEachDifference(from: machine.memory.frames.bytes) {
        if let old = $0 { held.insert(old) }
        if let new = $1 { present.insert(new) }
      }
    }
    pagesHeld = held.subtracting(present).count
    copiesWhenMeasured = machine.memory.frames.copies
  }

  private func keep(_ machine: Machine, at moment: Moment) {
    guard checkpoints.last.map({ $0.moment < moment }) ?? true else { return }
    let footprint = machine.footprint
    checkpoints.append(Checkpoint(moment: moment, machine: machine.clone(), footprint: footprint))
    workSinceCheckpoint = 0
    // A guest's memory is real, and what helps to go back in it must stay small beside it.
    let allowed =
      machine.computers.isEmpty
      ? History.checkpointBytes
      : max(History.guestCheckpointBytes, machine.memory.frames.bytes.count << 7)
    while checkpoints.count > 2, checkpoints.reduce(0, { $0 + $1.footprint }) > allowed {
      checkpoints = checkpoints.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    }
    limitPagesHeld(machine)
  }

  /// Forgets checkpoints of a command that was given up.
  func forgetAfterPresent() { checkpoints.removeAll { $0.moment > present } }

  // MARK: Going back

  /// Takes the machine to `moment`, which lies anywhere in the entries, undone ones included.
  func seek(_ moment: Moment, budget: Budget) throws -> Machine {
    let machine = try replay(to: moment, budget: budget)
    present = moment
    // It has copied other pages than the machine it takes the place of.
    measurePagesHeld(machine)
    limitPagesHeld(machine)
    return machine
  }

  /// The last checkpoint inside of a long command whose machine fits.
  func checkpoint(inside entry: Int, where fits: (Machine) -> Bool) -> Moment? {
    checkpoints.last { $0.moment.entry == entry && $0.moment.unit > 0 && fits($0.machine) }?.moment
  }

  /// The machine as it was at `moment`, from the nearest checkpoint.
  func replay(to moment: Moment, budget: Budget) throws -> Machine {
    let checkpoint = checkpoints.last { $0.moment <= moment }
    let machine = checkpoint?.machine.clone() ?? Machine(MachineSettings())
    let tape = Tape(entries: entries(at: moment), overrides: [], budget: budget)
    return try tape.play(machine, from: checkpoint?.moment ?? Moment(entry: 0), observer: nil)
  }
}

/// Commands to apply again, perhaps under other settings, perhaps watched.
struct Tape {
  let entries: [History.Entry]
  let overrides: [Setting]
  let budget: Budget
  /// In charge throughout, whatever the commands say: for comparisons.
  var forcedPolicy: PolicySpec?

  /// The index of the command that made the machine in force at the end; 0 if none did.
  var epoch: Int { entries.lastIndex { $0.startsMachine } ?? 0 }

  /// The last definition of each scheduler since the machine was made.
  private var schedulers: [String: ChoiceRule] {
    var result: [String: ChoiceRule] = [:]
    for entry in entries[min(epoch, entries.count)...] {
      if let rule = (entry.command as? SchedulerCommand)?.rule { result[rule.name] = rule }
    }
    return result
  }

  /// Plays everything since the machine was made, on a machine made with the overrides.
  func play(observer: (any Observer)? = nil) throws -> Machine {
    try HostSettings.check(overrides)
    var settings = try MachineSettings().applying(
      overrides.filter { !$0.isOfHost }, budget.limits)
    if let forcedPolicy { settings.policy = forcedPolicy }
    let machine = Machine(settings)
    return try play(machine, from: Moment(entry: epoch), observer: observer)
  }

  /// Goes on from `moment`, which `start` is at, to the end.
  func play(_ start: Machine, from moment: Moment, observer: (any Observer)?) throws -> Machine {
    var machine = start
    for index in moment.entry..<max(moment.entry, entries.count) {
      let entry = entries[index]
      let execution = Execution(
        start: index == moment.entry ? moment.unit : 0, limit: entry.limit, overrides: overrides,
        forcedPolicy: forcedPolicy, observer: observer, budget: budget,
        stopRequest: budget.stopRequest,
        past: { watcher in
          let tape = Tape(
            entries: Array(entries[..<index]), overrides: overrides, budget: budget,
            forcedPolicy: forcedPolicy)
          _ = try tape.play(observer: watcher)
        })
      if !overrides.isEmpty { execution.schedulers = schedulers }
      if execution.start == 0 { machine.leaveString() }
      observer?.willApply(entry, to: machine)
      _ = try entry.command.apply(to: &machine, execution)
      if execution.wasStopped { throw LabError(.interrupted) }
      observer?.didApply(entry, to: machine)
      if observer?.isSatisfied == true { break }
    }
    return machine
  }
}
