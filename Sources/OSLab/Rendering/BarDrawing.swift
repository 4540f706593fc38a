import LabEngine

/// A chart of bars in characters: one row a bar, every series a stretch of it with a filling of its own.
struct BarDrawing {
  private static let fillings = Array("█▒░▓")
  private static let colours: [Ink.Colour] = [.cyan, .magenta, .yellow, .green, .blue, .red]
  private static let widest = 100

  private let chart: Chart

  init(_ chart: Chart) { self.chart = chart }

  func lines(width: Int) -> [StyledText] {
    let title = WordWrap.lines(StyledText(VisibleText.line(chart.title), .strong), width: width)
    let names = chart.bars.map { VisibleText.line($0) }
    let margin = names.map(\.count).max() ?? 0
    let sums = names.indices.map { chart.sum(at: $0) }
    let labels = sums.map { Chart.written($0) }
    let greatest = sums.max() ?? 0
    let room = max(8, min(width, Self.widest) - margin - 3 - (labels.map(\.count).max() ?? 0))
    let rows = names.indices.map { index -> StyledText in
      var line = StyledText(names[index]).padded(to: margin, .left)
      line.append(" │", .faint)
      var (done, drawn) = (0.0, 0)
      for (number, series) in chart.series.enumerated() {
        done += series.points.first { Int($0.x) == index }?.y ?? 0
        let end = greatest > 0 ? Int((done / greatest * Double(room)).rounded()) : 0
        line.append(
          String(
            repeating: Self.fillings[number % Self.fillings.count], count: max(0, end - drawn)),
          Ink(colour: Self.colours[number % Self.colours.count]))
        drawn = max(drawn, end)
      }
      line.append(" " + labels[index])
      return line
    }
    return title + rows + [legend]
  }

  private var legend: StyledText {
    var line = StyledText(chart.xLabel.isEmpty ? "" : VisibleText.line(chart.xLabel) + ":  ")
    for (number, series) in chart.series.enumerated() {
      if number > 0 { line.append("  ") }
      line.append(
        String(Self.fillings[number % Self.fillings.count]),
        Ink(colour: Self.colours[number % Self.colours.count]))
      line.append(" " + VisibleText.line(series.name))
    }
    return line
  }
}

extension Chart {
  /// A whole number as it is, another one to six significant digits.
  static func written(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return "\(whole)" }
    guard value.isFinite else { return "\(value)" }
    var unit = 1.0
    while (value * unit).magnitude < 100_000, unit < 1e12 { unit *= 10 }
    let rounded = (value * unit).rounded() / unit
    return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
  }

  /// The length of a bar.
  func sum(at index: Int) -> Double {
    series.reduce(0) { $0 + ($1.points.first { Int($0.x) == index }?.y ?? 0) }
  }
}
