/// Caps and reservations: so much CPU time a period at most, and at least if asked for.
///
/// As Linux's CFS bandwidth control (Turner, Rao and Rao, Linux Symposium 2010) caps groups: a client that has used
/// its quota is parked until the period is over; what it took too much by running on several CPUs at once is taken
/// off the next one. A reservation is VMware's: until it is used up in a period, its tasks go before all others.
extension HostLoop {
  /// A period is over.
  func refill() {
    for cpu in 0..<core.pointee.cpus.count { charge(cpu) }
    core.pointee.nextRefill = now + core.pointee.settings.period
    for client in core.pointee.limited {
      clients[client].quotaLeft = min(
        clients[client].quota, clients[client].quotaLeft + clients[client].quota)
      guard clients[client].isThrottled, clients[client].quotaLeft > 0 else { continue }
      unthrottle(client)
    }
    for client in core.pointee.reserved {
      clients[client].reserveLeft = clients[client].reserve
      lookWhetherOwed(client)
      for task in core.pointee.members[client] where tasks[task].state == .ready {
        core.pointee.fresh.append(task)
      }
    }
    for cpu in 0..<core.pointee.cpus.count where cpus[cpu].current >= 0 {
      if core.pointee.timers[cpu] > now { setTimer(cpu) }
    }
  }

  func unthrottle(_ client: Int) {
    clients[client].isThrottled = false
    for task in core.pointee.members[client] where tasks[task].isParked {
      tasks[task].isParked = false
      record(.ready(.released), task)
      countReady(task, 1)
      scheduler.pointee.enqueue(task, .released, view)
      core.pointee.fresh.append(task)
    }
  }

  /// If the client of the task on a CPU has used up its cap, its tasks are parked; true if this one was.
  func throttle(_ task: Int, _ cpu: Int) -> Bool {
    let client = Int(tasks[task].client)
    guard clients[client].quotaLeft <= 0, !tasks[task].isCommitted else { return false }
    if !clients[client].isThrottled {
      clients[client].isThrottled = true
      for member in core.pointee.members[client] where member != task {
        switch tasks[member].state {
        case .ready where !tasks[member].isParked:
          scheduler.pointee.dequeue(member, view)
          tasks[member].isParked = true
          countReady(member, -1)
          record(.parked, member)
        case .running:
          let other = Int(tasks[member].cpu)
          cpus[other].sliceEnd = now
          if !tasks[member].isCommitted { core.pointee.timers.set(other, now) }
        default: break
        }
      }
    }
    leave(cpu, .capped)
    if tasks[task].carriesClock { core.pointee.clocks[client].stop(at: now) }
    queue(task, .released)
    return true
  }

  /// A task of a client whose reservation is not used up.
  func reservedChoice(_ cpu: Int) -> Choice? {
    var next = core.pointee.owed.first()
    while let place = next {
      let client = core.pointee.reserved[place]
      for task in core.pointee.members[client]
      where tasks[task].state == .ready && !tasks[task].isParked && view.allows(task, on: cpu) {
        scheduler.pointee.dequeue(task, view)
        return Choice(task: task, slice: min(core.pointee.quantum, clients[client].reserveLeft))
      }
      // Only with tasks that are bound to other CPUs.
      next = core.pointee.owed.first(from: place + 1)
    }
    return nil
  }

  /// A client with a reservation has somebody ready or not, and some of it left or not.
  func lookWhetherOwed(_ client: Int) {
    let place = Int(clients[client].place)
    guard place >= 0 else { return }
    if clients[client].ready > 0, clients[client].reserveLeft > 0 {
      core.pointee.owed.insert(place)
    } else {
      core.pointee.owed.remove(place)
    }
  }

  /// Reservations were given or taken away: all get their places anew.
  func orderReserved() {
    core.pointee.owed = CPUSet(core.pointee.reserved.count)
    for (place, client) in core.pointee.reserved.enumerated() {
      clients[client].place = Int32(place)
      lookWhetherOwed(client)
    }
  }

  /// The CPU that a ready task may take: with a reservation that of anyone without, else as the scheduler says.
  func preempted(by task: Int) -> Int? {
    guard !core.pointee.reserved.isEmpty else { return scheduler.pointee.preempts(task, view) }
    let view = view
    func isReserved(_ task: Int) -> Bool {
      let client = Int(tasks[task].client)
      return clients[client].reserve > 0 && clients[client].reserveLeft > 0
    }
    if isReserved(task) {
      return view.cpu(for: task, above: 0) { running, _ in isReserved(running) ? 0 : 1 }
    }
    guard let cpu = scheduler.pointee.preempts(task, view) else { return nil }
    return view.running(cpu).map(isReserved) == true ? nil : cpu
  }
}
