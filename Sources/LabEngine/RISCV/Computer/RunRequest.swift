/// How far a computer is to be run.
struct RunRequest: Sendable {
  var steps: Int?
  /// A moment of the machine's time.
  var deadline: Int?
  var condition: Expression?
  /// What `next` and `finish` wait for.
  var followed: Followed?
  /// True if breakpoints and watched bytes do not count.
  var passesStops = false
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
      execution.limit == nil ? Condition(condition, self, execution.budget) : nil
    }
    // Where a replay ends is known: it goes by units.
    let pauser = execution.limit == nil ? Pauser(computer, request) : nil
    pauser?.begin()
    defer { pauser?.end() }
    try watch?.look()
    while execution.done < limit, computer.canRun, watch?.isMet != true, pauser?.reason == nil {
      if execution.shouldStop { break }
      let begun = try stretch(computer, request, execution, limit, &watch, pauser)
      if begun == 0 { break }
    }
    return report(computer, before, console, pauser?.reason)
  }

  /// One look's worth; how many instructions it has begun.
  private func stretch(
    _ computer: Computer, _ request: RunRequest, _ execution: Execution, _ limit: Int,
    _ watch: inout Condition?, _ pauser: Pauser?
  ) throws -> Int {
    let most = min(Machine.chunk, limit - execution.done)
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
    try execution.budget.spend(instructions: begun)
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
    while begun < most, computer.canRun, watch?.isMet != true, pauser?.reason == nil {
      let quiet = watch?.changesQuietly == true
      let step = try computer.run(quiet ? 1 : most - begun, until: deadline) {
        computer.synchronise()
        try watch?.look()
        let pauses = pauser?.look() == true
        return pauses || watch?.isMet == true
      }
      begun += step
      if step == 0 { break }
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
  private let budget: Budget
  private(set) var isMet = false
  /// True if registers, memory, counters or time are asked for, which any instruction may change.
  let changesQuietly: Bool

  init(_ expression: Expression, _ machine: Machine, _ budget: Budget) {
    self.expression = expression
    self.machine = machine
    self.budget = budget
    changesQuietly = !expression.observables.allSatisfy { path in
      guard let name = path.parts.last?.name.text, path.parts.count > 1 else { return false }
      return ObservableRegistry.named(name, .computer)?.changesLoudly == true
    }
  }

  mutating func look() throws {
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
