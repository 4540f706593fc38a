/// What an expression sees: the machine at one moment of a history, under its own or supposed settings.
final class EvaluationContext: ExpressionContext {
  let machine: Machine
  let moment: Moment
  let counts: Statistics
  private let entries: [History.Entry]
  private let history: History?
  private let overrides: [Setting]
  private let budget: Budget
  private var supposed: [String: EvaluationContext] = [:]
  private var earlier: [Int: EvaluationContext] = [:]
  private var collected: [ObjectIdentifier: any Observer] = [:]
  /// How many earlier or supposed machines are kept for the next question.
  private static let kept = 64

  /// The present of a lab.
  init(
    machine: Machine, history: History, moment: Moment, overrides: [Setting], budget: Budget
  ) {
    self.machine = machine
    self.moment = moment
    self.history = history
    entries = history.entries(at: moment)
    self.overrides = overrides
    self.budget = budget
    counts = machine.counts
  }

  /// Another world, reached by replay; or a machine in the middle of a command, which has no past to ask for.
  init(
    machine: Machine, entries: [History.Entry] = [], overrides: [Setting] = [], budget: Budget
  ) {
    self.machine = machine
    moment = Moment(entry: entries.count)
    history = nil
    self.entries = entries
    self.overrides = overrides
    self.budget = budget
    counts = machine.counts
  }

  var listEntries: Int { budget.limits.listEntries }
  /// The settings that are supposed, none in the present.
  var supposition: [Setting] { overrides }
  var fuel: Budget { budget }
  var tape: Tape { Tape(entries: entries, overrides: overrides, budget: budget) }

  func value(of expression: Expression) throws -> Value { try expression.value(in: self) }

  func value(
    of expression: Expression, afterReference n: Int, place: SourcePlace
  ) throws -> Value {
    if let known = earlier[n] { return try known.value(of: expression) }
    guard let index = entries.lastIndex(where: { $0.command.isString }) else {
      throw LabError(
        .undefined(
          "There is no reference string yet: `@\(n)` asks for the middle of the last one."),
        at: place)
    }
    let units = entries[index].limit ?? entries[index].units
    guard (0...units).contains(n) else {
      throw LabError(
        .outOfRange(what: "the reference after @", value: "\(n)", range: "0 to \(units)"), at: place
      )
    }
    var list = Array(entries[...index])
    list[index].limit = n
    let past = try replay(list, index: index, unit: n)
    if earlier.count < EvaluationContext.kept { earlier[n] = past }
    return try past.value(of: expression)
  }

  private func replay(_ list: [History.Entry], index: Int, unit: Int) throws -> EvaluationContext {
    let machine: Machine
    if let history, overrides.isEmpty {
      machine = try history.replay(to: Moment(entry: index, unit: unit), budget: budget)
    } else {
      machine = try Tape(entries: list, overrides: overrides, budget: budget).play()
    }
    let entries = unit == 0 ? Array(list.dropLast()) : list
    return EvaluationContext(
      machine: machine, entries: entries, overrides: overrides, budget: budget)
  }

  func value(of expression: Expression, supposing settings: [Setting]) throws -> Value {
    try supposing(settings).value(of: expression)
  }

  /// The same past under other settings, played again.
  func supposing(_ settings: [Setting]) throws -> EvaluationContext {
    let key = settings.map { "\($0.name.text)=\($0.value.text)" }.joined(separator: " ")
    if let known = supposed[key] { return known }
    let new = settings.map(\.name.text)
    let merged = overrides.filter { !new.contains($0.name.text) } + settings
    let machine = try Tape(entries: entries, overrides: merged, budget: budget).play()
    let other = EvaluationContext(
      machine: machine, entries: entries, overrides: merged, budget: budget)
    if supposed.count < EvaluationContext.kept { supposed[key] = other }
    return other
  }

  /// What an observer of this kind collects over the whole history of the machine; replayed once.
  func collect<Collector: Collecting>(_ kind: Collector.Type) throws -> Collector {
    if let known = collected[ObjectIdentifier(kind)] as? Collector { return known }
    let collector = Collector()
    _ = try tape.play(observer: collector)
    collected[ObjectIdentifier(kind)] = collector
    return collector
  }

  func checkLength(_ count: Int, of what: String) throws {
    guard count <= listEntries else {
      throw LabError(.fuel(what: "entries in the list \(what)", limit: listEntries))
    }
  }
}

/// An observer that needs nothing to begin with.
protocol Collecting: Observer {
  init()
}
