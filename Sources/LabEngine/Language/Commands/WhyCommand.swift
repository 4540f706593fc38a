/// `why [faults|A:3|EXPR]`
struct WhyCommand: Command {
  static let description = CommandDescription(
    verb: "why", usage: ["why", "why EXPRESSION", "why PROCESS:PAGE"],
    summary: "the events behind the last fault, behind a number, or of a page",
    detail: """
      Alone it tells the last fault step by step, with the reason for the victim. With an expression it lists \
      the events behind each observable in it, \(WhyCommand.lines) lines and then a count; for time and eat also what \
      each kind of event cost. With a page it tells what became of that page. For a register, control register or \
      bytes of a computer's memory it finds the instruction that wrote them last, looking back over at most \
      \(InstructionSearch.bound) instructions; for M.traps it tells the last \(WhyCommand.lines). For what the host \
      measures, as V.vcpu(0).steal, it tells the stretches of time that the number is made of, the longest \
      \(WhyCommand.lines), and what went on in each: who ran and why the scheduler chose that, for whom the disk \
      worked, who held the lock.
      """,
    operands: [.expression],
    examples: [
      "why", "why faults", "why A:3", "why eat", "why M.a0", "why M.traps(ecall)",
      "why V.vcpu(0).steal", "why J.turnaround",
    ],
    isOutput: true)

  static let lines = 20
  private let expression: Expression?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    expression = scanner.isAtEnd ? nil : try scanner.expression("a number or a page to explain")
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    let context = lab.context()
    guard let expression else { return CommandOutcome(report: try lastFault(context)) }
    if expression.observables.isEmpty {
      guard case .page(let page) = try context.value(of: expression) else {
        throw LabError(
          .expected(
            "something observed, such as `faults`, or a page, such as A:3",
            found: "`\(expression.text)`"),
          at: expression.place)
      }
      return CommandOutcome(report: try story(of: page, context, at: expression.place))
    }
    var blocks: [Report.Block] = []
    var seen: Set<String> = []
    let words = expression.observables.flatMap { argumentWords(of: $0, context) }
    for path in expression.observables
    where !words.contains(path.place) && seen.insert(path.text).inserted {
      blocks += try explain(path, context, lab.history)
    }
    return CommandOutcome(report: Report(blocks))
  }

  /// The places of what stands in the brackets of something asked of a computer: labels and names of registers.
  private func argumentWords(
    of path: ObservablePath, _ context: EvaluationContext
  ) -> [SourcePlace] {
    guard let (entry, _) = try? context.resolve(path), entry.scope == .computer else { return [] }
    return path.parts.flatMap { $0.arguments ?? [] }.flatMap { $0.observables.map(\.place) }
  }

  private func lastFault(_ context: EvaluationContext) throws -> Report {
    let narrator = Narrator(keep: 1, last: true) { record, _ in
      switch record.outcome {
      case .hit, .removed, .shared, .unshared, .released, .releasedShared, .merged, .forkCopy,
        .swappedIn:
        false
      default: true
      }
    }
    _ = try context.tape.play(observer: narrator)
    guard let story = narrator.stories.last else {
      return .text("There was no fault yet.")
    }
    let rows = story.steps(context.machine).map(ShowView.eventRow)
    let number = story.reference.map { "Reference \($0)" } ?? "The last move"
    return Report([
      .text("\(number), to \(story.page), took \(Value.nanoseconds(story.cost).written()):"),
      .table(
        Table(
          columns: ["time", "event", "what happens"], alignments: [.right, .left, .left], rows: rows
        )),
    ])
  }

  private func story(
    of page: PageName, _ context: EvaluationContext, at place: SourcePlace
  ) throws -> Report {
    let machine = context.machine
    let name = Named(text: page.process, place: place)
    if let space = try? machine.living(name) {
      try machine.checkPage(page.page, of: space, at: place)
    } else if !machine.memory.spaces.contains(where: { $0.name == page.process }) {
      _ = try machine.living(name)
    }
    let spaces = machine.memory.spaces
    let narrator = Narrator(keep: WhyCommand.lines) { record, own in
      if own == page { return true }
      guard let victim = record.victim, victim.page == page.page else { return false }
      return spaces.indices.contains(victim.space) && spaces[victim.space].name == page.process
    }
    _ = try context.tape.play(observer: narrator)
    guard narrator.total > 0 else { return .text("\(page) was never touched.") }
    return Report([
      .listing(narrator.stories.map(\.line), more: narrator.total - narrator.stories.count)
    ])
  }

  private func explain(
    _ path: ObservablePath, _ context: EvaluationContext, _ history: History
  ) throws -> [Report.Block] {
    let (entry, scope) = try context.resolve(path)
    let head = Report.Block.text(
      "\(path.text) \(try Self.told(context.observable(path))): \(entry.meaning).")
    if let part = entry.part, let computer = scope.computer {
      let search = InstructionSearch(
        history: history, budget: context.fuel, space: computer.space)
      return [head] + (try computer.origin(of: try part(scope), scope, search))
    }
    if let story = entry.story { return [head] + (try story(scope)) }
    guard let cause = entry.cause else { return [head] }
    if case .costs = cause { return [head, costs(context.machine)] }
    let process =
      scope.machine.memory.spaces.indices.contains(scope.space)
      ? scope.machine.memory.spaces[scope.space].name : ""
    let narrator = Narrator(keep: WhyCommand.lines) { record, page in
      guard cause.matches(record) else { return false }
      switch entry.scope {
      case .process: return page.process == process
      case .page: return page.process == process && page.page == scope.page
      default: return true
      }
    }
    _ = try context.tape.play(observer: narrator)
    let more = narrator.total - narrator.stories.count
    return [head, .listing(narrator.stories.map(\.line), more: more)]
  }

  /// A value in the head of an explanation: a long list only by its length.
  private static func told(_ value: Value) -> String {
    if case .list(let entries) = value, entries.count > lines {
      return "has \(counted(entries.count, "entry"))"
    }
    return "is \(value.writtenQuoted())"
  }

  /// What each kind of event cost, and how the sum comes about.
  private func costs(_ machine: Machine) -> Report.Block {
    let counts = machine.counts
    let costs = machine.settings.costs
    let terms: [(String, Int, Int)] = [
      ("plain hits", counts.hits - counts.cowfaults, costs.memory),
      ("faults from disk", counts.pageins - counts.swapins, costs.fault),
      ("pages swapped in", counts.swapins, costs.fault),
      ("dirty pages written out", counts.pageouts, costs.pageout),
      ("zero-fills", counts.zerofills, costs.zerofill),
      ("copy-on-write copies", counts.cowcopies, costs.copy),
      ("copy-on-write without a copy", counts.cowfaults - counts.cowcopies, costs.cowreuse),
      ("pages copied by fork", counts.forkcopies, costs.copy),
      ("aborted references", counts.aborts, costs.memory),
    ]
    let rows: [[Cell]] = terms.filter { $0.1 > 0 }.map { name, count, cost in
      let (product, _) = count.multipliedReportingOverflow(by: cost)
      return [
        Cell(name), Cell("\(count)"), Cell("× " + Value.nanoseconds(cost).written()),
        Cell("= " + Value.nanoseconds(product).written()),
      ]
    }
    let sum: [Cell] = [
      Cell("time", .strong), "", "",
      Cell("= " + Value.nanoseconds(machine.time).written(), .strong),
    ]
    return .table(
      Table(
        columns: ["what", "times", "each", "sum"], alignments: [.left, .right, .right, .right],
        rows: rows + [sum]))
  }
}
