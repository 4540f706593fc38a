/// Everything that was scheduled, run again under each scheduler, with each quantum on each number of CPUs: what
/// `compare` and `plot` do with names of schedulers.
struct SchedulerComparison: Sendable {
  static let options = [
    CommandOption(
      name: "quantum", values: "times", meaning: "quanta of schedulers, as 1ms or 1ms,2ms,4ms"),
    CommandOption(name: "cpus", values: "numbers", meaning: "CPUs of the host, as 2, 1..4 or 1,8"),
  ]

  /// One number of the table.
  struct Measure: Sendable {
    enum Best: Sendable { case least, greatest }

    let title: String
    /// The observable that it is.
    let name: String
    let best: Best

    static let all = [
      Measure(title: "turnaround", name: "average.turnaround", best: .least),
      Measure(title: "waiting", name: "average.waiting", best: .least),
      Measure(title: "response", name: "average.response", best: .least),
      Measure(title: "switches", name: "switches", best: .least),
      Measure(title: "fairness", name: "fairness", best: .greatest),
      Measure(title: "utilized", name: "utilization", best: .greatest),
      Measure(title: "worst lag", name: "worstlag", best: .least),
    ]
  }

  /// One way of running it.
  struct Row {
    let scheduler: SchedulerSpec
    let quantum: Int?
    let cpus: Int?
    /// One a measure; nil where it is not defined, as before anything is finished.
    let values: [Quantity?]
    /// True if every task has come to its end.
    let isFinished: Bool
  }

  let schedulers: [SchedulerSpec]
  let quanta: [Int?]
  let cpus: [Int?]

  /// True if names of schedulers follow, or nothing but options that only those have.
  static func isAhead(_ scanner: Scanner, in lab: Lab) -> Bool {
    var copy = scanner
    if copy.isAtOption {
      guard let name = try? copy.option() else { return false }
      return options.contains { $0.name == name.text }
    }
    guard let word = try? copy.rawValue("a scheduler") else { return false }
    return ComparisonKind(word.text, in: lab) == .scheduler
  }

  init(_ scanner: inout Scanner, in lab: Lab, _ read: (inout Scanner) throws -> OptionReader) throws
  {
    var schedulers: [SchedulerSpec] = []
    while !scanner.isAtEnd, !scanner.isAtOption {
      let word = try scanner.rawValue("a scheduler")
      try ComparisonKind.check(word, beside: .scheduler, in: lab)
      do {
        schedulers.append(try SchedulerSpec.parse(word.text, defined: lab.machine.schedulers))
      } catch let error as LabError {
        throw error.filled(place: word.place, lineText: "")
      }
    }
    let read = try read(&scanner)
    for name in ["frames", "steps", "vcpus"] {
      guard let value = read.values[name] else { continue }
      throw LabError(
        .conflict("\(name)= is not for schedulers: they are compared by quantum= and cpus=."),
        at: value.place)
    }
    self.schedulers =
      schedulers.isEmpty
      ? [lab.machine.host?.settings.scheduler ?? SchedulerSpec.standard] : schedulers
    quanta = try read.values["quantum"].map(Self.times) ?? [nil]
    cpus = try read.values["cpus"].map(Self.counts) ?? [nil]
    guard self.schedulers.count * quanta.count * cpus.count <= Self.most else {
      throw LabError(
        .fuel(what: "hosts in one comparison", limit: Self.most),
        at: (read.values["cpus"] ?? read.values["quantum"])?.place ?? scanner.place)
    }
  }

  /// Throws if one of its own options is given to another kind of comparison.
  static func refuseOptions(_ read: OptionReader, for subject: String) throws {
    for option in options {
      guard let value = read.values[option.name] else { continue }
      throw LabError(
        .conflict("\(option.name)= is for schedulers, not for \(subject)."), at: value.place)
    }
  }

  /// Hosts that are run at most.
  private static let most = 500

  private static func times(_ value: Named) throws -> [Int?] {
    guard !value.text.contains("..") else {
      throw LabError(
        .expected("times with commas between them, as 1ms,2ms,4ms", found: "`\(value.text)`"),
        at: value.place)
    }
    return try value.text.split(separator: ",", omittingEmptySubsequences: false).map { text in
      try Named(text: String(text), place: value.place)
        .time(in: 1000...Host.longest, range: "1us to 1000000s", what: "quantum")
    }
  }

  private static func counts(_ value: Named) throws -> [Int?] {
    let ranges = try numberRanges(value, in: 1...HostSettingRegistry.mostCPUs, what: "cpus")
    return ranges.flatMap { Array($0) }
  }

  // MARK: Running

  func run(in lab: Lab) throws -> [Row] {
    guard let host = lab.machine.host, host.core.tasks.count > 0, host.now > 0 else {
      throw LabError(
        .undefined(
          "There is nothing scheduled yet to compare: `task J run=10ms; run` runs something."))
    }
    var rows: [Row] = []
    for cpus in cpus {
      for quantum in quanta {
        for scheduler in schedulers {
          if lab.stopRequest?.isRequested == true { throw LabError(.interrupted) }
          rows.append(try run(scheduler, quantum, cpus, lab.context()))
        }
      }
    }
    return rows
  }

