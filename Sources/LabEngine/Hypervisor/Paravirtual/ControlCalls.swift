extension Hypercall {
  /// Privileged instructions as calls, and batches of calls.
  static let controlCalls: [Hypercall] = [
    Hypercall(
      number: 0, name: "version", arguments: "",
      summary: "a1 = 1: there is a hypervisor, and this is the first form of its calls"
    ) { _ in .success(1) },
    Hypercall(
      number: 1, name: "csr_read", arguments: "a0 = number",
      summary: "a1 = the virtual control register"
    ) { context in
      guard let number = context.control,
        let value = context.hart.readControl(number, context.computer)
      else { return .failure(.invalidParameter) }
      return .success(value)
    },
    Hypercall(
      number: 2, name: "csr_write", arguments: "a0 = number, a1 = value",
      summary: "sets a virtual control register"
    ) { context in
      guard let number = context.control, number >> 10 & 3 != 3,
        context.hart.readControl(number, context.computer) != nil
      else { return .failure(.invalidParameter) }
      _ = context.hart.writeControl(number, context.a1, context.computer)
      context.hart.needsAttention = true
      return .success()
    },
    Hypercall(
      number: 3, name: "set_traps", arguments: "a0 = address",
      summary: "where traps go: stvec"
    ) { context in
      _ = context.hart.writeControl(CSR.stvec, context.a0, context.computer)
      return .success()
    },
    Hypercall(
      number: 4, name: "trap_return", arguments: "",
      summary: "back from a trap handler, as `sret`: does not come back"
    ) { context in
      let hart = context.hart
      guard context.depth == 0, hart.mode == .supervisor else {
        return .failure(.invalidParameter)
      }
      _ = hart.executePrivileged(0x1020_0073, context.computer)
      hart.needsAttention = true
      return .none
    },
    Hypercall(
      number: 5, name: "set_interrupts", arguments: "a0 = 0 or 1",
      summary: "sets sstatus.SIE; a1 = what it was"
    ) { context in
      let bit = ControlRegisters.Status.sie
      let old = context.hart.csr.mstatus & bit != 0
      guard context.a0 < 2 else { return .failure(.invalidParameter) }
      if context.a0 == 1 {
        context.hart.csr.mstatus |= bit
      } else {
        context.hart.csr.mstatus &= ~bit
      }
      return .success(old ? 1 : 0)
    },
    Hypercall(
      number: 6, name: "yield", arguments: "",
      summary: "waits for an interrupt, as `wfi`"
    ) { context in
      guard context.depth == 0 else { return .failure(.invalidParameter) }
      context.hart.isWaiting =
        context.computer.pending(context.hart) & context.hart.csr.mie == 0
      return .success()
    },
    Hypercall(
      number: 7, name: "set_timer", arguments: "a0 = tick",
      summary: "when the timer is to interrupt"
    ) { context in
      context.computer.setTimer(context.hart.id, at: context.a0)
      return .success()
    },
    Hypercall(
      number: 8, name: "shutdown", arguments: "a0 = 0, or 1 for a failure",
      summary: "switches the VM off"
    ) { context in
      context.computer.stop("shutdown by hypercall", failed: context.a0 != 0)
      return .none
    },
    Hypercall(
      number: 9, name: "multicall", arguments: "a0 = address of calls, a1 = how many",
      summary:
        "a batch in one exit: each is four words, number, two arguments and room for its error; a1 = how many were done",
      perform: multicall),
  ]

  /// Ends at the first call that fails. Batches do not nest.
  @Sendable private static func multicall(_ context: HypercallContext) -> SBIReturn {
    guard context.depth == 0, context.a1 <= VirtualMachine.longestBatch else {
      return .failure(.invalidParameter)
    }
    let costs = context.computer.hypervisorCosts
    for index in 0..<context.a1 {
      let place = context.a0 &+ index &* 32
      guard let number = context.word(place), let first = context.word(place &+ 8),
        let second = context.word(place &+ 16)
      else { return .result(.invalidAddress, index) }
      let inner = HypercallContext(
        hart: context.hart, vm: context.vm, computer: context.computer, a0: first, a1: second,
        a2: 0, depth: 1)
      let result = context.vm.perform(base &+ number, inner)
      context.vm.spend(costs.batched)
      guard case .result(let error, _) = result else { return .result(.failed, index) }
      guard context.setWord(place &+ 24, error.register) else {
        return .result(.invalidAddress, index)
      }
      if error != .success { return .result(error, index) }
    }
    return .success(context.a1)
  }
}

extension HypercallContext {
  /// A register number that the caller may name: the supervisor's own.
  fileprivate var control: Int? {
    guard a0 < 0x1000 else { return nil }
    let number = Int(a0)
    return hart.mode.rawValue >= number >> 8 & 3 ? number : nil
  }
}
