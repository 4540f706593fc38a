import CPrefetch

/// The host at work: moment by moment, whatever happens at one of them in this order: tasks become ready (in the
/// order of their creation), CPUs come to the end of a slice or a burst, the scheduler does its accounts, CPUs
/// choose.
///
/// Generic over scheduler and log, so that both are specialised. It works on the host's state where that lies.
struct HostLoop<S: Scheduler, Sink: HostSink> {
  let core: UnsafeMutablePointer<HostCore>
  let scheduler: UnsafeMutablePointer<S>
  let sink: UnsafeMutablePointer<Sink>
  unowned(unsafe) let host: Host

  @inline(__always) static func run(
    _ host: Host, _ request: HostRequest, _ scheduler: inout S, _ sink: inout Sink
  ) throws -> HostProgress {
    try host.lend { core in
      try withUnsafeMutablePointer(to: &scheduler) { scheduler in
        try withUnsafeMutablePointer(to: &sink) { sink in
          try HostLoop(core: core, scheduler: scheduler, sink: sink, host: host).run(request)
        }
      }
    }
  }

  @inline(__always) static func change(
    _ host: Host, _ change: HostChange, _ scheduler: inout S, _ sink: inout Sink
  ) throws {
    try host.lend { core in
      try withUnsafeMutablePointer(to: &scheduler) { scheduler in
        try withUnsafeMutablePointer(to: &sink) { sink in
          try HostLoop(core: core, scheduler: scheduler, sink: sink, host: host).apply(change)
        }
      }
    }
  }

  @inline(__always) var now: Int { core.pointee.now }
  @inline(__always) var tasks: UnsafeMutablePointer<TaskRecord> { core.pointee.tasks.base }
  @inline(__always) var cpus: UnsafeMutablePointer<CPURecord> { core.pointee.cpus.base }
  @inline(__always) var clients: UnsafeMutablePointer<ClientRecord> { core.pointee.clients.base }
  @inline(__always) var flows: UnsafeMutablePointer<WorkloadFlow> { core.pointee.flows.base }
  @inline(__always) var view: HostView { core.pointee.view }

  @inline(__always) func record(
    _ kind: HostRecord.Kind, _ task: Int, _ cpu: Int = -1, lock: Int = -1, reason: String? = nil
  ) {
    guard Sink.isOn else { return }
    sink.pointee.record(
      HostRecord(
        time: now, kind: kind, task: Int32(task), cpu: Int32(cpu), lock: Int32(lock),
        reason: reason))
  }

  /// When something happens next.
  var nextTime: Int {
    if !core.pointee.flagged.isEmpty || !core.pointee.fresh.isEmpty { return now }
    // What is the scheduler's or the limits' own may have passed while nobody had work.
    return max(now, nextEvent)
  }

  /// The same of what is on a timer.
  @inline(__always) var nextEvent: Int {
    min(
      min(core.pointee.wakes.first, core.pointee.timers.first),
      min(core.pointee.nextRefill, scheduler.pointee.nextAccounting))
  }

  func run(_ request: HostRequest) throws -> HostProgress {
    var progress = HostProgress()
    core.pointee.deadline = request.deadline
    while progress.moments < request.moments {
      // What was due while nobody had work is done when somebody has.
      let time = max(now, nextTime)
      guard time < Host.endless, time <= request.deadline, hasWork(at: time) else {
        try checkDeadlock(request.deadline)
        if request.deadline < Host.endless { core.pointee.now = max(now, request.deadline) }
        progress.isComplete = true
        return progress
      }
      try moment(time)
      progress.moments += 1
      if core.pointee.mayBeStuck { try checkProgress() }
      if core.pointee.halted >= 0 {
        progress.halted = core.pointee.halted
        core.pointee.halted = -1
        return progress
      }
    }
    return progress
  }

  /// False if what is on timers is nobody's but the scheduler's own: no task runs, is ready or will wake.
  @inline(__always) private func hasWork(at time: Int) -> Bool {
    core.pointee.waiting > 0 || core.pointee.timers.first < Host.endless
      || core.pointee.wakes.first < Host.endless || !core.pointee.flagged.isEmpty
  }