  private func run(
    _ scheduler: SchedulerSpec, _ quantum: Int?, _ cpus: Int?, _ context: EvaluationContext
  ) throws -> Row {
    let place = SourcePlace(line: 1, column: 1)
    func setting(_ name: String, _ value: String) -> Setting {
      Setting(name: Named(text: name, place: place), value: Named(text: value, place: place))
    }
    var settings = [setting("scheduler", scheduler.text)]
    if let quantum { settings.append(setting("quantum", "\(quantum)ns")) }
    if let cpus { settings.append(setting("cpus", "\(cpus)")) }
    let other: EvaluationContext
    do { other = try context.supposing(settings) } catch let error as LabError {
      // What a script says may not go with every host, as a pin to a CPU that is not there.
      let name = Self.label(scheduler, quantum, cpus)
      throw LabError(.refused("Under \(name): \(error.message)."))
    }
    let scope = ObservableScope(context: other)
    let values = try Measure.all.map { measure -> Quantity? in
      guard let entry = ObservableRegistry.named(measure.name, .machine) else { return nil }
      do {
        guard case .quantity(let quantity) = try entry.read(scope) else { return nil }
        return quantity
      } catch let error as LabError {
        if case .undefined = error.problem { return nil }
        throw error
      }
    }
    return Row(
      scheduler: scheduler, quantum: quantum, cpus: cpus, values: values,
      isFinished: other.machine.host?.core.isFinished ?? false)
  }

  // MARK: Drawing

  static func label(_ scheduler: SchedulerSpec, _ quantum: Int?, _ cpus: Int?) -> String {
    var text = scheduler.text
    if let quantum { text += " \(Value.nanoseconds(quantum).written())" }
    if let cpus { text += ", \(counted(cpus, "CPU"))" }
    return text
  }

  /// A table for each number of CPUs, so that each keeps to 80 columns.
  func report(_ rows: [Row], in lab: Lab) throws -> Report {
    guard let core = lab.machine.host?.core else { return Report() }
    var blocks: [Report.Block] = try cpus.map { count in
      let on = count.map { " on \(counted($0, "CPU"))" } ?? ""
      return try .table(
        Self.table(
          rows.filter { $0.cpus == count },
          title:
            "\(counted(core.tasks.count, "task"))\(on) under each scheduler; times are averages",
          namesQuantum: quanta.count > 1))
    }
    if !core.isFinished {
      blocks.append(.text("Turnaround is averaged over those that are finished by then."))
    }
    return Report(blocks)
  }

  private static func table(_ rows: [Row], title: String, namesQuantum: Bool) throws -> Table {
    let best = try Measure.all.indices.map { try Self.best(rows.map(\.values), $0) }
    let cells = try rows.map { row -> [Cell] in
      let label = Self.label(row.scheduler, namesQuantum ? row.quantum : nil, nil)
      return try [Cell(label, .strong)]
        + row.values.enumerated().map { column, value -> Cell in
          guard let value else { return "-" }
          let isBest = try best[column].map { try $0.compared(with: value) == 0 } ?? false
          return Cell(Self.written(value), isBest ? .good : .plain)
        }
    }
    return Table(
      title: title, columns: ["under"] + Measure.all.map(\.title),
      alignments: [.left] + Measure.all.map { _ in .right }, rows: cells)
  }

  /// The best value of a column; nil if there is only one, or all are alike.
  private static func best(_ rows: [[Quantity?]], _ column: Int) throws -> Quantity? {
    let values = rows.compactMap { $0[column] }.filter { $0.number.double.isFinite }
    guard let least = try values.min(by: { try $0.compared(with: $1) < 0 }),
      let greatest = try values.max(by: { try $0.compared(with: $1) < 0 }),
      try least.compared(with: greatest) != 0
    else { return nil }
    return Measure.all[column].best == .least ? least : greatest
  }

  /// To five digits, so that the table keeps to 80 columns.
  private static func written(_ value: Quantity) -> String {
    guard value.number.double != 0 else { return Value.quantity(value).written() }
    var unit = 1.0
    while value.number.double.magnitude / unit >= 100_000 { unit *= 10 }
    while value.number.double.magnitude / unit < 10_000 { unit /= 10 }
    let rounded = (value.number.double / unit).rounded()
    let number = unit >= 1 ? rounded * unit : rounded / (1 / unit).rounded()
    return Value.quantity(Quantity((try? .normal(number)) ?? value.number, value.dimension))
      .written()
  }
}

extension HostCore {
  /// True if every task has come to its end.
  fileprivate var isFinished: Bool {
    (0..<tasks.count).allSatisfy { tasks[$0].state == .finished }
  }
}
