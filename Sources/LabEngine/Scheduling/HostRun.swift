/// `run` of the host: everything on its CPUs, side by side.
extension Machine {
  /// Moments between two looks at whether to stop, or to leave a checkpoint.
  private static let moments = 1 << 12
  private static let guestMoments = 1 << 7
  private static let tooLong = LabError(
    .overflow("A host's clock holds 36 years; this run takes longer."))

  /// Runs the host as far as asked; the units of the execution are moments at which something happens, and one for
  /// coming to the end.
  func runHost(_ request: RunRequest, for time: Int?, _ execution: Execution) throws -> Report {
    let host = try madeHost(execution)
    if execution.start == 0 {
      host.runBegan = host.now
      try host.prepare(execution.observer)
      host.passHere()
    }
    let before = HostTotals(host, counts)
    let consoles = ConsoleMarks(self)
    let deadline = time.map { min(Host.endless - 1, host.runBegan.addingClamped($0)) }
    // Not after a run of days: with a task that never ends it is sure from the start.
    if let deadline, deadline >= Host.endless / 2 { throw Self.tooLong }
    if deadline == nil, request.condition == nil, request.steps == nil { try host.checkEnds() }
    if request.condition != nil { execution.endsByUnits = true }
    host.observer = execution.observer
    defer { host.observer = nil }
    let isOpen = time == nil && !request.isLive
    let console = isOpen ? HostConsole.connected(to: host, request, execution) : nil
    let advice = isOpen ? HostConsole.advice(host, request, execution) : nil
    if console != nil { execution.endsByUnits = true }
    var end = RunEnd.cutShort
    do {
      defer { console?.end() }
      end = try go(host, request, deadline ?? Host.endless, execution, console)
    }
    var blocks = consoles.news(self, besides: console?.isLive == true ? console?.space : nil)
    blocks.append(.text(report(host, since: before)))
    if case .halted(let task) = end { blocks.append(.text(host.halt(of: task))) }
    if let words = host.deadlockWords { blocks.append(.text(words)) }
    if let advice { blocks.append(.text(advice)) }
    return Report(blocks)
  }

  /// How a run of the host ended.
  private enum RunEnd {
    /// It came to the deadline, or nothing is left to happen before it.
    case complete
    case cutShort
    /// A guest came to a breakpoint.
    case halted(Int)
  }

  /// Lets the host go on to a moment of its own clock, as a part of another command; false if that was cut short.
  func pass(_ host: Host, until deadline: Int, _ execution: Execution) throws -> Bool {
    host.observer = execution.observer
    host.passesStops = true
    defer {
      host.observer = nil
      host.passesStops = false
    }
    let end = try go(host, RunRequest(), min(deadline, Host.endless - 1), execution, nil)
    guard case .complete = end else { return false }
    return true
  }

  private func go(
    _ host: Host, _ request: RunRequest, _ deadline: Int, _ execution: Execution,
    _ console: HostConsole?
  ) throws -> RunEnd {
    let limit = min(execution.limit ?? .max, request.steps ?? .max)
    let condition = execution.limit == nil ? request.condition : nil
    let watches = execution.observer?.watchesHost == true
    let live = try liveRun(host, request, deadline, execution)
    defer { live?.finish(host) }
    var isStill = false
    while execution.done < limit {
      if execution.shouldStop { return .cutShort }
      if let condition, try isTrue(condition, execution) { return .cutShort }
      if let console {
        let typed = request.typed.entries.count
        guard console.exchange(at: execution.done, waits: isStill) else { return .cutShort }
        if isStill, console.isLive, request.typed.entries.count == typed { continue }
      }
      let chunk = host.core.guests > 0 ? Machine.guestMoments : Machine.moments
      let moments = min(chunk, live?.moments ?? chunk)
      let unlimited = min(condition == nil ? moments : 1, limit - execution.done)
      let most = console?.most(unlimited, after: execution.done) ?? unlimited
      let before = counts
      var log = watches || live != nil ? HostLogSink() : nil
      log?.tells = execution.observer?.wantsReasons == true
      let progress = try host.run(HostRequest(deadline: deadline, moments: most), log: &log)
      try host.synchronise()
      if watches, let log { execution.observer?.observe(log.records, on: host) }
      if let live, let log, !live.goesOn(log.records, host), !progress.isComplete {
        execution.stop()
      }
      execution.done += progress.moments + (progress.isComplete ? 1 : 0)
      let done = counts - before
      // A task alone on a CPU goes from burst to burst without a decision.
      try execution.budget.spend(max(done.decisions, progress.moments) + done.refs)
      try execution.budget.spend(instructions: done.steps)
      guard settings.costs.time(of: memory.counts) != nil, host.now < Host.endless / 2 else {
        throw Self.tooLong
      }
      if let task = progress.halted { return .halted(task) }
      isStill = progress.isComplete
      if isStill, console?.mayGoOn(at: execution.done) != true { return .complete }
      if execution.done < limit { execution.offerCheckpoint(self, execution.done) }
    }
    return .cutShort
  }

  /// Somebody who watches, if the run is to be drawn and there is a screen for it.
  private func liveRun(
    _ host: Host, _ request: RunRequest, _ deadline: Int, _ execution: Execution
  ) throws -> LiveRun? {
    guard request.isLive, let screen = execution.liveScreen else { return nil }
    return try LiveRun(screen, host, deadline: deadline < Host.endless ? deadline : nil)
  }