  @inline(__always) private func moment(_ time: Int) throws {
    core.pointee.now = time
    if core.pointee.nextRefill <= time { refill() }
    while core.pointee.wakes.first == time {
      let task = core.pointee.wakes.removeFirst()
      if let next = core.pointee.wakes.firstTask {
        view.prefetch(next)
        prefetch_to_write(flows + next)
      }
      guard tasks[task].wake == time else { continue }
      tasks[task].wake = -1
      becomeReady(task, tasks[task].state == .absent ? .arrived : .woken)
    }
    while core.pointee.timers.first == time {
      try expire(core.pointee.timers.firstCPU)
      // What else there is at this moment comes when the run goes on.
      if core.pointee.halted >= 0 { return }
    }
    if scheduler.pointee.nextAccounting <= time { try account() }
    try place()
  }

  // MARK: Becoming ready

  /// A task that waited, or has just come, could run.
  @inline(__always) func becomeReady(_ task: Int, _ reason: ReadyReason) {
    let elapsed = now - tasks[task].since
    switch tasks[task].state {
    case .sleeping: tasks[task].sleeping += elapsed
    case .faulting: tasks[task].faulting += elapsed
    case .barrier: tasks[task].barrier += elapsed
    case .paused: tasks[task].paused += elapsed
    case .absent:
      flows[task].released = now
      // One that was unplugged for a while arrived long ago.
      if !tasks[task].hasLived { tasks[task].arrive = now }
    default: return
    }
    if tasks[task].carriesClock,
      tasks[task].state == .absent || tasks[task].state == .sleeping
        || tasks[task].state == .barrier
    {
      core.pointee.clocks[Int(tasks[task].client)].stop(at: now)
    }
    if tasks[task].state != .paused, tasks[task].state != .faulting {
      if tasks[task].ran > 0 {
        tasks[task].predicted = (tasks[task].predicted + tasks[task].ran) / 2
      }
      tasks[task].ran = 0
    }
    if flows[task].program < 0 { guestWakes(task) }
    if tasks[task].burst == 0 { drawBurst(task) }
    queue(task, reason)
  }

  /// Into the scheduler's queue, unless its client is throttled.
  @inline(__always) func queue(_ task: Int, _ reason: ReadyReason) {
    let leaves = tasks[task].state == .running
    tasks[task].state = .ready
    tasks[task].since = now
    core.pointee.decisions += 1
    core.pointee.waiting += 1
    if clients[Int(tasks[task].client)].isThrottled {
      tasks[task].isParked = true
      if leaves { scheduler.pointee.blocked(task, view) }
      record(.parked, task)
      return
    }
    record(.ready(reason), task)
    countReady(task, 1)
    scheduler.pointee.enqueue(task, reason, view)
    core.pointee.fresh.append(task)
  }

  /// More or fewer tasks of a task's client are ready.
  @inline(__always) func countReady(_ task: Int, _ change: Int) {
    let client = Int(tasks[task].client)
    clients[client].ready += change
    if clients[client].reserve > 0 { lookWhetherOwed(client) }
  }

  // MARK: Running

  /// The task on a CPU is charged for what it has run.
  @inline(__always) func charge(_ cpu: Int) {
    let task = Int(cpus[cpu].current)
    let ran = now - cpus[cpu].started
    guard task >= 0, ran > 0 else { return }
    cpus[cpu].started = now
    cpus[cpu].busy += ran
    tasks[task].cpuTime += ran
    tasks[task].ran += ran
    if tasks[task].burst < Host.endless { tasks[task].burst -= ran }
    if tasks[task].isSpinning {
      tasks[task].spin += ran
    } else if tasks[task].left < Host.endless {
      tasks[task].left -= ran
    }
    let client = Int(tasks[task].client)
    if clients[client].quota > 0 { clients[client].quotaLeft -= ran }
    if clients[client].reserve > 0 {
      clients[client].reserveLeft -= ran
      if clients[client].reserveLeft <= 0 { lookWhetherOwed(client) }
    }
    scheduler.pointee.charge(task, on: cpu, ran: ran, view)
  }

