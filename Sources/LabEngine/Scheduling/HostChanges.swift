/// What commands do to a host between two runs.
extension HostLoop {
  func apply(_ change: HostChange) throws {
    switch change {
    case .admit(let task): admit(task)
    case .remove(let task): remove(task)
    case .reweigh(let task): scheduler.pointee.changed(task, view)
    case .serve(let task): serve(task)
    case .bind(let task, let affinity): bind(task, affinity)
    case .pause(let task): pause(task)
    case .release(let task):
      guard tasks[task].state == .paused else { return }
      becomeReady(task, .woken)
    case .limit(let client): limit(client)
    }
  }

  private func admit(_ task: Int) {
    scheduler.pointee.admit(task, view)
    let time = max(now, tasks[task].arrive)
    tasks[task].wake = time
    core.pointee.wakes.insert(task, at: time)
  }

  /// It leaves wherever it is; false if it was there no more.
  @discardableResult private func withdraw(_ task: Int, _ reason: StopReason) -> Bool {
    tasks[task].wake = -1
    let elapsed = now - tasks[task].since
    switch tasks[task].state {
    case .ready:
      tasks[task].ready += elapsed
      core.pointee.waiting -= 1
      if !tasks[task].isParked { countReady(task, -1) }
      core.pointee.fresh.removeAll { $0 == task }
      if tasks[task].isParked {
        tasks[task].isParked = false
      } else {
        scheduler.pointee.dequeue(task, view)
      }
    case .running:
      charge(Int(tasks[task].cpu))
      leave(Int(tasks[task].cpu), reason)
    case .sleeping: tasks[task].sleeping += elapsed
    case .faulting: tasks[task].faulting += elapsed
    case .barrier:
      tasks[task].barrier += elapsed
      for index in core.pointee.barriers.indices {
        core.pointee.barriers[index].waiting.removeAll { $0 == task }
      }
    case .paused: tasks[task].paused += elapsed
    case .absent: break
    case .finished, .removed: return false
    }
    if tasks[task].state != .running, tasks[task].state != .absent {
      record(.withdrawn(reason), task)
    }
    tasks[task].since = now
    return true
  }

  private func remove(_ task: Int) {
    guard withdraw(task, .removed) else { return }
    tasks[task].state = .removed
    for lock in core.pointee.locks.indices {
      core.pointee.locks[lock].waiting.removeAll { $0 == task }
      if core.pointee.locks[lock].holder == task { core.pointee.locks[lock].holder = -1 }
    }
    tasks[task].isSpinning = false
    if tasks[task].holdsPage { release(pageOf: task) }
    clients[Int(tasks[task].client)].tasks -= 1
    if flows[task].program < 0 { core.pointee.guests -= 1 }
    scheduler.pointee.blocked(task, view)
    passBarriers(of: Int(tasks[task].client))
  }

  private func pause(_ task: Int) {
    guard tasks[task].state.isPresent, tasks[task].state != .paused else { return }
    let wasIdle = tasks[task].state == .sleeping
    _ = withdraw(task, .paused)
    tasks[task].state = .paused
    if tasks[task].carriesClock { core.pointee.clocks[Int(tasks[task].client)].stop(at: now) }
    if !wasIdle { scheduler.pointee.blocked(task, view) }
  }

  /// It may run elsewhere from now on; it leaves a CPU that it may no longer use.
  private func bind(_ task: Int, _ affinity: Int) {
    if tasks[task].state == .ready, !tasks[task].isParked {
      scheduler.pointee.dequeue(task, view)
      tasks[task].affinity = Int32(affinity)
      scheduler.pointee.enqueue(task, .released, view)
      core.pointee.fresh.append(task)
      return
    }
    tasks[task].affinity = Int32(affinity)
    let cpu = Int(tasks[task].cpu)
    if tasks[task].state == .running, !view.allows(task, on: cpu) {
      charge(cpu)
      stop(cpu, .preempted, then: .preempted)
    }
  }

  /// Its slice may be another from now on: it leaves its CPU, which chooses anew.
  private func serve(_ task: Int) {
    guard tasks[task].state == .running else { return scheduler.pointee.changed(task, view) }
    let cpu = Int(tasks[task].cpu)
    charge(cpu)
    scheduler.pointee.changed(task, view)
    giveWay(cpu)
  }

  private func limit(_ client: Int) {
    for cpu in 0..<core.pointee.cpus.count { charge(cpu) }
    let isLimited = clients[client].quota > 0
    core.pointee.limited.removeAll { $0 == client }
    core.pointee.reserved.removeAll { $0 == client }
    if isLimited { core.pointee.limited.append(client) }
    clients[client].place = -1
    if clients[client].reserve > 0 { core.pointee.reserved.append(client) }
    clients[client].quotaLeft = clients[client].quota
    clients[client].reserveLeft = clients[client].reserve
    orderReserved()
    if clients[client].isThrottled { unthrottle(client) }
    if core.pointee.limited.isEmpty, core.pointee.reserved.isEmpty {
      core.pointee.nextRefill = Host.endless
    } else if core.pointee.nextRefill >= Host.endless {
      core.pointee.nextRefill = now + core.pointee.settings.period
    }
    for cpu in 0..<core.pointee.cpus.count where cpus[cpu].current >= 0 { setTimer(cpu) }
  }
}
