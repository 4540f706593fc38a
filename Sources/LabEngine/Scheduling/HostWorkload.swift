/// Described workloads, step by step.
extension HostLoop {
  /// If its workload computes next, how long is known as soon as it is ready.
  @inline(__always) func drawBurst(_ task: Int) {
    let program = Int(flows[task].program)
    guard program >= 0 else { return }
    let step = Int(flows[task].step)
    let steps = core.pointee.programs[program].steps
    if step < steps.count {
      guard case .cpu(let duration) = steps[step] else { return }
      flows[task].step += 1
      tasks[task].burst = duration.draw(&flows[task].random)
    } else if flows[task].repeats, case .cpu(let duration)? = steps.first {
      flows[task].step = 1
      tasks[task].burst = duration.draw(&flows[task].random)
    }
  }

  /// The task on a CPU goes on after a burst: steps that take no time, up to one that does. It may leave the CPU.
  func proceed(_ task: Int, _ cpu: Int) throws {
    if tasks[task].isCommitted {
      tasks[task].isCommitted = false
      if flows[task].hypervisor > 0 { record(.hypervisor(flows[task].hypervisor), task, cpu) }
      flows[task].hypervisor = 0
      let halts = flows[task].halts
      flows[task].halts = false
      if halts { core.pointee.halted = task }
      switch flows[task].outcome {
      case .goesOn: break
      case .faults(let time, let page):
        return block(cpu, .faulting, .faults, until: useDisk(time, task, page: page))
      case .sleeps(let wake): return block(cpu, .sleeping, .sleeps, until: wake)
      case .ends: return finish(task, cpu)
      }
      if halts { return }
    }
    let program = Int(flows[task].program)
    guard program >= 0 else {
      if now < cpus[cpu].sliceEnd { try runGuest(task, cpu) }
      return
    }
    while true {
      if Int(flows[task].step) >= core.pointee.programs[program].steps.count {
        guard flows[task].repeats else { return finish(task, cpu) }
        flows[task].step = 0
      }
      let step = core.pointee.programs[program].steps[Int(flows[task].step)]
      if case .touch(let trace) = step {
        if flows[task].touched < trace.count, now < cpus[cpu].sliceEnd {
          return touch(trace, task, cpu)
        }
        if flows[task].touched < trace.count {
          tasks[task].burst = 0
          return
        }
        flows[task].touched = 0
      }
      flows[task].step += 1
      switch step {
      case .cpu(let duration):
        tasks[task].burst = duration.draw(&flows[task].random)
        return
      case .io(let duration):
        return block(
          cpu, .sleeping, .sleeps, until: now + duration.draw(&flows[task].random))
      case .disk(let duration):
        return block(
          cpu, .sleeping, .sleeps, until: useDisk(duration.draw(&flows[task].random), task))
      case .every(let period):
        if waits(task, cpu, period) { return }
      case .lock(let lock):
        if try !take(Int(flows[task].locks) + lock, task, cpu) { return }
      case .unlock(let lock): try unlock(Int(flows[task].locks) + lock, task)
      case .barrier(let barrier):
        if !pass(Int(flows[task].barriers) + barrier, task, cpu) { return }
      case .touch: break
      case .again(let first, let count, let counter): again(task, first, count, counter)
      }
    }
  }

  /// A job is done, and the next one is released: the task waits for that, or it goes on at once; true if it waits.
  private func waits(_ task: Int, _ cpu: Int, _ period: Int) -> Bool {
    let release = flows[task].released + period
    flows[task].released = release
    record(.job(released: release), task, cpu)
    guard release > now else { return false }
    block(cpu, .sleeping, .sleeps, until: release)
    return true
  }

  private func again(_ task: Int, _ first: Int, _ count: Int, _ counter: Int) {
    let place = Int(flows[task].counters) + counter
    core.pointee.counters[place] += 1
    if core.pointee.counters[place] < count {
      flows[task].step = Int32(first)
    } else {
      core.pointee.counters[place] = 0
    }
  }

  /// The host's disk works for somebody after all who asked before; when it is done.
  func useDisk(_ time: Int, _ task: Int, page: Int = -1) -> Int {
    let begins = max(now, core.pointee.diskFree)
    core.pointee.diskFree = begins + time
    record(.disk(begins: begins, ends: begins + time, page: page), task)
    return core.pointee.diskFree
  }

  // MARK: Locks

