import LabEngine

/// A line chart in characters: a marker at every point, dots between, every series with a marker of its own.
struct ChartDrawing {
  private static let height = 16
  private static let widest = 100
  private static let markers = Array(
    "ox+*#%@&ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnpqrstuvwyz0123456789")
  private static let colours: [Ink.Colour] = [.cyan, .magenta, .yellow, .green, .blue, .red]

  private struct Place: Hashable {
    var column: Int
    var row: Int
  }

  private let chart: Chart

  init(_ chart: Chart) { self.chart = chart }

  func lines(width: Int) -> [StyledText] {
    guard chart.bars.isEmpty else { return BarDrawing(chart).lines(width: width) }
    let title = WordWrap.lines(StyledText(VisibleText.line(chart.title), .strong), width: width)
    let series = chart.series.map { $0.points.filter { $0.x.isFinite && $0.y.isFinite } }
    let all = series.joined().map { (x: $0.x, y: $0.y) }
    guard let axes = AxisScale.pair(all, mostX: max(2, width / 10), mostY: 8) else {
      return title + [StyledText("(nothing to draw)", .faint)]
    }
    let margin = axes.y.ticks.map(\.label.count).max() ?? 1
    let columns = max(8, min(width, Self.widest) - margin - 2)
    var canvas = Canvas(width: columns, height: Self.height)
    for (index, points) in series.enumerated() {
      draw(points.map { place($0, axes, columns) }, series: index, on: &canvas)
    }
    let yLabel = WordWrap.lines(chart.yLabel, width: width)
    return title + yLabel + rows(canvas, axes.y, margin)
      + axes.x.foot(columns: columns, margin: margin, name: chart.xLabel) {
        Int(($0 * Double(columns - 1)).rounded())
      } + legend(canvas, width: width)
  }

  private func place(
    _ point: Chart.Point, _ axes: (x: AxisScale, y: AxisScale), _ columns: Int
  ) -> Place {
    Place(
      column: Int((axes.x.fraction(point.x) * Double(columns - 1)).rounded()),
      row: Self.row(point.y, axes.y))
  }

  /// Rows count from the top.
  private static func row(_ value: Double, _ axis: AxisScale) -> Int {
    Int(((1 - axis.fraction(value)) * Double(height - 1)).rounded())
  }

  private func draw(_ places: [Place], series: Int, on canvas: inout Canvas) {
    let ink = Self.ink(series)
    for (from, to) in zip(places, places.dropFirst()) where from != to {
      canvas.dots(from: (from.column, from.row), to: (to.column, to.row), ink)
    }
    for place in places {
      canvas.mark(place.column, place.row, Self.marker(series), ink)
    }
  }

  private static func marker(_ series: Int) -> Character { markers[series % markers.count] }
  private static func ink(_ series: Int) -> Ink { Ink(colour: colours[series % colours.count]) }

  private func rows(_ canvas: Canvas, _ axis: AxisScale, _ margin: Int) -> [StyledText] {
    var labels: [Int: String] = [:]
    for tick in axis.ticks { labels[Self.row(tick.value, axis)] = tick.label }
    return (0..<Self.height).map { row in
      var line = StyledText(labels[row] ?? "").padded(to: margin, .right)
      line.append(labels[row] == nil ? " │" : " ┤", .faint)
      line.append(canvas.line(row))
      return line
    }
  }

  private func legend(_ canvas: Canvas, width: Int) -> [StyledText] {
    StyledText.flowing(
      chart.series.enumerated().map { index, series in
        var entry = StyledText(String(Self.marker(index)), Self.ink(index))
        entry.append(" " + VisibleText.line(series.name))
        let isHidden = !series.points.isEmpty && !canvas.shows(Self.marker(index))
        if isHidden { entry.append(" (behind others)", .faint) }
        return entry
      }, width: width)
  }
}

/// A grid of inked characters.
private struct Canvas {
  private let width: Int
  private var cells: [[(character: Character, ink: Ink)]]

  init(width: Int, height: Int) {
    self.width = width
    cells = Array(
      repeating: Array(repeating: (character: " ", ink: .plain), count: width), count: height)
  }

  /// False for a marker that others have covered wherever it was.
  func shows(_ marker: Character) -> Bool {
    cells.contains { $0.contains { $0.character == marker } }
  }

  mutating func mark(_ column: Int, _ row: Int, _ character: Character, _ ink: Ink) {
    guard cells.indices.contains(row), cells[row].indices.contains(column) else { return }
    cells[row][column] = (character, ink)
  }

  /// Bresenham's line; what is drawn already stays.
  mutating func dots(from: (column: Int, row: Int), to: (column: Int, row: Int), _ ink: Ink) {
    let across = abs(to.column - from.column)
    let down = -abs(to.row - from.row)
    var (column, row, error) = (from.column, from.row, across + down)
    while (column, row) != to {
      if cells.indices.contains(row), cells[row].indices.contains(column),
        cells[row][column].character == " "
      {
        cells[row][column] = ("·", ink)
      }
      let twice = 2 * error
      if twice >= down {
        error += down
        column += to.column > from.column ? 1 : -1
      }
      if twice <= across {
        error += across
        row += to.row > from.row ? 1 : -1
      }
    }
  }

  func line(_ row: Int) -> StyledText {
    cells[row].reduce(into: StyledText()) { $0.append(String($1.character), $1.ink) }
  }
}
