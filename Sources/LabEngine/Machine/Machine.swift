/// The one machine: its memory, the policy that chooses victims, and what everything costs.
///
/// Deterministic: the same commands leave the same state, on any computer.
final class Machine {
  let settings: MachineSettings
  /// The policy now in force; `settings.policy` is the one that the machine was made with.
  private(set) var policySpec: PolicySpec
  var memory: Memory
  private(set) var policy: AnyPolicy
  /// True while a string was left in its middle, so that the policy still sees its future.
  private(set) var isInString = false
  /// Programs that `guest` has defined, by name.
  var guests: [String: GuestImage] = [:]
  /// Schedulers that `scheduler` has defined, by name.
  var schedulers: [String: ChoiceRule] = [:]
  private(set) var computers: [Computer] = []
  /// Those that several of them can have, in the order in which they were made.
  var disks: [SharedDisk] = []
  /// The switches between them.
  var network = Network()
  /// Its physical CPUs and what is scheduled on them; nil until somebody asks for them.
  var host: Host?
  /// Of all computers, in order of making.
  var snapshots: [Snapshot] = []
  /// Copies of pages after which the history wants to be asked whether its checkpoints hold too many. Not part of
  /// the state.
  var copyLimit = Int.max

  init(_ settings: MachineSettings) {
    self.settings = settings
    policySpec = settings.policy
    policy = settings.policy.make(frames: settings.frames, seed: UInt64(settings.seed))
    memory = Memory(
      frames: settings.frames, reserved: settings.reserved, pageSize: settings.pageSize,
      full: settings.full, zeroes: settings.zeroes)
  }

  private init(copying other: Machine) {
    settings = other.settings
    policySpec = other.policySpec
    policy = other.policy.clone()
    memory = other.memory.clone()
    isInString = other.isInString
    guests = other.guests
    schedulers = other.schedulers
    disks = other.disks.map { $0.copy() }
    network = other.network
    snapshots = other.snapshots
    computers = other.computers.map { $0.copy(for: self) }
    host = other.host?.copy(for: self)
  }

  /// An independent machine in the same state.
  func clone() -> Machine {
    // Pages are shared from now on: whoever writes to one must ask first.
    forgetTranslations()
    return Machine(copying: self)
  }

  func add(_ computer: Computer) { computers.append(computer) }

  /// Puts a computer in the place of the one that has the same memory.
  func replace(with computer: Computer) {
    guard let index = computers.lastIndex(where: { $0.space == computer.space }) else { return }
    computers[index] = computer
  }

  /// Has all computers look at memory anew: a page may have moved, or may be written to no longer.
  func forgetTranslations() {
    for computer in computers { computer.forgetTranslations() }
  }

  var counts: Statistics { memory.counts }

  /// Virtual nanoseconds since the machine was made. Runs refuse to go beyond what fits.
  var time: Int { settings.costs.time(of: memory.counts) ?? .max }

  /// Bytes that a checkpoint of it takes.
  var footprint: Int {
    memory.footprint + memory.frames.touched * 16 + 1024 + network.footprint
      + computers.reduce(0) { $0 + $1.footprint } + (host?.core.footprint ?? 0)
  }

  /// Puts another policy in charge, which has been told of the past.
  func replacePolicy(_ spec: PolicySpec, _ policy: AnyPolicy) {
    policySpec = spec
    self.policy = policy
    memory.counts.commandEvents += 1
  }

  /// Leaves the middle of a string behind: nothing is known of the future any more.
  func leaveString() {
    guard isInString else { return }
    policy.end()
    isInString = false
  }

  /// Runs `string` for `space` from `execution.start` to its end or limit, chunk by chunk.
  func run(_ string: ReferenceTrace, space: Int, _ execution: Execution) throws {
    if execution.start == 0 { beginString(string, space: space) }
    var position = execution.start
    let end = min(execution.limit ?? string.count, string.count)
    while position < end {
      if execution.shouldStop { return }
      let next = min(position + execution.chunk, end)
      try execution.budget.spend(next - position)
      let reached = runChunk(string, position..<next, space: space, execution)
      execution.done = reached
      guard settings.costs.time(of: memory.counts) != nil else {
        throw LabError(.overflow("The machine's clock holds 292 years; this run takes longer."))
      }
      guard memory.spaces[space].isAlive else { break }
      position = reached
      if position < string.count { execution.offerCheckpoint(self, position) }
    }
    if position >= string.count || !memory.spaces[space].isAlive { leaveString() }
  }

  private func runChunk(
    _ string: ReferenceTrace, _ range: Range<Int>, space: Int, _ execution: Execution
  ) -> Int {
    guard let observer = execution.observer else {
      return policy.run(&memory, string.base, range, space: space)
    }
    var log = LogSink()
    log.records.reserveCapacity(range.count)
    let reached = policy.run(&memory, string.base, range, space: space, log: &log)
    observer.observe(log.records, on: self)
    return reached
  }

  private func beginString(_ string: ReferenceTrace, space: Int) {
    leaveString()
    isInString = true
    guard policy.description.looksAhead else { return }
    let table = memory.spaces[space].table
    var resident: [(frame: Frame, page: Int)] = []
    table.forEachTouched { page, word in
      if word & PageWord.valid != 0 { resident.append((PageWord.frame(word), page)) }
    }
    let future = Future(
      references: string.base, count: string.count, pages: string.highestPage + 1, owner: string)
    policy.begin(future, resident: resident)
  }

  /// Does something that may need victims or free frames, outside of the reference loop.
  func change<Result>(
    _ execution: Execution,
    _ body: (inout Memory, inout PolicyReference, inout LogSink) throws -> Result
  ) throws -> Result {
    leaveString()
    var log = LogSink()
    var reference = PolicyReference(policy: policy)
    let result = try body(&memory, &reference, &log)
    execution.observer?.observe(log.records, on: self)
    guard settings.costs.time(of: memory.counts) != nil else {
      throw LabError(.overflow("The machine's clock holds 292 years; this takes longer."))
    }
    return result
  }
}