  /// Takes a lock, or begins to spin on it; true if it has it.
  private func take(_ lock: Int, _ task: Int, _ cpu: Int) throws -> Bool {
    if core.pointee.locks[lock].holder < 0 {
      core.pointee.locks[lock].holder = task
      record(.acquires, task, cpu, lock: lock)
      return true
    }
    tasks[task].isSpinning = true
    flows[task].lock = Int32(lock)
    tasks[task].burst = core.pointee.settings.pauseLoop ?? Host.endless
    core.pointee.locks[lock].waiting.append(task)
    record(.spins, task, cpu, lock: lock)
    core.pointee.mayBeStuck = true
    try checkCycle(from: task, lock)
    return false
  }

  /// A task that was spinning runs again: if the lock is free it has it.
  func tryLock(_ task: Int, _ cpu: Int) {
    let lock = Int(flows[task].lock)
    guard core.pointee.locks[lock].holder < 0 else {
      tasks[task].burst = core.pointee.settings.pauseLoop ?? Host.endless
      return
    }
    grant(lock, task, cpu)
  }

  private func grant(_ lock: Int, _ task: Int, _ cpu: Int) {
    core.pointee.locks[lock].holder = task
    core.pointee.locks[lock].waiting.removeAll { $0 == task }
    tasks[task].isSpinning = false
    flows[task].lock = -1
    tasks[task].burst = 0
    record(.acquires, task, cpu, lock: lock)
  }

  private func unlock(_ lock: Int, _ task: Int) throws {
    guard core.pointee.locks[lock].holder == task else {
      throw LabError(
        .conflict(
          "\(host.name(of: task)) unlocks \(core.pointee.locks[lock].name), which it does not hold."
        ))
    }
    core.pointee.locks[lock].holder = -1
    record(.releases, task, Int(tasks[task].cpu), lock: lock)
    // Of those that spin at this moment, the one that has waited longest sees it first.
    let next = core.pointee.locks[lock].waiting.first {
      tasks[$0].state == .running && now >= cpus[Int(tasks[$0].cpu)].started
    }
    guard let next else { return }
    let cpu = Int(tasks[next].cpu)
    charge(cpu)
    grant(lock, next, cpu)
    core.pointee.timers.set(cpu, now)
  }

  // MARK: Barriers

  /// The last one to come lets all pass; true if that is this one.
  private func pass(_ barrier: Int, _ task: Int, _ cpu: Int) -> Bool {
    guard core.pointee.barriers[barrier].waiting.count + 1 >= expected(at: barrier) else {
      core.pointee.barriers[barrier].waiting.append(task)
      core.pointee.mayBeStuck = true
      block(cpu, .barrier, .barrier, until: nil)
      return false
    }
    open(barrier)
    return true
  }

  /// The vCPUs that are to come to a barrier.
  private func expected(at barrier: Int) -> Int {
    core.pointee.members[core.pointee.barriers[barrier].client].count {
      tasks[$0].state != .finished && tasks[$0].state != .removed
    }
  }

  private func open(_ barrier: Int) {
    let waiting = core.pointee.barriers[barrier].waiting
    core.pointee.barriers[barrier].waiting = []
    for other in waiting.sorted() { becomeReady(other, .woken) }
  }

  /// A vCPU of a client is gone: those that waited only for it at a barrier go on.
  func passBarriers(of client: Int) {
    for barrier in core.pointee.barriers.indices
    where core.pointee.barriers[barrier].client == client {
      let waiting = core.pointee.barriers[barrier].waiting.count
      if waiting > 0, waiting >= expected(at: barrier) { open(barrier) }
    }
  }

  // MARK: Memory

  /// References of a `touch`, up to a page that is not resident or the next moment that matters. They are done now,
  /// and the CPU is taken for as long as they need.
  private func touch(_ trace: ReferenceTrace, _ task: Int, _ cpu: Int) {
    core.pointee.timers.set(cpu, Host.endless)
    let horizon = max(
      now + 1, min(min(nextEvent, cpus[cpu].sliceEnd), min(core.pointee.deadline, now + 100_000)))
    let (elapsed, disk, position) = host.touch(
      trace, from: flows[task].touched, space: Int(flows[task].space), task: task,
      most: horizon - now)
    flows[task].touched = position
    tasks[task].burst = max(1, elapsed)
    tasks[task].isCommitted = true
    if position < 0 {
      flows[task].touched = 0
      flows[task].outcome = .ends
    } else if disk > 0 {
      flows[task].outcome = .faults(disk, page: trace[position - 1].page)
      tasks[task].holdsPage = true
    } else {
      flows[task].outcome = .goesOn
    }
  }
}
