/// What a job or virtual machine is to be on the host.
struct ClientPlan: Sendable {
  var name: String
  var kind: ClientInfo.Kind
  var weight = 256
  /// In percent of one CPU.
  var cap: Int?
  var reserve: Int?
  /// The CPUs that it may run on; nil for all.
  var pins: [ClosedRange<Int>]?
  var priority = 0
  var period = 0
  var slice = 0
  var clock = GuestClockMode.tick
  var tick: Int?
  var sync = 1_000_000_000
  var arrive = 0
  /// CPU time of each of its tasks; endless for a VM.
  var run = Host.endless
  /// True if its workload begins again when it has come to its end.
  var repeats = true
  var workloads: [Workload] = []
  var vcpus = 1
  var space: Int?
  var isGuest = false
  /// A real guest's clock that goes on; nil for one that begins.
  var realClock: RealClock?
}

extension Machine {
  /// The host, made with the standard settings and those that are supposed if there is none.
  func madeHost(_ execution: Execution) throws -> Host {
    if let host { return host }
    let made = Host(
      try HostSettings().applying(
        execution.overrides.hostSettings, defined: schedulers(execution)), self)
    host = made
    return made
  }
}

extension Host {
  /// A client with its tasks, which arrive when the plan says or now if that is past.
  func add(_ plan: ClientPlan, log: inout HostLogSink) throws {
    let client = infos.count
    infos.append(
      ClientInfo(
        name: plan.name, kind: plan.kind, cap: plan.cap, reserve: plan.reserve,
        workloads: plan.workloads, space: plan.space, isGuest: plan.isGuest,
        born: max(now, plan.arrive), vcpus: plan.vcpus))
    if plan.isGuest {
      infos[client].realClock =
        plan.realClock
        ?? RealClock(mode: plan.clock, period: plan.sync, born: max(now, plan.arrive))
    }
    var record = ClientRecord()
    record.weight = plan.weight
    record.period = plan.period
    record.slice = plan.slice
    let clock = GuestClock(
      mode: plan.clock, tick: plan.workloads.first?.tick ?? plan.tick ?? GuestClock.standardTick,
      period: plan.sync, born: max(now, plan.arrive))
    lend { core in
      core.pointee.clients.append(record)
      core.pointee.clocks.append(clock)
      core.pointee.members.append([])
      if plan.isGuest { core.pointee.guests += plan.vcpus }
    }
    try addTasks(plan.vcpus, to: client, plan, log: &log)
    try limit(client, cap: plan.cap, reserve: plan.reserve, log: &log)
  }

  /// More tasks of a client that was made by `plan`.
  private func addTasks(
    _ count: Int, to client: Int, _ plan: ClientPlan, log: inout HostLogSink
  ) throws {
    let (locks, barriers) = lockNames(client, plan.workloads)
    let affinity = lend { Self.affinity(plan.pins, &$0.pointee) }
    let programs = core.programs.count
    lend { $0.pointee.programs += plan.workloads }
    for _ in 0..<count {
      let number = core.members[client].count
      var task = TaskRecord(client: client)
      task.affinity = Int32(affinity)
      task.priority = Int32(plan.priority)
      task.arrive = max(now, plan.arrive)
      task.left = plan.run
      task.carriesClock = plan.kind == .machine && !plan.isGuest && number == 0
      var flow = WorkloadFlow(
        program: -1,
        random: DurationRandom(
          seed: UInt64(truncatingIfNeeded: settings.seed), task: core.tasks.count),
        repeats: plan.repeats)
      flow.space = Int32(plan.space ?? -1)
      flow.locks = Int32(locks)
      flow.barriers = Int32(barriers)
      var counters = 0
      if !plan.workloads.isEmpty {
        let which = min(number, plan.workloads.count - 1)
        counters = plan.workloads[which].counters
        flow.program = Int32(programs + which)
      }
      let index = append(task, flow, counters: counters)
      reweigh(client)
      try apply(.admit(index), log: &log)
    }
    for task in members(of: client) { try apply(.reweigh(task), log: &log) }
  }

  /// The locks and barriers that all workloads of a client name, made once; where they begin.
  private func lockNames(_ client: Int, _ workloads: [Workload]) -> (locks: Int, barriers: Int) {
    lend { core in
      let first = (core.pointee.locks.count, core.pointee.barriers.count)
      for name in workloads.first?.locks ?? [] { core.pointee.locks.append(LockRecord(name: name)) }
      for name in workloads.first?.barriers ?? [] {
        core.pointee.barriers.append(BarrierRecord(name: name, client: client))
      }
      return first
    }
  }

  /// The index of a set of CPUs; -1 for all. Equal sets have one.
  private static func affinity(_ pins: [ClosedRange<Int>]?, _ core: inout HostCore) -> Int {
    guard let pins else { return -1 }
    var set = Array(repeating: UInt64(0), count: core.idle.words.count)
    for range in pins {
      for cpu in range { set[cpu >> 6] |= 1 << UInt64(cpu & 63) }
    }
    let known = (0..<core.affinities.count / set.count).first { index in
      set.indices.allSatisfy { core.affinities[index * set.count + $0] == set[$0] }
    }
    if let known { return known }
    for word in set { core.affinities.append(word) }
    return core.affinities.count / set.count - 1
  }

