/// `plot rr cfs`, with a measure by scheduler.
extension SchedulerComparison {
  /// The measures that `plot of=` may ask for.
  static let plotted = ["turnaround", "waiting", "response", "switches", "fairness", "lag"]
  static let plotOption = CommandOption(
    name: "of", values: plotted.joined(separator: ", "),
    meaning: "what of the schedulers to draw; turnaround unless told", kind: .words(plotted))

  /// Lines over quantum or CPUs, one a scheduler; bars where neither varies.
  func chart(_ rows: [Row], of measure: String) throws -> Chart {
    let isOverCPUs = cpus.count > 1
    let column = Self.plotted.firstIndex(of: measure).map { $0 == 5 ? 6 : $0 } ?? 0
    guard isOverCPUs || quanta.count > 1 else { return bars(rows, of: column) }
    var series: [Chart.Series] = []
    for (number, scheduler) in schedulers.enumerated() {
      for fixed in isOverCPUs ? quanta : [nil] {
        let own = rows.enumerated().filter { index, row in
          index % schedulers.count == number && (!isOverCPUs || row.quantum == fixed)
        }.map(\.element)
        let points = own.compactMap { row -> Chart.Point? in
          guard let value = row.values[column] else { return nil }
          let x = isOverCPUs ? Double(row.cpus ?? 0) : Double(row.quantum ?? 0) / 1e6
          let y = value.number.double / (value.dimension == .time ? 1e6 : 1)
          return Chart.Point(x: x, y: y)
        }
        let name = Self.label(scheduler, quanta.count > 1 && isOverCPUs ? fixed : nil, nil)
        series.append(Chart.Series(name: name, points: points.sorted { $0.x < $1.x }))
      }
    }
    let isTime = Measure.all[column].name != "switches" && Measure.all[column].name != "fairness"
    return Chart(
      title: Self.title(column),
      xLabel: isOverCPUs ? "CPUs" : "quantum, ms",
      yLabel: isTime ? "ms" : "", series: series)
  }

  /// Turnaround in its two parts; while some go on there is none to be shown beside what all have waited.
  private func bars(_ rows: [Row], of measure: Int) -> Chart {
    let isWhole = rows.allSatisfy(\.isFinished)
    if measure == 0, isWhole {
      return bars(
        rows, "Average turnaround by scheduler",
        [
          ("waiting", { $0.number(1) }),
          ("the rest of turnaround", { max(0, $0.number(0) - $0.number(1)) }),
        ], isTime: true)
    }
    let column = measure == 0 ? 1 : measure
    return bars(
      rows,
      measure == 0 ? Self.title(column) + ": not all tasks are finished" : Self.title(column),
      [(Measure.all[column].title, { $0.number(column) })],
      isTime: rows.contains { $0.values[column]?.dimension == .time })
  }

  /// "Average waiting by scheduler".
  private static func title(_ column: Int) -> String {
    let isAverage = Measure.all[column].name.hasPrefix("average.")
    let title = (isAverage ? "average " : "") + Measure.all[column].title + " by scheduler"
    return title.prefix(1).uppercased() + title.dropFirst()
  }

  private func bars(
    _ rows: [Row], _ title: String, _ parts: [(name: String, value: (Row) -> Double)], isTime: Bool
  ) -> Chart {
    Chart(
      title: title, xLabel: isTime ? "ms" : "", yLabel: "",
      series: parts.map { part in
        Chart.Series(
          name: part.name,
          points: rows.enumerated().map {
            Chart.Point(x: Double($0), y: part.value($1) / (isTime ? 1e6 : 1))
          })
      }, bars: rows.map { Self.label($0.scheduler, nil, nil) })
  }
}

extension SchedulerComparison.Row {
  /// In nanoseconds where it is a time; 0 where it is not defined.
  fileprivate func number(_ column: Int) -> Double { values[column]?.number.double ?? 0 }
}
