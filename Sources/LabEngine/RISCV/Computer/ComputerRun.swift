/// Running: harts in turn, up to the next moment at which the outside may matter.
extension Computer {
  /// Ticks of the clock that programs see.
  var ticks: UInt64 { UInt64(truncatingIfNeeded: clockNow / Computer.cyclesPerTick) }
  /// Cycles, those of the stretch under way included.
  var cyclesNow: UInt64 { UInt64(truncatingIfNeeded: clockNow) }

  private var clockNow: Int {
    let inTurn = clock + Computer.cyclesPerTick - turnLeft
    guard let current, current.begun > 0 else { return inTurn }
    return inTurn + current.begun - 1
  }

  /// Which interval of the policy's scans it is, from 1.
  var scanInterval: UInt32 { UInt32(truncatingIfNeeded: clockNow / scanCycles + 1) }

  /// The bits of `mip` of a hart: what software, devices, timers and firmware hold up.
  func pending(_ hart: Hart) -> UInt64 {
    let own =
      hart.csr.hasSupervisorTimer ? hart.csr.mip & ~ControlRegisters.Pending.stip : hart.csr.mip
    return own | hart.lines
  }

  /// Asks devices and timers which interrupts they hold up now, and when they are to be asked again.
  private func refreshEvents() {
    eventsChanged = false
    board.advance(host: self)
    let now = ticks
    let time = board.time(at: now)
    for hart in harts {
      hart.lines = board.interrupts(for: hart.id, now: now)
      if hart.csr.hasSupervisorTimer, time >= hart.csr.stimecmp {
        hart.lines |= ControlRegisters.Pending.stip
      }
      if let timer = hart.firmwareTimer, time >= timer {
        hart.lines |= ControlRegisters.Pending.stip
      }
    }
    eventClock = nextEvent() ?? .max
  }

  /// Begins up to `limit` instructions; how many it has begun. Fewer if it ends or waits for ever, or the machine's
  /// time has come to `deadline`.
  ///
  /// `look` is called after every stretch, at whose end alone devices, traps and modes can have changed; true
  /// ends the run. A stretch has at most `stride` instructions.
  func run(
    _ limit: Int, until deadline: Int? = nil, stride: Int = .max, look: () throws -> Bool
  ) rethrows -> Int {
    guard canRun else { return 0 }
    state = .running
    ending = ""
    eventsChanged = true
    isCrowded = false
    let first = steps
    while state == .running, steps - first < limit, !isCrowded {
      if eventsChanged || clock >= eventClock { refreshEvents() }
      if let deadline {
        synchronise()
        if machine.time >= deadline { break }
      }
      guard let hart = nextHart() else { break }
      runTurn(hart, min(stride, limit - (steps - first)), deadline)
      if try look() { break }
    }
    synchronise()
    return steps - first
  }

  /// The same without a look.
  func run(_ limit: Int, until deadline: Int? = nil) -> Int {
    run(limit, until: deadline) { false }
  }

  /// False once it has ended.
  var canRun: Bool { state == .ready || state == .running || state == .waiting }

  /// The hart whose turn it is; nil if all wait for what will not come.
  private func nextHart() -> Hart? {
    if let only {
      let hart = harts[only]
      if hart.isWaiting, pending(hart) & hart.csr.mie != 0 { hart.isWaiting = false }
      return hart.isStarted && !hart.isWaiting ? hart : nil
    }
    for _ in harts {
      let hart = harts[turn]
      if hart.isStarted {
        if hart.isWaiting, pending(hart) & hart.csr.mie != 0 { hart.isWaiting = false }
        if !hart.isWaiting { return hart }
      }
      endTurn()
    }
    return skipIdleTime() ? nextHart() : nil
  }

  /// All harts wait: on to the next event, if there is one.
  private func skipIdleTime() -> Bool {
    guard eventClock < .max else {
      end(.waiting, "all harts wait for an interrupt, and none is to come")
      return false
    }
    idleCycles += max(0, eventClock - clock)
    move(to: max(clock, eventClock))
    refreshEvents()
    return !stopsWhenIdle
  }

  /// The cycle of the next timer or device event; nil if none is pending or it lies beyond all time.
  private func nextEvent() -> Int? {
    let now = ticks
    let offset = board.time(at: now) &- now
    var next: UInt64 = .max
    func consider(_ tick: UInt64?) {
      if let tick, tick > now { next = min(next, tick) }
    }
    consider(board.nextEvent(after: now))
    for hart in harts where hart.isStarted {
      if hart.csr.hasSupervisorTimer, hart.csr.stimecmp < .max {
        consider(hart.csr.stimecmp &- offset)
      }
      if let timer = hart.firmwareTimer, timer < .max { consider(timer &- offset) }
    }
    return next < 1 << 56 ? Int(next) * Computer.cyclesPerTick : nil
  }

