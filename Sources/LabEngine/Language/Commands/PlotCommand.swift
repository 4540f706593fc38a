/// What `plot` draws.
enum Picture: Sendable {
  case chart(Chart)
  case gantt(GanttChart)

  fileprivate var block: Report.Block {
    switch self {
    case .chart(let chart): .chart(chart)
    case .gantt(let chart): .gantt(chart)
    }
  }
}

/// `plot fifo lru opt frames=1..10 [out=FILE]`, `plot gantt vcpus from=10ms to=20ms`
struct PlotCommand: Command {
  static let description = CommandDescription(
    verb: "plot",
    usage: [
      "plot POLICY… frames=LIST [out=FILE]",
      "plot SCHEDULER… [quantum=TIMES cpus=LIST of=MEASURE out=FILE]",
      "plot boot \(TechniqueRegistry.names.joined(separator: " ")) guest=GUEST [out=FILE]",
    ] + PlotSubjectRegistry.all.map(\.usage),
    summary: "what `compare` lists, as a picture; or what ran on the host when",
    detail: """
      Drawn in the terminal; with out=FILE also written as SVG. \
      \(PlotSubjectRegistry.all.map { "`plot \($0.name)`: \($0.meaning)." }.joined(separator: " "))
      """,
    operands: [
      .either([
        .policy, .scheduler, .client,
        .words(
          TechniqueComparison.names + PlotSubjectRegistry.all.map(\.name) + ["cpus", "vcpus"]),
      ])
    ],
    options: Comparison.options + SchedulerComparison.options + TechniqueComparison.options
      + PictureSpan.options + [
        SchedulerComparison.plotOption,
        SharePicture.option,
        CommandOption(
          name: "out", values: "a file", meaning: "where to write the picture as SVG", kind: .file),
      ],
    examples: [
      "plot fifo lru opt frames=1..10", "plot fifo frames=1..8 out=belady.svg", "plot gantt",
      "plot gantt vcpus from=10ms to=20ms", "plot share window=50ms",
      "plot rr fcfs quantum=1ms,2ms,4ms,8ms of=response",
    ],
    isOutput: true)

  private let draw: PlotSubject.Drawing
  private let file: Named?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    var file: Named?
    let read = { (scanner: inout Scanner) in
      let options = try OptionReader(&scanner, of: Self.description)
      file = options.values["out"]
      return options
    }
    if let subject = PlotSubjectRegistry.all.first(where: { scanner.takeWord($0.name) }) {
      draw = try subject.parse(&scanner, read)
    } else if TechniqueComparison.isAhead(scanner) {
      let comparison = try TechniqueComparison(&scanner, in: lab, read)
      draw = { (.chart(TechniqueComparison.chart(try comparison.run(in: $0))), []) }
    } else if SchedulerComparison.isAhead(scanner, in: lab) {
      var measure = ""
      let comparison = try SchedulerComparison(&scanner, in: lab) { scanner in
        let options = try read(&scanner)
        measure = try options.choice(
          "of", SchedulerComparison.plotted, standard: SchedulerComparison.plotted[0])
        return options
      }
      draw = { [measure] in
        (.chart(try comparison.chart(try comparison.run(in: $0), of: measure)), [])
      }
    } else {
      try Self.checkSubject(scanner, in: lab)
      let comparison = try Comparison(&scanner, in: lab, read)
      draw = { (.chart(try Self.chart(comparison, in: $0)), []) }
    }
    self.file = file
    if let file, lab.files == nil || lab.limits.refusesFiles {
      throw scanner.error(.refused("Files cannot be named here."), at: file.place)
    }
  }

  /// Throws if the first word is nothing that can be drawn: a picture is more likely meant than a policy.
  private static func checkSubject(_ scanner: Scanner, in lab: Lab) throws {
    var ahead = scanner
    guard !ahead.isAtEnd, !ahead.isAtOption else { return }
    let word = try ahead.rawValue("what to draw")
    guard ComparisonKind(word.text, in: lab) == nil else { return }
    let pictures = PlotSubjectRegistry.all.map(\.name)
    let known = pictures + ComparisonKind.names(in: lab)
    throw scanner.error(
      .unknown(
        kind: "picture, policy, scheduler or technique", name: word.text,
        nearest: nearest(word.text, among: pictures) ?? nearest(word.text, among: known),
        known: known), at: word.place)
  }

  private static func chart(_ comparison: Comparison, in lab: Lab) throws -> Chart {
    let faults = try comparison.run(in: lab)
    let order = comparison.frames.indices.sorted { comparison.frames[$0] < comparison.frames[$1] }
    let series = comparison.policies.enumerated().map { column, policy in
      Chart.Series(
        name: policy.text,
        points: order.map {
          Chart.Point(x: Double(comparison.frames[$0]), y: Double(faults[$0][column]))
        })
    }
    return Chart(
      title: "Faults on \(counted(lab.machine.counts.refs, "reference"))", xLabel: "frames",
      yLabel: "faults", series: series)
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    let (picture, remarks) = try draw(lab)
    var blocks: [Report.Block] = [picture.block] + remarks
    if let file {
      do { try lab.files?.draw(picture, to: file.text) } catch let error as LabError {
        throw error.filled(place: file.place, lineText: "")
      }
      blocks.append(.text("Written to \(file.text)."))
    }
    return CommandOutcome(report: Report(blocks))
  }
}
