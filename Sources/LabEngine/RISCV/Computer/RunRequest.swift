/// How far a computer is to be run.
struct RunRequest: Sendable {
  var steps: Int?
  /// A moment of the machine's time.
  var deadline: Int?
  var condition: Expression?
  /// What is typed during the run, or was typed when it ran first.
  var typed = TypedInput()
  /// What `next` and `finish` wait for.
  var followed: Followed?
  /// True if breakpoints and watched bytes do not count.
  var passesStops = false
  /// True if the run is to be drawn while it goes on.
  var isLive = false
  /// True if a person may sit at its console: it has no end that was asked for.
  var isOpen: Bool { steps == nil && deadline == nil && followed == nil }
}

extension Machine {
  /// Instructions between two looks at whether to stop, or to leave a checkpoint.
  private static let chunk = 1 << 18

  /// Runs a computer as far as asked; the units of the execution are instructions.
  func run(_ computer: Computer, _ request: RunRequest, _ execution: Execution) throws -> Report {
    let before = counts
    let console = computer.console.count
    // How far a condition or a moment lets it run is known only by running: replay goes by units.
    execution.endsByUnits = true
    computer.observer = execution.observer
    defer { computer.observer = nil }
    computer.forgetTranslations()
    let limit = min(execution.limit ?? .max, request.steps ?? .max)
    var watch = request.condition.flatMap { condition in
      execution.limit == nil ? Condition(condition, computer, self, execution.budget) : nil
    }
    // Where a replay ends is known: it goes by units.
    let pauser = execution.limit == nil ? Pauser(computer, request) : nil
    pauser?.begin()
    defer { pauser?.end() }
    try watch?.look()
    let live = liveConsole(computer, request, execution)
    defer { live?.end() }
    while execution.done < limit, computer.canRun, watch?.isMet != true, pauser?.reason == nil {
      if execution.shouldStop { break }
      if let live {
        guard live.exchange(at: execution.done) else { break }
      } else if execution.isReplay {
        computer.stopsWhenIdle = !request.typed.entries.isEmpty
        computer.type(request.typed.bytes(at: execution.done, clock: computer.clock))
      }
      let clock = computer.clock
      let begun = try stretch(computer, request, execution, limit, &watch, pauser)
      if begun == 0, live == nil, computer.clock == clock { break }
    }
    computer.stopsWhenIdle = false
    let shown = live == nil ? console : computer.console.count
    return report(computer, before, shown, pauser?.reason)
  }

  /// The keyboard, if there is one and the run has no end of its own.
  private func liveConsole(
    _ computer: Computer, _ request: RunRequest, _ execution: Execution
  ) -> LiveConsole? {
    guard let link = execution.console, request.isOpen else { return nil }
    return LiveConsole(link, computer, request.typed)
  }

  /// One look's worth; how many instructions it has begun.
  private func stretch(
    _ computer: Computer, _ request: RunRequest, _ execution: Execution, _ limit: Int,
    _ watch: inout Condition?, _ pauser: Pauser?
  ) throws -> Int {
    var most = min(Machine.chunk, limit - execution.done)
    if execution.isReplay, let next = request.typed.next(after: execution.done) {
      most = min(most, next - execution.done)
    }
    // A replay that is cut by units must not look at the clock: it was looked at when the units were counted.
    let deadline = execution.limit == nil ? request.deadline : nil
    let begun: Int
    if watch != nil {
      begun = try runWatched(computer, most, deadline, &watch, pauser)
    } else if let pauser {
      begun = computer.run(most, until: deadline) { pauser.look() }
    } else {
      begun = computer.run(most, until: deadline)
    }
    try execution.budget.spend(instructions: computer.charge(begun))
    execution.done += begun
    guard settings.costs.time(of: memory.counts) != nil else {
      throw LabError(.overflow("The machine's clock holds 292 years; this run takes longer."))
    }
    if execution.done < limit { execution.offerCheckpoint(self, execution.done) }
    return begun
  }