  /// When a CPU must be looked at again.
  @inline(__always) func setTimer(_ cpu: Int) {
    let task = Int(cpus[cpu].current)
    let work = tasks[task].isSpinning ? tasks[task].burst : min(tasks[task].burst, tasks[task].left)
    var time = cpus[cpu].started + min(work, Host.endless)
    if !tasks[task].isCommitted {
      time = min(time, cpus[cpu].sliceEnd)
      let client = Int(tasks[task].client)
      if clients[client].quota > 0 {
        let part = max(1, clients[client].quotaLeft / max(1, clients[client].running))
        time = min(time, cpus[cpu].started + part)
      }
    }
    core.pointee.timers.set(cpu, min(time, Host.endless))
  }

  /// A CPU has come to the end of a burst, a slice or a cap.
  private func expire(_ cpu: Int) throws {
    charge(cpu)
    let task = Int(cpus[cpu].current)
    // Whatever follows sets it anew; stretches of guests look at the others'.
    core.pointee.timers.set(cpu, Host.endless)
    if now >= cpus[cpu].started {
      if tasks[task].isSpinning {
        if tasks[task].burst == 0 { return stop(cpu, .yielded, then: .yielded) }
      } else if tasks[task].left == 0 {
        return finish(task, cpu)
      } else if tasks[task].burst == 0 {
        try proceed(task, cpu)
        guard cpus[cpu].current == Int32(task) else { return }
      }
    }
    if clients[Int(tasks[task].client)].quota > 0, throttle(task, cpu) { return }
    if now >= cpus[cpu].sliceEnd, !tasks[task].isCommitted {
      return stop(cpu, .expired, then: .expired)
    }
    setTimer(cpu)
  }

  /// Takes the task off a CPU, which then chooses anew. It was charged.
  @inline(__always) func leave(_ cpu: Int, _ reason: StopReason) {
    let task = Int(cpus[cpu].current)
    if now < cpus[cpu].started {
      // The switch to it is broken off.
      let rest = cpus[cpu].started - now
      cpus[cpu].switching -= rest
      tasks[task].ready -= rest
    }
    cpus[cpu].current = -1
    cpus[cpu].last = Int32(task)
    clients[Int(tasks[task].client)].running -= 1
    core.pointee.timers.set(cpu, Host.endless)
    core.pointee.idle.insert(cpu)
    core.pointee.flagged.insert(cpu)
    core.pointee.decisions += 1
    record(.stop(reason), task, cpu)
  }

  /// It leaves its CPU and is still ready.
  @inline(__always) func stop(_ cpu: Int, _ reason: StopReason, then ready: ReadyReason) {
    let task = Int(cpus[cpu].current)
    leave(cpu, reason)
    if reason != .expired { tasks[task].preemptions += 1 }
    if tasks[task].carriesClock { core.pointee.clocks[Int(tasks[task].client)].stop(at: now) }
    queue(task, ready)
  }

  /// It leaves its CPU and waits, until `wake` if that is known.
  @inline(__always) func block(
    _ cpu: Int, _ state: TaskState, _ reason: StopReason, until wake: Int?
  ) {
    let task = Int(cpus[cpu].current)
    leave(cpu, reason)
    tasks[task].state = state
    tasks[task].since = now
    if let wake, wake < Host.endless {
      tasks[task].wake = wake
      core.pointee.wakes.insert(task, at: wake)
    }
    if tasks[task].carriesClock, state == .faulting || state == .paused {
      core.pointee.clocks[Int(tasks[task].client)].stop(at: now)
    }
    if state == .sleeping, flows[task].program < 0 { guestSleeps(task) }
    scheduler.pointee.blocked(task, view)
  }

  func finish(_ task: Int, _ cpu: Int) {
    leave(cpu, .finished)
    tasks[task].state = .finished
    tasks[task].finish = now
    tasks[task].since = now
    core.pointee.mayBeStuck = true
    scheduler.pointee.blocked(task, view)
    if !core.pointee.barriers.isEmpty { passBarriers(of: Int(tasks[task].client)) }
  }
}
