/// What a host gives a virtual machine, kept for a VM that is to be like it: a clone, or one that is resumed.
extension Host {
  /// The client that a computer's vCPUs belong to; nil if it has none here.
  func client(of computer: Computer) -> Int? {
    infos.lastIndex { $0.space == computer.space && $0.isGuest && !$0.isRemoved }
  }

  /// False of a VM whose memory has gone, although nobody has told the host yet.
  func isPresent(_ client: Int) -> Bool {
    guard !infos[client].isRemoved else { return false }
    guard infos[client].kind == .machine, let space = infos[client].space else { return true }
    return machine.memory.spaces[space].isAlive
  }

  /// Weight, cap, reservation, pins, priority, period and clock of a guest, and how far that clock has come.
  func plan(like client: Int) -> ClientPlan {
    let info = infos[client]
    let core = core
    let record = core.clients[client]
    var plan = ClientPlan(name: info.name, kind: .machine)
    plan.weight = record.weight
    plan.cap = info.cap
    plan.reserve = info.reserve
    plan.period = record.period
    plan.slice = record.slice
    let present = members(of: client).filter { core.tasks[$0].state != .removed }
    if let first = present.first {
      plan.priority = Int(core.tasks[first].priority)
      if core.tasks[first].affinity >= 0 { plan.pins = core.cpus(of: first).ranges }
    }
    let clock = core.clocks[client]
    plan.clock = clock.mode
    plan.sync = clock.period
    plan.tick = clock.tick
    plan.vcpus = max(1, present.count)
    plan.isGuest = true
    plan.arrive = now
    plan.realClock = info.realClock
    return plan
  }

  /// Throws unless this host can give a client what it had elsewhere.
  func check(_ plan: ClientPlan, at place: SourcePlace) throws {
    func misfit(_ what: String, _ option: String) -> LabError {
      LabError(
        .conflict("\(plan.name) \(what): `\(option)=` with something else lets it go on here."),
        at: place)
    }
    let cpus = settings.cpus
    if let last = plan.pins?.map(\.upperBound).max(), last >= cpus {
      throw misfit("is pinned to CPU \(last), and this host has \(counted(cpus, "CPU"))", "pin")
    }
    if let cap = plan.cap, cap > plan.vcpus * 100 {
      let most = counted(plan.vcpus, "vCPU")
      throw misfit("has a cap of \(cap)%, and \(most) cannot use that much", "cap")
    }
    if let reserve = plan.reserve, reserve > unreserved(besides: nil) {
      let left = max(0, unreserved(besides: nil))
      throw misfit("has \(reserve)% reserved, and \(left)% is left to promise here", "reserve")
    }
  }

  /// Percent of one CPU that nobody was promised.
  func unreserved(besides own: Int?) -> Int {
    infos.indices.filter { $0 != own && isPresent($0) }
      .reduce(settings.cpus * 100) { $0 - (infos[$1].reserve ?? 0) }
  }

  /// The vCPUs of a clone go on in the middle of what their originals' CPUs are taken for.
  func continueStretches(of original: Int, in twin: Int) {
    let core = core
    for (task, other) in zip(members(of: twin), members(of: original))
    where core.tasks[other].isCommitted {
      lend { core in
        let done = core.pointee.running(core.pointee.tasks[other])
        core.pointee.tasks[task].burst = max(1, core.pointee.tasks[other].burst - done)
        core.pointee.tasks[task].isCommitted = true
        core.pointee.flows[task].hypervisor = core.pointee.flows[other].hypervisor
        // The page that the original waits for lies in a frame that the clone shares.
        if case .faults = core.pointee.flows[other].outcome { return }
        core.pointee.flows[task].outcome = core.pointee.flows[other].outcome
      }
    }
  }

  // MARK: After `restore`

  /// A VM was taken back to another moment: its vCPUs are those of then, and run if they had stopped since.
  func revive(_ client: Int, _ computer: Computer, log: inout HostLogSink) throws {
    try setCount(client, computer.hartCount, log: &log)
    guard computer.canRun else { return }
    for task in members(of: client) where core.tasks[task].state == .finished {
      let old = core.tasks[task]
      var again = TaskRecord(after: old, at: now)
      again.finish = -1
      again.left = Host.endless
      let flow = core.flows[task]
      lend { $0.pointee.clients[client].tasks -= 1 }
      let index = append(again, flow, counters: 0, inPlaceOf: task)
      try apply(.admit(index), log: &log)
    }
  }
}

extension [Int] {
  /// Ascending numbers as ranges: 0, 1, 2, 7 as 0...2 and 7...7.
  var ranges: [ClosedRange<Int>] {
    reduce(into: []) { ranges, number in
      if let last = ranges.last, last.upperBound == number - 1 {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
  }
}
