/// vCPUs of real guests on the host's CPUs.
extension HostLoop {
  /// Lets a guest's vCPU execute up to the next moment that matters. What it does is done now, and its CPU is taken for
  /// as long as that needs.
  func runGuest(_ task: Int, _ cpu: Int) throws {
    core.pointee.timers.set(cpu, Host.endless)
    let client = Int(tasks[task].client)
    let longest = clients[client].running > 1 ? GuestStretch.shared : GuestStretch.alone
    var horizon = min(
      min(nextEvent(besides: client), cpus[cpu].sliceEnd),
      min(core.pointee.deadline, now + longest))
    if clients[client].quota > 0 { horizon = min(horizon, now + max(1, clients[client].quotaLeft)) }
    let stretch = host.execute(
      client, vcpu: Int(tasks[task].number), task, at: now, for: max(1, horizon - now))
    if stretch.isHeld {
      core.pointee.halted = task
      return
    }
    if let drift = stretch.drift { record(.drift(drift), task, cpu) }
    tasks[task].burst = max(1, stretch.elapsed)
    tasks[task].isCommitted = true
    flows[task].halts = stretch.halts
    if case .faults(_, let page) = stretch.outcome, page >= 0 { tasks[task].holdsPage = true }
    flows[task].outcome = stretch.outcome
    flows[task].hypervisor = stretch.hypervisor
    for other in stretch.woken {
      let sleeper = core.pointee.members[other.client][other.vcpu]
      guard tasks[sleeper].state == .sleeping else { continue }
      tasks[sleeper].wake = -1
      becomeReady(sleeper, .woken)
    }
  }

  /// The next moment that may matter to a guest. The end of another guest's stretch does not: if it did, two guests on two
  /// CPUs would cut each other's stretches to an instruction each.
  private func nextEvent(besides client: Int) -> Int {
    var next = min(
      core.pointee.wakes.first, min(core.pointee.nextRefill, scheduler.pointee.nextAccounting))
    for cpu in 0..<core.pointee.cpus.count {
      guard let task = view.running(cpu) else { continue }
      let isOther = flows[task].program < 0 && Int(tasks[task].client) != client
      if !isOther || !tasks[task].isCommitted { next = min(next, core.pointee.timers[cpu]) }
    }
    return next
  }

  /// A vCPU of a real guest was idle until now.
  func guestWakes(_ task: Int) {
    let client = Int(tasks[task].client)
    let isFirst = core.pointee.members[client].allSatisfy {
      $0 == task || tasks[$0].state == .sleeping || !tasks[$0].state.isPresent
    }
    if isFirst { host.endIdle(client, at: now) }
  }

  /// A vCPU of a real guest has become idle.
  func guestSleeps(_ task: Int) {
    let client = Int(tasks[task].client)
    let isLast = core.pointee.members[client].allSatisfy {
      tasks[$0].state == .sleeping || !tasks[$0].state.isPresent
    }
    if isLast { host.beginIdle(client, at: now) }
  }
}

/// One stretch of a guest's vCPU.
struct GuestStretch {
  /// Nanoseconds that a vCPU executes before others are looked at: alone in its VM, and beside another one, with
  /// which it shares memory.
  static let alone = 1_000_000
  static let shared = 1_000

  /// The CPU's nanoseconds, those of the hypervisor included.
  var elapsed: Int
  var hypervisor = 0
  var outcome: WorkloadFlow.Outcome
  /// It stopped at a breakpoint: behind these instructions, or before the first.
  var halts = false
  var isHeld = false
  /// How far the guest's clock was off at its beginning, in nanoseconds; nil beside a sibling, which says it.
  var drift: Int?
  /// vCPUs that were idle and have something to do now.
  var woken: [(client: Int, vcpu: Int)] = []
}

/// The clock of a real guest beside the host's.
///
/// A guest's own clock counts what it executes and the time in which it is idle; so a guest that runs beside others
/// does just what it does alone, only later. The other kinds of clock push it forward.
struct RealClock: Sendable {
  var mode: GuestClockMode
  /// How often the correcting program runs, in nanoseconds.
  var period: Int
  /// What its clock said, in cycles, when the host's said `born`.
  var origin = 0
  var born: Int
  /// What it said last, to notice runs of the guest alone.
  var last = 0
  /// Up to when the host's time is in the guest's clock.
  var covered = 0
  /// Since when all its vCPUs are idle; -1 while one is not.
  var idleSince = -1
  /// The last multiple of `period` at which the clock was set right.
  var corrected = 0
  /// How far behind it ever was, in nanoseconds.
  var worst = 0