  private func runWatched(
    _ computer: Computer, _ most: Int, _ deadline: Int?, _ watch: inout Condition?,
    _ pauser: Pauser?
  ) throws -> Int {
    var begun = 0
    let stride = watch?.changesQuietly == true ? 1 : Int.max
    while begun < most, computer.canRun, watch?.isMet != true, pauser?.reason == nil {
      let step = try computer.run(most - begun, until: deadline, stride: stride) {
        try watch?.look()
        let pauses = pauser?.look() == true
        return pauses || watch?.isMet == true
      }
      begun += step
      if step == 0 || computer.isCrowded { break }
    }
    return begun
  }

  private func report(
    _ computer: Computer, _ before: Statistics, _ console: Int, _ reason: String?
  ) -> Report {
    let done = counts - before
    var text = "\(computer.name): \(counted(done.steps, "instruction"))"
    if done.guestFaults > 0 { text += ", \(counted(done.guestFaults, "page fault"))" }
    text += "; \(computer.state.word)"
    if !computer.ending.isEmpty { text += ": \(computer.ending)" }
    var blocks: [Report.Block] = []
    let output = String(decoding: computer.console[console...], as: UTF8.self)
    if !output.isEmpty {
      let lines = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      blocks.append(.listing(lines.last == "" ? lines.dropLast() : lines, more: 0))
    }
    blocks.append(.text(text + "."))
    if let reason, !reason.isEmpty { blocks.append(.text(reason)) }
    return Report(blocks)
  }
}

/// What a run waits for, looked at after every instruction, or after every one that can have changed it.
struct Condition {
  private let expression: Expression
  private let machine: Machine
  private let computer: Computer
  private let budget: Budget
  private(set) var isMet = false
  /// Empty if registers, memory, counters or time are asked for, which any instruction may change.
  private let fingerprints: [@Sendable (Computer) -> Int]
  private var seen: [Int] = []
  private let quick: QuickCondition?
  var changesQuietly: Bool { fingerprints.isEmpty }

  init(_ expression: Expression, _ computer: Computer, _ machine: Machine, _ budget: Budget) {
    self.expression = expression
    self.machine = machine
    self.computer = computer
    self.budget = budget
    let found = expression.observables.filter { $0.isOf(computer) }.map { path in
      path.parts.last.flatMap { ObservableRegistry.named($0.name.text, .computer)?.fingerprint }
    }
    let isAll = found.allSatisfy { $0 != nil } && expression.asksOnly(computer)
    fingerprints = isAll ? found.compactMap { $0 } : []
    quick =
      isAll
      ? nil
      : QuickCondition(expression, in: EvaluationContext(machine: machine, budget: budget))
  }

  /// Evaluates it, unless it is known to be what it was.
  mutating func look() throws {
    if !fingerprints.isEmpty {
      let now = fingerprints.map { $0(computer) }
      if now == seen { return }
      seen = now
    }
    if let truth = quick?.value() {
      isMet = truth
      return
    }
    computer.synchronise()
    let context = EvaluationContext(machine: machine, budget: budget)
    let value = try context.value(of: expression)
    guard case .truth(let truth) = value else {
      throw LabError(
        .mismatch("`until` needs something true or false; this is \(value.kind)."),
        at: expression.place)
    }
    isMet = truth
  }
}

extension ObservablePath {
  fileprivate func isOf(_ computer: Computer) -> Bool {
    parts.count > 1 && parts[0].name.text == computer.name
  }
}

extension Expression {
  /// True if it asks nothing but this computer, at this moment; names of causes and labels aside.
  fileprivate func asksOnly(_ computer: Computer) -> Bool {
    let isPlain = !code.contains {
      switch $0 {
      case .after, .supposing: true
      default: false
      }
    }
    return isPlain && !observables.isEmpty
      && observables.allSatisfy {
        $0.isOf(computer)
          || $0.parts.count == 1 && ObservableRegistry.named($0.text, .machine) == nil
      }
  }
}
