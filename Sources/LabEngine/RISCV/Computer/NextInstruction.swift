/// What a computer will do next, found out without doing it.
struct NextInstruction {
  let hart: Hart
  /// Of the instruction that will be executed: the handler's first, if an interrupt is about to be taken.
  let address: UInt64
  let interrupt: Trap?
}

extension Computer {
  /// Nil if none will be executed any more.
  func nextInstruction() -> NextInstruction? {
    guard canRun else { return nil }
    if let only { return next(of: harts[only]) }
    guard let hart = nextRunnable else { return twinsNext() }
    if hart.interrupt(among: .max) != nil, eventsChanged || clock >= eventClock {
      return twinsNext()
    }
    let interrupt = hart.interrupt(among: pending(hart))
    return NextInstruction(
      hart: hart, address: interrupt.map { hart.handlerAddress($0) } ?? hart.pc,
      interrupt: interrupt)
  }

  /// What a hart with a CPU of its own does next: nothing while it waits. Interrupts are asked for as a run does that
  /// goes on.
  private func next(of hart: Hart) -> NextInstruction? {
    if eventsChanged || clock >= eventClock { refresh() }
    guard hart.canGoOn(in: self) else { return nil }
    let interrupt = hart.interrupt(among: pending(hart))
    return NextInstruction(
      hart: hart, address: interrupt.map { hart.handlerAddress($0) } ?? hart.pc,
      interrupt: interrupt)
  }

  /// The hart whose turn it is, be it waiting.
  var nextInstructionHart: Hart { nextRunnable ?? harts[turn] }

  /// The first hart in turn that does not wait.
  private var nextRunnable: Hart? {
    for offset in harts.indices {
      let hart = harts[(turn + offset) % harts.count]
      if hart.isStarted, !hart.isWaiting || pending(hart) & hart.csr.mie != 0 { return hart }
    }
    return nil
  }

  /// Devices or the clock decide: a copy of the machine goes ahead by one instruction.
  private func twinsNext() -> NextInstruction? {
    guard let index = machine.computers.firstIndex(where: { $0 === self }) else { return nil }
    let ahead = machine.clone()
    let twin = ahead.computers[index]
    let log = TrapLog(keep: 8)
    twin.trapLog = log
    let before = harts.map { ($0.retired, $0.trapCounts.total, $0.pc) }
    guard twin.run(1) == 1 else { return nil }
    if let taken = log.entries.first(where: { $0.trap.isInterrupt }),
      let handler = taken.handler
    {
      return NextInstruction(
        hart: harts[taken.hart], address: handler.address, interrupt: taken.trap)
    }
    let moved = twin.harts.first {
      ($0.retired, $0.trapCounts.total, $0.pc) != before[$0.id]
    }
    let hart = harts[moved?.id ?? turn]
    return NextInstruction(hart: hart, address: hart.pc, interrupt: nil)
  }
}

extension Hart {
  /// Where a trap would lead now: Volume II, sections 3.1.7 (vectored mode) and 3.1.8 (delegation).
  func handlerAddress(_ trap: Trap) -> UInt64 {
    let bit = UInt64(1) << (trap.cause & 63)
    let delegated = (trap.isInterrupt ? csr.mideleg : csr.medeleg) & bit != 0
    let vector = mode <= .supervisor && delegated ? csr.stvec : csr.mtvec
    let isVectored = vector & 3 == 1 && trap.isInterrupt
    return vector & ~3 &+ (isVectored ? 4 &* UInt64(trap.code) : 0)
  }

  /// True if the handler of an interrupt that may come lies at one of the addresses.
  func mayBeInterrupted(into addresses: [UInt64]) -> Bool {
    guard interrupt(among: .max) != nil else { return false }
    return addresses.contains { address in
      [csr.mtvec, csr.stvec].contains { vector in
        address &- vector & ~3 < 64 || address == vector & ~3
      }
    }
  }
}
