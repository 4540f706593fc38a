/// What is known of a job or a virtual machine on the host beside its numbers.
struct ClientInfo: Sendable {
  enum Kind: Sendable { case job, machine }

  let name: String
  let kind: Kind
  /// The cap in percent of one CPU, and the reservation; nil for none.
  var cap: Int?
  var reserve: Int?
  /// What each vCPU does; empty for a real guest.
  var workloads: [Workload] = []
  /// Index of the address space that it has; nil for none.
  var space: Int?
  /// True if the space is a real guest's.
  var isGuest = false
  /// When it came, in nanoseconds since the host began.
  var born = 0
  var vcpus = 1
  /// Of a real guest.
  var realClock: RealClock?
  /// Where a run of the host stops or has stopped because of it, in a sentence.
  var halt: String?
  var isRemoved = false
}

/// The physical CPUs of the machine and what they run: described tasks, vCPUs of described workloads, and vCPUs of
/// real guests, under one scheduler.
///
/// Its clock begins at 0 when the host is made; the machine's time goes on with it.
final class Host {
  /// Longer than anything lasts; sums of a few of these still fit.
  static let endless = Int.max / 4
  /// The longest time that anything may be told to take: eleven days.
  static let longest = 1_000_000_000_000_000
  static let mostTasks = 1 << 20

  let settings: HostSettings
  /// Set again by whoever clones the machine.
  unowned var machine: Machine
  /// The machine's time when the host's clock was 0, as if it had run all the time since.
  private(set) var began: Int
  /// True once `host`, `task` or a described VM has made it one that `run` means.
  var isDeclared = false
  private var lent: HostCore?
  /// Where the state lies while a loop has it.
  private var borrowed: UnsafeMutablePointer<HostCore>?
  private(set) var scheduler: AnyScheduler
  var infos: [ClientInfo] = []
  /// Who watches the run that is under way. Not part of the state.
  var observer: (any Observer)?
  /// True while breakpoints of guests stop nothing. Not part of the state.
  var passesStops = false
  /// The memory of the guest that executed last. Not part of the state.
  var lastGuest = -1
  /// When the run that is recorded last began.
  var runBegan = 0
  /// Decisions that the machine has counted.
  private var countedDecisions = 0

  init(_ settings: HostSettings, _ machine: Machine) {
    self.settings = settings
    self.machine = machine
    began = machine.time
    lent = HostCore(settings)
    scheduler = settings.scheduler.make(
      cpus: settings.cpus, quantum: settings.quantum, seed: settings.seed)
  }

  private init(copying other: Host, for machine: Machine) {
    settings = other.settings
    self.machine = machine
    began = other.began
    isDeclared = other.isDeclared
    lent = other.core.copy()
    scheduler = other.scheduler.clone()
    infos = other.infos
    runBegan = other.runBegan
    countedDecisions = other.countedDecisions
  }

  func copy(for machine: Machine) -> Host { Host(copying: self, for: machine) }

  /// - Precondition: no run is under way.
  var core: HostCore {
    guard let lent else { preconditionFailure("Host.core: a run has it") }
    return lent
  }

  /// Hands the state to a loop, which works on it where it lies.
  func lend<Result>(_ body: (UnsafeMutablePointer<HostCore>) throws -> Result) rethrows -> Result {
    guard var own = lent.take() else { preconditionFailure("Host.lend: a run has it") }
    defer { lent = own }
    return try withUnsafeMutablePointer(to: &own) { core in
      borrowed = core
      defer { borrowed = nil }
      return try body(core)
    }
  }

  var now: Int { core.now }

  // MARK: Who is there

  func client(named name: String) -> Int? {
    infos.lastIndex { $0.name == name && !$0.isRemoved } ?? infos.lastIndex { $0.name == name }
  }

  /// True if a job or VM of that name is there now.
  func has(_ name: String) -> Bool {
    infos.indices.contains { infos[$0].name == name && isPresent($0) }
  }

  var names: [String] { infos.filter { !$0.isRemoved }.map(\.name) }

  func members(of client: Int) -> [Int] { core.members[client] }

