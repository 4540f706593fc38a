/// What `compare` and `plot` have in common: policies, frame counts, and the runs of all of them.
struct Comparison: Sendable {
  static let options = [
    CommandOption(
      name: "frames", values: "numbers", meaning: "frame counts, as 3, 1..10 or 8,16,32")
  ]
  /// Machines that are run at most.
  static let most = 2_000

  let policies: [PolicySpec]
  let frames: [Int]

  init(_ scanner: inout Scanner, in lab: Lab, _ options: (inout Scanner) throws -> OptionReader)
    throws
  {
    var policies: [PolicySpec] = []
    while !scanner.isAtEnd, !scanner.isAtOption {
      let word = try scanner.rawValue("a policy")
      try ComparisonKind.check(word, beside: .policy, in: lab)
      do { policies.append(try PolicySpec.parse(word)) } catch let error as LabError {
        throw error.filled(place: word.place, lineText: "")
      }
    }
    let read = try options(&scanner)
    try SchedulerComparison.refuseOptions(read, for: "policies")
    let limit = lab.limits.frames
    let ranges = try read.values["frames"].map {
      try numberRanges($0, in: 1...limit, what: "frames")
    }
    self.policies = policies.isEmpty ? [lab.machine.policySpec] : policies
    guard let ranges else {
      frames = [lab.machine.settings.frames]
      return
    }
    let counts = ranges.reduce(0) { sum, range in
      min(Comparison.most + 1, sum + min(range.count, Comparison.most + 1))
    }
    guard counts * self.policies.count <= Comparison.most else {
      throw scanner.error(
        .fuel(what: "machines in one comparison", limit: Comparison.most),
        at: read.values["frames"]?.place ?? scanner.place)
    }
    frames = ranges.flatMap { Array($0) }
  }

  /// Faults by frame count, then by policy.
  func run(in lab: Lab) throws -> [[Int]] {
    let context = lab.context()
    guard context.machine.counts.refs > 0 else {
      let references = "There are no references yet to compare: `refs A 1 2 3` runs some."
      let tasks = " Tasks are compared by schedulers, as in `compare rr fcfs`."
      throw LabError(.undefined(references + (context.machine.host == nil ? "" : tasks)))
    }
    return try frames.map { count in
      let place = SourcePlace(line: 1, column: 1)
      let setting = Setting(
        name: Named(text: "frames", place: place), value: Named(text: "\(count)", place: place))
      return try policies.map { policy in
        if lab.stopRequest?.isRequested == true { throw LabError(.interrupted) }
        let tape = Tape(
          entries: context.tape.entries, overrides: [setting], budget: context.fuel,
          forcedPolicy: policy)
        return try tape.play().counts.faults
      }
    }
  }
}

extension Scanner {
  /// True if `NAME=` stands here.
  var isAtOption: Bool {
    var copy = self
    return (try? copy.option()) != nil
  }
}

/// `compare fifo lru opt frames=1..10`
struct CompareCommand: Command {
  static let description = CommandDescription(
    verb: "compare",
    usage: [
      "compare POLICY… [frames=LIST]",
      "compare SCHEDULER… [quantum=TIMES cpus=LIST]",
      "compare boot \(TechniqueRegistry.names.joined(separator: " ")) guest=GUEST [steps=N …]",
    ],
    summary: "faults by policy, what is measured by scheduler, or a guest under each technique",
    detail: """
      With policies it runs everything since the machine was made again, under each policy with each number of \
      frames. The fewest faults of each row are set off, and so is a policy that faults more with more frames. With \
      schedulers it runs everything that was scheduled again under each, with each quantum on each number of CPUs, and \
      sets the best values off; of the policies' names and the schedulers' the first decides. With boot and the techniques of virtual machines it runs a guest under each, on a machine of its own with the \
      same settings, for at most \(TechniqueComparison.steps) instructions unless steps= says otherwise.
      """,
    operands: [.either([.policy, .scheduler, .words(TechniqueComparison.names)])],
    options: Comparison.options + SchedulerComparison.options + TechniqueComparison.options,
    examples: [
      "compare fifo lru opt frames=1..10", "compare lru clock frames=8,16,32",
      "compare fcfs sjf rr quantum=1ms,4ms cpus=1..4",
      "compare boot trap translate hardware guest=kernel",
    ],
    isOutput: true)

  private enum Subject: Sendable {
    case policies(Comparison)
    case schedulers(SchedulerComparison)
    case techniques(TechniqueComparison)
  }

  private let subject: Subject

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    if TechniqueComparison.isAhead(scanner) {
      subject = .techniques(
        try TechniqueComparison(&scanner, in: lab) { try OptionReader(&$0, of: Self.description) })
    } else if SchedulerComparison.isAhead(scanner, in: lab) {
      subject = .schedulers(
        try SchedulerComparison(&scanner, in: lab) { try OptionReader(&$0, of: Self.description) })
    } else {
      subject = .policies(
        try Comparison(&scanner, in: lab) { try OptionReader(&$0, of: Self.description) })
    }
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    switch subject {
    case .policies(let comparison): try Self.run(comparison, in: lab)
    case .schedulers(let comparison):
      CommandOutcome(report: try comparison.report(try comparison.run(in: lab), in: lab))
    case .techniques(let comparison):
      CommandOutcome(report: TechniqueComparison.report(try comparison.run(in: lab)))
    }
  }

  private static func run(_ comparison: Comparison, in lab: Lab) throws -> CommandOutcome {
    let faults = try comparison.run(in: lab)
    var anomalies: [String] = []
    var rows: [[Cell]] = []
    for (index, row) in faults.enumerated() {
      let fewest = row.min()
      var cells = [Cell("\(comparison.frames[index])", .strong)]
      for (column, count) in row.enumerated() {
        let isWorse =
          index > 0 && comparison.frames[index - 1] < comparison.frames[index]
          && faults[index - 1][column] < count
        if isWorse {
          anomalies.append(
            "\(comparison.policies[column].text) faults more with \(comparison.frames[index]) frames "
              + "(\(count)) than with \(comparison.frames[index - 1]) (\(faults[index - 1][column])): "
              + "Belady's anomaly.")
        }
        cells.append(
          Cell("\(count)", isWorse ? .bad : count == fewest && row.count > 1 ? .good : .plain))
      }
      rows.append(cells)
    }
    let table = Table(
      title: "Faults on \(counted(lab.machine.counts.refs, "reference"))",
      columns: ["frames"] + comparison.policies.map(\.text),
      alignments: Array(repeating: .right, count: comparison.policies.count + 1), rows: rows)
    let remarks = anomalies.prefix(WhyCommand.lines).map { Report.Block.text($0) }
    return CommandOutcome(report: Report([.table(table)] + remarks))
  }
}