  /// A client's weight goes to its vCPUs in equal parts.
  private func reweigh(_ client: Int) {
    lend { core in
      let weight = core.pointee.clients[client].weight
      let count = max(1, core.pointee.clients[client].tasks)
      for task in core.pointee.members[client] {
        core.pointee.tasks[task].share = max(1, weight << 10 / count)
      }
    }
  }

  // MARK: Changes while it runs

  func setWeight(_ client: Int, _ weight: Int, log: inout HostLogSink) throws {
    lend { $0.pointee.clients[client].weight = weight }
    reweigh(client)
    for task in members(of: client) { try apply(.reweigh(task), log: &log) }
  }

  /// Cap and reservation in percent of one CPU; nil for none.
  func limit(_ client: Int, cap: Int?, reserve: Int?, log: inout HostLogSink) throws {
    infos[client].cap = cap
    infos[client].reserve = reserve
    let period = settings.period
    lend { core in
      core.pointee.clients[client].quota = (cap ?? 0) * (period / 100)
      core.pointee.clients[client].reserve = (reserve ?? 0) * (period / 100)
    }
    guard cap != nil || reserve != nil || core.nextRefill < Host.endless else { return }
    try apply(.limit(client: client), log: &log)
  }

  /// So much CPU time in every period from now on.
  func serve(_ client: Int, period: Int, slice: Int, log: inout HostLogSink) throws {
    lend {
      $0.pointee.clients[client].period = period
      $0.pointee.clients[client].slice = slice
    }
    for task in members(of: client) { try apply(.serve(task), log: &log) }
  }

  func setPriority(_ client: Int, _ priority: Int, log: inout HostLogSink) throws {
    for task in members(of: client) {
      lend { $0.pointee.tasks[task].priority = Int32(priority) }
      try apply(.reweigh(task), log: &log)
    }
  }

  func pin(_ client: Int, _ pins: [ClosedRange<Int>]?, log: inout HostLogSink) throws {
    let affinity = lend { Self.affinity(pins, &$0.pointee) }
    for task in members(of: client) { try apply(.bind(task, affinity: affinity), log: &log) }
  }

  /// Takes the last vCPUs of a client away, or plugs more in, which do what the others do.
  func setCount(_ client: Int, _ count: Int, log: inout HostLogSink) throws {
    infos[client].vcpus = max(count, members(of: client).count)
    let present = members(of: client).filter { core.tasks[$0].state != .removed }
    for task in present.dropFirst(count) { try apply(.remove(task), log: &log) }
    if present.count < count, let first = present.first {
      try grow(client, like: first, by: count - present.count, log: &log)
    }
    reweigh(client)
    for task in members(of: client) where core.tasks[task].state != .removed {
      try apply(.reweigh(task), log: &log)
    }
  }

  /// Each takes the place of one that was unplugged, if there is any.
  private func grow(
    _ client: Int, like first: Int, by count: Int, log: inout HostLogSink
  ) throws {
    for _ in 0..<count {
      let like = core.tasks[first]
      let flow = core.flows[first]
      let vacant = core.members[client].first { core.tasks[$0].state == .removed }
      var task =
        vacant.map { TaskRecord(after: core.tasks[$0], at: now) } ?? TaskRecord(client: client)
      task.affinity = like.affinity
      task.priority = like.priority
      if vacant == nil { task.arrive = now }
      task.left = Host.endless
      let number = vacant.map { Int(core.tasks[$0].number) } ?? core.members[client].count
      var own = WorkloadFlow(
        program: -1,
        random: DurationRandom(
          seed: UInt64(truncatingIfNeeded: settings.seed), task: core.tasks.count),
        repeats: flow.repeats)
      own.space = flow.space
      own.locks = flow.locks
      own.barriers = flow.barriers
      var counters = 0
      let workloads = infos[client].workloads
      if !workloads.isEmpty {
        let which = min(number, workloads.count - 1)
        counters = workloads[which].counters
        // Its client's programs lie side by side.
        own.program = flow.program + Int32(which - min(Int(like.number), workloads.count - 1))
      } else {
        lend { $0.pointee.guests += 1 }
      }
      let index = append(task, own, counters: counters, inPlaceOf: vacant)
      reweigh(client)
      try apply(.admit(index), log: &log)
    }
  }

  func remove(_ client: Int, log: inout HostLogSink) throws {
    for task in members(of: client) { try apply(.remove(task), log: &log) }
    infos[client].isRemoved = true
  }
}

extension GuestClock {
  /// 100 ticks a second.
  static let standardTick = 10_000_000
}

extension Workload {
  /// The same workloads with locks and barriers numbered alike in all, so that vCPUs mean the same ones.
  static func joined(_ workloads: [Workload]) -> [Workload] {
    var locks: [String] = []
    var barriers: [String] = []
    func index(_ name: String, _ names: inout [String]) -> Int {
      if let known = names.firstIndex(of: name) { return known }
      names.append(name)
      return names.count - 1
    }
    var list = workloads
    for number in list.indices {
      list[number].steps = list[number].steps.map { step in
        switch step {
        case .lock(let lock): .lock(index(workloads[number].locks[lock], &locks))
        case .unlock(let lock): .unlock(index(workloads[number].locks[lock], &locks))
        case .barrier(let barrier):
          .barrier(index(workloads[number].barriers[barrier], &barriers))
        default: step
        }
      }
    }
    for number in list.indices {
      list[number].locks = locks
      list[number].barriers = barriers
    }
    return list
  }
}
