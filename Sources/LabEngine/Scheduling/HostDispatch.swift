import CPrefetch

/// Which CPU a task that has become ready goes to, and what a CPU without a task runs.
extension HostLoop {
  /// The scheduler's accounts: those that it names choose anew.
  func account() throws {
    if S.accountsCharged {
      for cpu in 0..<core.pointee.cpus.count { charge(cpu) }
    }
    var resched = CPUSet(core.pointee.cpus.count)
    scheduler.pointee.account(view, resched: &resched)
    var next = resched.first()
    while let cpu = next {
      giveWay(cpu)
      next = resched.first(from: cpu + 1)
    }
    flagIdle()
  }

  /// All CPUs without a task are to choose again.
  func flagIdle() {
    var next = core.pointee.idle.first()
    while let cpu = next {
      core.pointee.flagged.insert(cpu)
      next = core.pointee.idle.first(from: cpu + 1)
    }
  }

  /// The task on a CPU leaves it, at once or as soon as it can. False if not at once.
  @discardableResult func giveWay(_ cpu: Int) -> Bool {
    guard cpus[cpu].current >= 0 else { return false }
    let task = Int(cpus[cpu].current)
    charge(cpu)
    if tasks[task].isCommitted, tasks[task].burst > 0 {
      cpus[cpu].sliceEnd = now
      return false
    }
    // What it was about to do next comes first: it may have finished at this very moment.
    guard tasks[task].burst > 0 || now < cpus[cpu].started else { return false }
    let least = tasks[task].since + scheduler.pointee.leastRun
    if now < least {
      cpus[cpu].sliceEnd = min(cpus[cpu].sliceEnd, least)
      setTimer(cpu)
      return false
    }
    stop(cpu, .preempted, then: .preempted)
    return true
  }

  /// Tasks that have become ready find CPUs: idle ones, or those of others that they may take.
  @inline(__always) func place() throws {
    var index = 0
    while index < core.pointee.fresh.count, core.pointee.idle.count > core.pointee.flagged.count {
      let task = core.pointee.fresh[index]
      if tasks[task].state == .ready, let cpu = idleCPU(for: task) {
        core.pointee.flagged.insert(cpu)
      }
      index += 1
    }
    try chooseFlagged()
    index = 0
    while index < core.pointee.fresh.count {
      try placeLeftOver(core.pointee.fresh[index])
      index += 1
    }
    if !core.pointee.fresh.isEmpty { core.pointee.fresh.removeAll(keepingCapacity: true) }
  }

  /// Another took the CPU that was meant for it, or there was none: it finds one that is still idle, or takes one.
  @inline(__always) private func placeLeftOver(_ task: Int) throws {
    while waits(task), !core.pointee.idle.isEmpty, let cpu = idleCPU(for: task) {
      core.pointee.flagged.insert(cpu)
      try chooseFlagged()
      if cpus[cpu].current < 0 { break }
    }
    guard waits(task), let cpu = preempted(by: task) else { return }
    if cpus[cpu].current < 0 {
      core.pointee.flagged.insert(cpu)
    } else if !giveWay(cpu) {
      return
    }
    try chooseFlagged()
  }

  @inline(__always) private func waits(_ task: Int) -> Bool {
    tasks[task].state == .ready && !tasks[task].isParked
  }

  /// An idle CPU for a task that is not about to choose: the one that it ran on last, or the first.
  @inline(__always) private func idleCPU(for task: Int) -> Int? {
    let view = view
    let last = Int(tasks[task].cpu)
    if last >= 0, core.pointee.idle.contains(last), !core.pointee.flagged.contains(last),
      view.allows(task, on: last)
    {
      return last
    }
    var next = core.pointee.idle.first()
    while let cpu = next {
      if !core.pointee.flagged.contains(cpu), view.allows(task, on: cpu) { return cpu }
      next = core.pointee.idle.first(from: cpu + 1)
    }
    return nil
  }

  @inline(__always) private func chooseFlagged() throws {
    while let cpu = core.pointee.flagged.first() {
      core.pointee.flagged.remove(cpu)
      guard cpus[cpu].current < 0 else { continue }
      let view = view
      if !core.pointee.owed.isEmpty, let choice = reservedChoice(cpu) {
        try start(choice, cpu, reason: "its reservation is not used up in this period")
      } else if let choice = scheduler.pointee.pick(cpu, view) {
        let words =
          Sink.isOn && sink.pointee.tells
          ? scheduler.pointee.reason(choice.task, on: cpu, view) : nil
        try start(choice, cpu, reason: words)
      }
    }
  }

  @inline(__always) private func start(_ choice: Choice, _ cpu: Int, reason: String?) throws {
    let task = choice.task
    // It is read when the burst ends.
    prefetch_to_write(flows + task)
    core.pointee.idle.remove(cpu)
    core.pointee.decisions += 1
    core.pointee.waiting -= 1
    countReady(task, -1)
    var cost = 0
    let migrates = tasks[task].cpu >= 0 && tasks[task].cpu != Int32(cpu)
    if cpus[cpu].last != Int32(task), cpus[cpu].last >= 0 {
      cost = core.pointee.settings.switchCost
      cpus[cpu].switches += 1
    }
    if migrates {
      cost += core.pointee.settings.migrationCost
      tasks[task].migrations += 1
    }
    tasks[task].ready += now - tasks[task].since + cost
    tasks[task].state = .running
    tasks[task].since = now
    tasks[task].cpu = Int32(cpu)
    tasks[task].dispatches += 1
    clients[Int(tasks[task].client)].running += 1
    cpus[cpu].current = Int32(task)
    cpus[cpu].started = now + cost
    cpus[cpu].switching += cost
    cpus[cpu].sliceEnd = min(now + cost + choice.slice, Host.endless)
    if tasks[task].first < 0 { tasks[task].first = now + cost }
    if tasks[task].holdsPage { release(pageOf: task) }
    if tasks[task].carriesClock { core.pointee.clocks[Int(tasks[task].client)].start(at: now) }
    record(.start(switching: cost, migrated: migrates), task, cpu, reason: reason)
    if tasks[task].isSpinning {
      tryLock(task, cpu)
    }
    if tasks[task].burst == 0 {
      if cost > 0 {
        core.pointee.timers.set(cpu, now + cost)
        return
      }
      try proceed(task, cpu)
      guard cpus[cpu].current == Int32(task) else { return }
    }
    setTimer(cpu)
  }

  /// The frame of the page that a task has waited for may be given to others.
  func release(pageOf task: Int) {
    tasks[task].holdsPage = false
    host.machine.memory.unlock(task: task)
  }
}
