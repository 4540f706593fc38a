/// Described tasks that can never go on: found and named.
///
/// Locks and barriers are those of one VM's vCPUs: whoever else runs, real guests included, cannot give them back. So a
/// client is stuck when each of its tasks that is there waits at a barrier, or spins on a lock that somebody holds.
extension HostCore {
  /// False of a described task that waits for others of its client, or is there no more.
  fileprivate func canGoOn(_ task: Int) -> Bool {
    switch tasks[task].state {
    case .absent: tasks[task].wake >= 0
    case .ready, .running: !isCaught(task)
    case .sleeping, .faulting, .paused: true
    case .barrier, .finished, .removed: false
    }
  }

  /// It spins on a lock that somebody holds.
  private func isCaught(_ task: Int) -> Bool {
    guard tasks[task].isSpinning, flows[task].lock >= 0 else { return false }
    return locks[Int(flows[task].lock)].holder >= 0
  }

  private func isStuck(_ task: Int) -> Bool {
    let state = tasks[task].state
    return state == .barrier || (state == .ready || state == .running) && isCaught(task)
  }

  /// True if described tasks wait for each other and none can go on. Looks first at one that could last time.
  fileprivate mutating func isDeadlocked() -> Bool {
    guard !(locks.isEmpty && barriers.isEmpty) else { return false }
    var isAnyStuck = false
    for offset in 0..<tasks.count {
      let task = (lively + offset) % tasks.count
      guard flows[task].program >= 0 else { continue }
      if canGoOn(task) {
        lively = task
        return false
      }
      isAnyStuck = isAnyStuck || isStuck(task)
    }
    return isAnyStuck
  }

  /// What is to be said of clients that are stuck, in the order of their creation.
  func deadlocks(_ infos: [ClientInfo]) -> [String] {
    guard !(locks.isEmpty && barriers.isEmpty) else { return [] }
    return members.flatMap { members -> [String] in
      let stuck = members.filter { flows[$0].program >= 0 && isStuck($0) }
      guard !stuck.isEmpty, !members.contains(where: canGoOn) else { return [] }
      return words(stuck, infos)
    }
  }

  private func words(_ stuck: [Int], _ infos: [ClientInfo]) -> [String] {
    func name(_ task: Int) -> String { Host.name(of: task, self, infos) }
    let spinning = stuck.filter { tasks[$0].state != .barrier }.map { task in
      let lock = locks[Int(flows[task].lock)]
      return
        "\(name(task)) spins on \(lock.name), which \(name(max(0, lock.holder))) never releases"
    }
    let waiting = barriers.filter { !$0.waiting.isEmpty && stuck.contains($0.waiting[0]) }.map {
      "\($0.waiting.map(name).joined(separator: ", ")) at barrier \($0.name), which not all vCPUs will reach"
    }
    return spinning + waiting
  }
}

extension HostLoop {
  /// Throws if described tasks wait for each other and none will ever go on, although others may: guests, and
  /// schedulers that take turns among those that spin.
  func checkProgress() throws {
    core.pointee.mayBeStuck = false
    if core.pointee.isDeadlocked() { try throwDeadlock() }
  }

  /// Nothing is left to happen: throws if somebody waits for what cannot come.
  func checkDeadlock(_ deadline: Int) throws {
    let isStill = min(core.pointee.wakes.first, core.pointee.timers.first) >= Host.endless
    let canHelp =
      core.pointee.waiting > 0
      && min(core.pointee.nextRefill, scheduler.pointee.nextAccounting) < Host.endless
    guard isStill, !canHelp else { return }
    try throwDeadlock()
  }

  private func throwDeadlock() throws {
    let words = core.pointee.deadlocks(host.infos)
    guard !words.isEmpty else { return }
    throw LabError(
      .conflict(
        "Deadlock at \(Value.nanoseconds(now).written()): " + words.joined(separator: "; ") + "."))
  }

  /// Throws if a task waits, directly or not, for a lock of its own.
  func checkCycle(from task: Int, _ lock: Int) throws {
    var wanted = lock
    var length = 1
    while core.pointee.locks[wanted].holder != task {
      let holder = core.pointee.locks[wanted].holder
      guard holder >= 0, tasks[holder].isSpinning, length <= core.pointee.locks.count else {
        return
      }
      wanted = Int(flows[holder].lock)
      length += 1
    }
    var chain: [String] = []
    var (waiting, next) = (task, lock)
    for _ in 0..<length {
      let holder = core.pointee.locks[next].holder
      chain.append(
        "\(host.name(of: waiting)) spins on \(core.pointee.locks[next].name), which \(host.name(of: holder)) holds"
      )
      waiting = holder
      next = Int(flows[holder].lock)
    }
    throw LabError(
      .conflict(
        "Deadlock at \(Value.nanoseconds(now).written()): " + chain.joined(separator: "; ") + "."))
  }
}