  /// One stretch of one hart.
  private func runTurn(_ hart: Hart, _ limit: Int, _ deadline: Int?) {
    if let trap = hart.interrupt(among: pending(hart)) { enter(trap, hart) }
    var stretch = min(limit, stretchLimit, untilNextEvent())
    if harts.count > 1, only == nil { stretch = min(stretch, turnLeft) }
    if let deadline {
      stretch = max(1, min(stretch, (deadline - machine.time + cycleCost - 1) / cycleCost))
    }
    current = hart
    ranInRound = true
    let pause = hart.execute(stretch, on: self)
    let begun = hart.begun
    hart.begun = 0
    current = nil
    steps += begun
    let completed = pause == .trap ? begun - 1 : begun
    hart.retired &+= UInt64(truncatingIfNeeded: completed)
    // A trap takes a cycle too: a guest that does nothing but trap must not stand still in time.
    advance(by: begun)
    if pause == .trap { enter(hart.pendingTrap, hart) }
    if harts.count > 1, only == nil {
      turnLeft -= max(1, begun)
      reached = max(reached, min(Computer.cyclesPerTick, Computer.cyclesPerTick - turnLeft))
      if turnLeft <= 0 || hart.isWaiting || !hart.isStarted { endTurn() }
    }
  }

  /// With one hart its instructions are the clock; with several the clock moves once a round.
  private func advance(by cycles: Int) {
    guard harts.count == 1 || only != nil else { return }
    move(to: clock + cycles)
  }

  /// One hart executes, on a CPU of its own, until it waits, a page has to come from the disk, or so much was begun
  /// or has passed; how many instructions it has begun.
  ///
  /// `look` is called after every stretch; true ends it.
  func runAlone(
    _ hart: Int, for limit: Int, until deadline: Int, look: () -> Bool = { false }
  ) -> Int {
    only = hart
    stopsAtDisk = true
    (diskPage, diskWork) = (-1, 0)
    // Turns are how harts share time that nobody else divides.
    turnLeft = Computer.cyclesPerTick
    reached = 0
    defer {
      only = nil
      stopsAtDisk = false
      if harts.count > 1 { harts[hart].reservation = nil }
    }
    return run(limit, until: deadline, look: look)
  }

  /// Cycles pass in which no hart executes, and which the machine does not count.
  func pass(_ cycles: Int) {
    synchronise()
    move(to: clock.addingClamped(cycles))
    eventsChanged = true
    countWithoutTime()
  }

  /// Interrupts are asked for again.
  func refresh() { refreshEvents() }

  /// The cycle of the next event of a timer or device; nil if none is to come.
  var nextEventCycle: Int? {
    refreshEvents()
    return eventClock < .max ? eventClock : nil
  }

  private func move(to cycle: Int) {
    let isNewInterval = cycle - clock >= untilScan
    clock = cycle
    // The next use of every page is to be seen again.
    if isNewInterval { forgetTranslations() }
  }

  /// Cycles from the clock to the policy's next scan; at least 1.
  private var untilScan: Int { scanCycles - clock % scanCycles }

  /// On to the next hart. A reservation does not outlive the turn: another hart may store.
  private func endTurn() {
    if harts.count > 1 { harts[turn].reservation = nil }
    turn += 1
    turnLeft = Computer.cyclesPerTick
    guard turn == harts.count else { return }
    turn = 0
    guard harts.count > 1, ranInRound else { return }
    ranInRound = false
    reached = 0
    move(to: clock + Computer.cyclesPerTick)
  }

  /// Cycles from now to the next event or scan; at least 1.
  private func untilNextEvent() -> Int {
    eventClock < .max ? max(1, min(untilScan, eventClock - clock)) : untilScan
  }

  /// A trap is taken, by the hart or, for a kernel's call, by the firmware.
  private func enter(_ trap: Trap, _ hart: Hart) {
    if let vm {
      if !trap.isInterrupt, trap.code == 9 || trap.code == 11, vm.takeHypercall(hart, self) {
        trapLog?.record(trap, hart, clock, steps)
        return
      }
      vm.willTake(trap, hart, self)
    }
    if start != .machine, !trap.isInterrupt, trap.code == 9, hart.mode == .supervisor {
      hart.trapCounts.count(trap)
      trapLog?.record(trap, hart, clock, steps)
      callFirmware(hart)
      return
    }
    let from = hart.mode
    let bit = UInt64(1) << (trap.cause & 63)
    let delegated = (trap.isInterrupt ? hart.csr.mideleg : hart.csr.medeleg) & bit != 0
    if start == .user || start != .machine && !(delegated && from <= .supervisor) {
      hart.trapCounts.count(trap)
      trapLog?.record(trap, hart, clock, steps)
      end(
        start == .user && trap.code == 8 ? .stopped : .failed,
        "\(trap.meaning) at \(hexadecimal(hart.pc)) with nobody to handle it")
      return
    }
    trapLog?.record(trap, hart, clock, steps)
    hart.take(trap)
    trapLog?.entered(hart)
  }

  /// Clock and steps were set: the machine is to count what comes from now on.
  func countWithoutTime() {
    countedClock = max(clockNow, clock + reached)
    countedSteps = steps
    countedOverhead = vm?.overheadCycles ?? 0
  }

  /// What the machine counts for guests is brought up to now: as far as any hart has come, so that it does not
  /// matter when this is asked for.
  func synchronise() {
    let now = max(clockNow, clock + reached)
    if now > countedClock {
      machine.memory.counts.cycles += now - countedClock
      countedClock = now
    }
    machine.memory.counts.steps += steps - countedSteps
    countedSteps = steps
    if let vm, vm.overheadCycles > countedOverhead {
      machine.memory.counts.cycles += vm.overheadCycles - countedOverhead
      countedOverhead = vm.overheadCycles
    }
  }
}