  /// What it should say, in cycles.
  func truth(at time: Int, cycle: Int) -> Int { origin + max(0, time - born) / cycle }
}

extension Host {
  /// Before a run: guests may have been run alone, made or ended since the last one, and the machine's time gone on.
  func prepare(_ observer: (any Observer)?) throws {
    rebase()
    var log = HostLogSink()
    try adopt(log: &log)
    if observer?.watchesHost == true { observer?.observe(log.records, on: self) }
    for client in infos.indices where infos[client].isGuest && !infos[client].isRemoved {
      guard let computer = computer(of: client), var clock = infos[client].realClock else {
        continue
      }
      computer.synchronise()
      forgetHalts(of: client, computer)
      if computer.clock != clock.last {
        clock.origin += computer.clock - clock.last
        clock.last = computer.clock
        infos[client].realClock = clock
      }
      wake(client)
    }
  }

  /// Virtual machines that were made without `vm`, as clones, become clients; those that are gone leave.
  func adopt(log: inout HostLogSink) throws {
    for client in infos.indices where !infos[client].isRemoved {
      if let space = infos[client].space, !machine.memory.spaces[space].isAlive,
        infos[client].kind == .machine
      {
        try remove(client, log: &log)
      }
    }
    let known = Set(infos.filter(\.isGuest).compactMap(\.space))
    for computer in machine.computers
    where computer.vm != nil && !known.contains(computer.space)
      && machine.memory.spaces[computer.space].isAlive
    {
      var plan = ClientPlan(name: computer.name, kind: .machine)
      plan.vcpus = computer.plugged < computer.harts.count ? computer.plugged : computer.harts.count
      plan.isGuest = true
      plan.space = computer.space
      plan.arrive = now
      try add(plan, log: &log)
    }
  }

  func computer(of client: Int) -> Computer? {
    guard let space = infos[client].space else { return nil }
    return machine.computers.last { $0.space == space }
  }

  // MARK: Clocks

  func beginIdle(_ client: Int, at time: Int) {
    infos[client].realClock?.idleSince = time
  }

  /// Time in which a guest was idle is in its clock: nobody took it away.
  func endIdle(_ client: Int, at time: Int) {
    guard var clock = infos[client].realClock, clock.idleSince >= 0,
      let computer = computer(of: client)
    else { return }
    computer.pass(max(0, time - clock.idleSince) / computer.cycleCost)
    clock.covered = max(clock.covered, time)
    clock.idleSince = -1
    clock.last = computer.clock
    infos[client].realClock = clock
  }

  /// The clock as it is when a vCPU goes on: pushed to the true time where it is told that.
  private func correct(_ clock: inout RealClock, _ computer: Computer, at time: Int) {
    let truth = clock.truth(at: time, cycle: computer.cycleCost)
    let behind = truth - computer.clock
    if clock.mode != .para { clock.worst = max(clock.worst, behind * computer.cycleCost) }
    switch clock.mode {
    case .tick, .catchup: break
    case .para: if behind > 0 { computer.pass(behind) }
    case .sync:
      let due = max(0, time - clock.born) / clock.period
      guard due > clock.corrected else { break }
      clock.corrected = due
      if behind > 0 { computer.pass(behind) }
    }
  }

  // MARK: Executing