  private func isTrue(_ condition: Expression, _ execution: Execution) throws -> Bool {
    let context = EvaluationContext(machine: self, budget: execution.budget)
    let value = try context.value(of: condition)
    guard case .truth(let truth) = value else {
      throw LabError(
        .mismatch("`until` needs something true or false; this is \(value.kind)."),
        at: condition.place)
    }
    return truth
  }

  private func report(_ host: Host, since before: HostTotals) -> String {
    let after = HostTotals(host, counts)
    let time = Value.nanoseconds(after.now - before.now).written()
    var text =
      "\(time) on \(counted(host.settings.cpus, "CPU")) under \(host.schedulerText): "
      + "\(counted(after.dispatches - before.dispatches, "dispatch")), "
      + counted(after.switches - before.switches, "context switch")
    let ended = after.finished - before.finished
    if ended > 0 { text += ", \(counted(ended, "task")) finished" }
    let faults = after.faults - before.faults
    if faults > 0 { text += ", \(counted(faults, "page fault"))" }
    return "\(text); \(host.standing)."
  }
}

/// Sums of a host, to tell what a run has added.
private struct HostTotals {
  let now: Int
  var dispatches = 0
  var switches = 0
  var finished = 0
  let faults: Int

  init(_ host: Host, _ counts: Statistics) {
    let core = host.core
    now = core.now
    faults = counts.faults
    for cpu in 0..<core.cpus.count { switches += core.cpus[cpu].switches }
    for task in 0..<core.tasks.count {
      dispatches += core.tasks[task].dispatches
      if core.tasks[task].state == .finished { finished += 1 }
    }
  }
}

extension Host {
  var schedulerText: String { settings.scheduler.text }

  /// Who is stuck although the run has not ended for it.
  fileprivate var deadlockWords: String? {
    let words = core.deadlocks(infos)
    return words.isEmpty ? nil : "Deadlock: \(words.joined(separator: "; "))."
  }

  /// How many tasks do what, in words.
  fileprivate var standing: String {
    let core = core
    let states = (0..<core.tasks.count).map { core.tasks[$0].state }
    let parts = [
      (TaskState.running, "running"), (.ready, "ready"), (.sleeping, "waiting for a device"),
      (.faulting, "waiting for the disk"), (.barrier, "at a barrier"), (.paused, "paused"),
      (.absent, "to come"),
    ].compactMap { state, words -> String? in
      let count = states.count { $0 == state }
      return count > 0 ? "\(count) \(words)" : nil
    }
    return parts.isEmpty ? "nothing is left to run" : parts.joined(separator: ", ")
  }

  /// Throws if a run without an end would never come to one.
  fileprivate func checkEnds() throws {
    let core = core
    for task in 0..<core.tasks.count
    where core.tasks[task].state != .finished && core.tasks[task].state != .removed {
      let flow = core.flows[task]
      guard flow.program >= 0 else { continue }
      let isBounded = core.tasks[task].left < Host.endless
      let isEndless = core.programs[Int(flow.program)].steps.contains {
        if case .cpu(.fixed(Host.endless)) = $0 { return true }
        return false
      }
      if !isBounded, flow.repeats || isEndless {
        throw LabError(
          .conflict(
            "\(name(of: task)) never ends: say how long to run, as `run for=10s`, or `until` what.")
        )
      }
    }
  }

  /// Hands a reference string's next pages to the pager: how long that takes the CPU and then the disk, and how far
  /// it came; -1 if the process did not survive.
  func touch(
    _ trace: ReferenceTrace, from start: Int, space: Int, task: Int, most: Int
  ) -> (elapsed: Int, disk: Int, position: Int) {
    guard machine.memory.spaces[space].isAlive else { return (1, 0, -1) }
    let costs = machine.settings.costs
    var position = start
    var elapsed = 0
    var disk = 0
    while position < trace.count, elapsed < most, disk == 0 {
      let before = machine.counts
      var log = LogSink()
      if let observer {
        _ = machine.policy.run(
          &machine.memory, trace.base, position..<position + 1, space: space, log: &log)
        observer.observe(log.records, on: machine)
      } else {
        _ = machine.policy.run(&machine.memory, trace.base, position..<position + 1, space: space)
      }
      let done = machine.counts - before
      disk = done.pageins * costs.fault + done.pageouts * costs.pageout
      elapsed += max(1, (costs.time(of: done) ?? 0) - disk)
      position += 1
      guard machine.memory.spaces[space].isAlive else { return (elapsed, disk, -1) }
    }
    if disk > 0 { machine.memory.lock(trace[position - 1].page, of: space, for: task) }
    return (elapsed, disk, position)
  }
}

/// How long each computer's console was, to show what a run has added.
private struct ConsoleMarks {
  private let lengths: [Int: Int]

  init(_ machine: Machine) {
    lengths = Dictionary(
      machine.computers.map { ($0.space, $0.console.count) }, uniquingKeysWith: { $1 })
  }

  /// `shown` is one that was on the screen already.
  func news(_ machine: Machine, besides shown: Int?) -> [Report.Block] {
    machine.computers.filter { $0.space != shown }.flatMap { computer -> [Report.Block] in
      let new = computer.console[min(computer.console.count, lengths[computer.space] ?? 0)...]
      guard !new.isEmpty else { return [] }
      let lines = String(decoding: new, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false).map { "\(computer.name)| \($0)" }
      return [.listing(new.last == 10 ? lines.dropLast() : lines, more: 0)]
    }
  }
}
