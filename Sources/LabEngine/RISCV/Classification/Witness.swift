/// Two states from which an instruction that does not trap in user mode gives itself away.
struct Witness: Hashable, Sendable {
  /// `csrr a0,sstatus`
  let instruction: String
  /// What the states are called, and what comes of each.
  let states: [String]
  let results: [String]
  /// The x86 instructions that do the same, if any.
  let x86: String
}

extension TrialBench {
  /// One for each way in which the instruction is sensitive.
  func witnesses(_ entry: Classification.Entry) -> [Witness] {
    var list: [Witness] = []
    if entry.isBehaviourSensitive, let witness = resultWitness(entry.instruction) {
      list.append(witness)
    }
    if entry.isControlSensitive, let witness = effectWitness(entry.instruction) {
      list.append(witness)
    }
    return list
  }

  private func make(
    _ instruction: InstructionCase, _ word: UInt32, _ states: [String], _ results: [String]
  ) -> Witness {
    var x86 = ""
    if case .access(let kind, let register) = instruction.kind {
      let isWrite =
        kind == .writes || kind == .readsAndWrites && states[0].hasPrefix(Self.supervisor)
      x86 = profile.parallel(register, writes: isWrite)?.x86 ?? ""
    }
    return Witness(
      instruction: Disassembler.text(word, at: 0) { _ in nil }, states: states, results: results,
      x86: x86)
  }

  // MARK: Other results

  /// Two states of user mode, as close together as can be, or else user mode and supervisor mode.
  private func resultWitness(_ instruction: InstructionCase) -> Witness? {
    for word in instruction.words {
      for source in sources(of: word) {
        let trial = Trial(bench: self, word: word, source: source)
        guard let (first, second, names) = trial.userStates() ?? trial.modes() else { continue }
        guard let results = trial.difference(first, second) else { continue }
        return make(instruction, word, names, [results.first, results.second])
      }
    }
    return nil
  }

  // MARK: Other effects

  static let supervisor = "supervisor mode"

  /// What supervisor mode changes, beside what user mode does with the same instruction.
  private func effectWitness(_ instruction: InstructionCase) -> Witness? {
    for resources in TrialResources.allCases {
      for word in instruction.words {
        for source in sources(of: word) {
          let (user, supervisor) = (state(.user, resources), state(.supervisor, resources))
          guard run(word, from: supervisor, source: source).changesResources,
            let change = change(since: supervisor)
          else { continue }
          let outcome = run(word, from: user, source: source)
          if outcome.trapped { continue }
          let own = outcome.changesResources ? self.change(since: user)?.after : nil
          let operand = isSource(word) ? ", a1 = \(Int64(bitPattern: source))" : ""
          return make(
            instruction, word, [Self.supervisor, "user mode"].map { $0 + operand },
            ["now \(change.after)", own.map { "now \($0)" } ?? "still \(change.before)"])
        }
      }
    }
    return nil
  }
}

/// One instruction with its operands, looking for two states from which it gives two results.
private struct Trial {
  typealias Pair = (first: TrialState, second: TrialState, names: [String])

  let bench: TrialBench
  let word: UInt32
  let source: UInt64

  func difference(_ a: TrialState, _ b: TrialState) -> (first: String, second: String)? {
    let first = bench.run(word, from: a, source: source)
    let second = bench.run(word, from: b, source: source)
    guard !first.trapped, !second.trapped else { return nil }
    return TrialBench.difference(first.result, second.result)
  }

  func userStates() -> Pair? {
    for (a, b) in [(TrialResources.plain, TrialResources.set), (.plain, .clear), (.set, .clear)] {
      let (first, second) = (bench.state(.user, a), bench.state(.user, b))
      guard difference(first, second) != nil else { continue }
      return oneRegister(first, second) ?? time(first, second)
        ?? (first, second, ["resources as they are", "all resources changed"])
    }
    return nil
  }

  func modes() -> Pair? {
    let (user, supervisor) = (
      bench.state(.user, .plain), bench.state(.supervisor, .plain)
    )
    guard difference(user, supervisor) != nil else { return nil }
    return (user, supervisor, ["user mode", TrialBench.supervisor])
  }

  /// One control register makes the difference, and if possible one bit of it.
  private func oneRegister(_ first: TrialState, _ second: TrialState) -> Pair? {
    for register in bench.registers {
      guard let other = bench.state(first, with: register, as: second),
        difference(first, other) != nil
      else { continue }
      let value = bench.value(of: register, in: first)
      let changed = value ^ bench.value(of: register, in: other)
      let bits = (0..<64).lazy.filter { changed >> UInt64($0) & 1 != 0 }
      let closer = bits.compactMap { bit -> TrialState? in
        let state = bench.state(first, with: register, value ^ 1 << UInt64(bit))
        return state.flatMap { difference(first, $0) == nil ? nil : $0 }
      }.first
      return named(register, first, closer ?? other)
    }
    return nil
  }

  private func named(_ register: Int, _ first: TrialState, _ second: TrialState) -> Pair {
    let values = [first, second].map { bench.value(of: register, in: $0) }
    var names = values.map { TrialBench.written(register, $0) }
    if let flag = ControlWords.flag(register, set: values[1], and: values[0]) {
      names[1] += " (\(flag))"
    }
    return (first, second, names)
  }

  private func time(_ first: TrialState, _ second: TrialState) -> Pair? {
    let later = bench.state(first, atTimeOf: second)
    guard difference(first, later) != nil else { return nil }
    return (first, later, [first, later].map { "at tick \(bench.time(in: $0))" })
  }
}