  /// A vCPU executes for about so many nanoseconds, less if it waits, faults on the host, comes to a breakpoint or ends.
  func execute(
    _ client: Int, vcpu: Int, _ task: Int, at time: Int, for most: Int
  ) -> GuestStretch {
    guard let computer = computer(of: client), computer.canRun,
      machine.memory.spaces[computer.space].isAlive, computer.harts.indices.contains(vcpu),
      var clock = infos[client].realClock
    else { return GuestStretch(elapsed: 1, outcome: .ends) }
    if lastGuest != computer.space { computer.forgetTranslations() }
    lastGuest = computer.space
    let pauser = pauser(for: computer)
    pauser?.begin()
    defer { pauser?.end() }
    if let pauser, computer.steps != computer.heldAt, pauser.look(at: vcpu) {
      note(pauser, client, computer)
      return GuestStretch(elapsed: 0, outcome: .goesOn, isHeld: true)
    }
    let present = computer.clock
    let isBeside = time < clock.covered
    if isBeside {
      // A sibling is ahead already: this one sees the clock as it was at its own moment.
      computer.clock = max(0, present - (clock.covered - time) / computer.cycleCost)
    } else {
      correct(&clock, computer, at: time)
    }
    let drift =
      (computer.clock - clock.truth(at: time, cycle: computer.cycleCost)) * computer.cycleCost
    let before = GuestMeter(computer)
    computer.observer = observer
    defer { computer.observer = nil }
    let limit = max(1, most / computer.cycleCost)
    _ = computer.runAlone(vcpu, for: limit, until: machine.time.addingClamped(most)) {
      pauser?.look() == true
    }
    let spent = before.difference(to: computer)
    if clock.mode == .catchup {
      let behind = clock.truth(at: time + spent.cpu, cycle: computer.cycleCost) - computer.clock
      if behind > 0 { computer.pass(min(behind, spent.cycles)) }
    }
    computer.clock = max(computer.clock, isBeside ? present : 0)
    computer.countWithoutTime()
    clock.covered = max(clock.covered, time + spent.cpu)
    clock.last = computer.clock
    infos[client].realClock = clock
    let outcome = outcome(of: computer, vcpu, at: time + spent.cpu, disk: spent.disk)
    if case .faults(_, let page) = outcome, page >= 0 {
      machine.memory.lock(page, of: computer.space, for: task)
    }
    let halts = pauser.map { note($0, client, computer) } ?? false
    return GuestStretch(
      elapsed: spent.cpu, hypervisor: spent.hypervisor, outcome: outcome, halts: halts,
      drift: isBeside ? nil : drift, woken: woken(by: computer, client, vcpu))
  }

  private func outcome(
    of computer: Computer, _ vcpu: Int, at time: Int, disk: Int
  ) -> WorkloadFlow.Outcome {
    guard computer.canRun, computer.state != .stopped else { return .ends }
    let work = disk + computer.diskWork
    if work > 0 { return .faults(work, page: disk > 0 ? computer.diskPage : -1) }
    let hart = computer.harts[vcpu]
    guard !hart.isStarted || hart.isWaiting else { return .goesOn }
    guard hart.isStarted, let event = computer.nextEventCycle else {
      if computer.harts.allSatisfy({ !$0.isStarted || $0.isWaiting }),
        computer.nextEventCycle == nil
      {
        computer.end(.waiting, "all harts wait for an interrupt, and none is to come")
      }
      return .sleeps(until: Host.endless)
    }
    return .sleeps(until: time + max(1, event - computer.clock) * computer.cycleCost)
  }

  /// vCPUs that waited and need not any more: siblings that were sent an interrupt, VMs that frames came for, and all
  /// of a VM that has ended.
  private func woken(
    by computer: Computer, _ client: Int, _ vcpu: Int
  ) -> [(client: Int, vcpu: Int)] {
    var list: [(client: Int, vcpu: Int)] = []
    if computer.harts.count > 1 {
      computer.refresh()
      for hart in computer.harts
      where hart.id != vcpu && (hart.canGoOn(in: computer) || !computer.canRun) {
        list.append((client, hart.id))
      }
    }
    guard computer.switchPort != nil else { return list }
    for other in infos.indices where infos[other].isGuest && other != client {
      guard let receiver = self.computer(of: other), receiver.hasArrivals else { continue }
      list += receiver.harts.filter(\.isStarted).map { (other, $0.id) }
    }
    return list.filter { $0.vcpu < lendable($0.client) }
  }

  private func lendable(_ client: Int) -> Int { infos[client].vcpus }
}

extension Hart {
  /// True if it has something to execute.
  func canGoOn(in computer: Computer) -> Bool {
    isStarted && (!isWaiting || computer.pending(self) & csr.mie != 0)
  }
}

/// What the machine had counted before a stretch.
private struct GuestMeter {
  private let counts: Statistics
  private let overhead: Int
  private let clock: Int

  init(_ computer: Computer) {
    computer.countWithoutTime()
    counts = computer.machine.counts
    overhead = computer.vm?.overheadCycles ?? 0
    clock = computer.clock
  }

  func difference(to computer: Computer) -> (cpu: Int, disk: Int, hypervisor: Int, cycles: Int) {
    computer.synchronise()
    let costs = computer.machine.settings.costs
    let done = computer.machine.counts - counts
    let disk = done.pageins * costs.fault + done.pageouts * costs.pageout
    let cpu = max(1, (costs.time(of: done) ?? 0) - disk)
    let hypervisor = ((computer.vm?.overheadCycles ?? 0) - overhead) * computer.cycleCost
    return (cpu, disk, min(cpu, hypervisor), computer.clock - clock)
  }
}
