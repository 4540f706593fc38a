extension ShowView {
  static let migration = ShowView(
    name: "migration", usage: "migration V",
    summary: "the last live migration of a virtual machine, beside the formula"
  ) { (subject: ComputerSubject) in
    guard let migration = subject.computer.migration else {
      return .text(
        "\(subject.computer.name) was not migrated: `migrate V bandwidth=100MiB` does it.")
    }
    guard migration.mode == .precopy else { return postcopy(subject.computer, migration) }
    let forecast = try migration.plan.forecast()
    var start = migration.began
    var rows: [[Cell]] = []
    for (index, round) in migration.plan.rounds.enumerated() {
      let formula = forecast.flatMap { index < $0.rounds.count ? $0.rounds[index] : nil }
      rows.append([
        Cell("\(index)", .strong), Cell(time(start)), Cell("\(round.pages)"),
        Cell(time(round.duration)), Cell("\(round.dirtied)"),
        Cell(formula.map { "\($0.pages)" } ?? "", .dim),
      ])
      start = start.addingClamped(round.duration)
    }
    if let last = migration.plan.stopAndCopy {
      rows.append([
        Cell("stop", .strong), Cell(time(start)), Cell("\(last.pages)"), Cell(time(last.duration)),
        "", Cell((forecast?.stopAndCopy).map { "\($0.pages)" } ?? "", .dim),
      ])
    }
    return Report([
      .table(
        Table(
          columns: ["round", "begins", "pages", "takes", "written meanwhile", "formula"],
          alignments: [.left, .right, .right, .right, .right, .right], rows: rows)),
      .text(try sentence(migration, forecast)),
    ])
  }

  private static func time(_ value: Int) -> String { Value.nanoseconds(value).written() }

  private static func sentence(_ migration: Migration, _ forecast: PrecopyPlan?) throws -> String {
    let plan = migration.plan
    let volume = Value.quantity(
      Quantity(try plan.volume.multipliedClamped(by: plan.link.pageBytes), .data)
    ).written()
    var text =
      "Downtime \(time(migration.downtime)), \(time(migration.total)) in all, \(volume) sent."
    if let forecast {
      text +=
        " By the formula with the dirty rate that was measured: downtime \(time(try forecast.downtime)), "
        + "\(time(try forecast.total)) in all."
    }
    if let stop = plan.stop { text += " Pre-copy ended because \(stop.words(plan.limits))." }
    return text
  }

  private static func postcopy(_ computer: Computer, _ migration: Migration) -> Report {
    let fetches = computer.arrival?.fetches ?? 0
    return .text(
      """
      Post-copy: downtime \(time(migration.downtime)); all pages are there after \(time(migration.total)). \
      \(counted(fetches, "page")) had to be fetched before their turn.
      """)
  }

  /// Pages still to be sent over time, round by round.
  static func migrationChart(_ computer: Computer, _ migration: Migration) -> Chart {
    var time = 0.0
    var points: [Chart.Point] = []
    for round in migration.plan.rounds {
      points.append(Chart.Point(x: time / 1e6, y: Double(round.pages)))
      time += Double(round.duration)
    }
    if let last = migration.plan.stopAndCopy {
      points.append(Chart.Point(x: time / 1e6, y: Double(last.pages)))
      points.append(Chart.Point(x: (time + Double(migration.downtime)) / 1e6, y: 0))
    }
    return Chart(
      title: "Migration of \(computer.name)", xLabel: "milliseconds", yLabel: "pages to send",
      series: [Chart.Series(name: "at the beginning of each round", points: points)])
  }
}

extension Int {
  fileprivate func multipliedClamped(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