  /// Some tasks, and before each those that it was before it was unplugged and plugged in again: it goes on with their
  /// sums, and the log tells of them what they are made of.
  func lives(of tasks: [Int]) -> [Int] {
    let core = core
    func place(_ task: Int) -> [Int32] { [core.tasks[task].client, core.tasks[task].number] }
    let places = Set(tasks.map(place))
    return (0..<core.tasks.count).filter { places.contains(place($0)) }
  }

  /// `J`, `V`, or `V.0` where a VM has several vCPUs; also while a run is under way.
  func name(of task: Int) -> String { Self.name(of: task, borrowed?.pointee ?? core, infos) }

  static func name(of task: Int, _ core: HostCore, _ infos: [ClientInfo]) -> String {
    let client = Int(core.tasks[task].client)
    let name = infos[client].name
    return core.members[client].count > 1 ? "\(name).\(core.tasks[task].number)" : name
  }

  // MARK: Going on

  /// Goes on as far as asked. `log` is handed the events if somebody watches.
  func run(_ request: HostRequest, log: inout HostLogSink?) throws -> HostProgress {
    if var own = log {
      log = nil
      defer { log = own }
      return try scheduler.run(self, request, log: &own)
    }
    return try scheduler.run(self, request)
  }

  func apply(_ change: HostChange, log: inout HostLogSink) throws {
    try scheduler.change(self, change, log: &log)
  }

  /// Appends a task's records; it must then be admitted. It may be the vCPU that another one was.
  func append(
    _ task: TaskRecord, _ flow: WorkloadFlow, counters: Int, inPlaceOf vacant: Int? = nil
  ) -> Int {
    lend { core in
      var task = task
      var flow = flow
      let index = core.pointee.tasks.count
      let client = Int(task.client)
      let place = vacant.map { Int(core.pointee.tasks[$0].number) }
      task.number = Int32(place ?? core.pointee.members[client].count)
      flow.counters = Int32(core.pointee.counters.count)
      for _ in 0..<counters { core.pointee.counters.append(0) }
      core.pointee.tasks.append(task)
      core.pointee.flows.append(flow)
      if let place {
        core.pointee.members[client][place] = index
      } else {
        core.pointee.members[client].append(index)
      }
      core.pointee.clients[client].tasks += 1
      return index
    }
  }

  /// The machine's time may have gone on without the host.
  func rebase() { began = machine.time - core.now }

  /// What the machine counts is brought up to the host's present: its time is the host's.
  func synchronise() throws {
    let wanted = began.addingClamped(core.now)
    machine.memory.counts.decisions += core.decisions - countedDecisions
    countedDecisions = core.decisions
    machine.memory.counts.overlap += wanted - machine.time
  }

  /// The checks of the scheduler and of the sums. For tests.
  func checkInvariants() {
    scheduler.checkInvariants(core.view)
    let core = core
    for cpu in 0..<core.cpus.count {
      guard let task = core.view.running(cpu) else { continue }
      precondition(core.tasks[task].state == .running, "Host: a task on a CPU does not run")
      precondition(core.tasks[task].cpu == Int32(cpu), "Host: a task is on two CPUs")
    }
    let running = (0..<core.tasks.count).count { core.tasks[$0].state == .running }
    let busy = (0..<core.cpus.count).count { !core.cpus[$0].isIdle }
    precondition(running == busy, "Host: running tasks and busy CPUs differ")
  }
}

/// What tasks are called, for whoever keeps that for later.
struct TaskNames {
  private var names: [(client: String, number: Int, isAlone: Bool)] = []

  init() {}

  init(_ core: HostCore, _ infos: [ClientInfo]) {
    names = (0..<core.tasks.count).map {
      let client = Int(core.tasks[$0].client)
      return (infos[client].name, Int(core.tasks[$0].number), core.members[client].count == 1)
    }
  }

  func name(of task: Int) -> String {
    guard names.indices.contains(task) else { return "?" }
    let (client, number, isAlone) = names[task]
    return isAlone ? client : "\(client).\(number)"
  }
}
