import LabEngine

/// A Gantt chart as a standalone SVG picture, with the names of tasks in stretches that have room for them.
///
/// States differ in hatching as well as in colour, so that it survives a black and white printer. Same chart, same
/// bytes.
struct GanttSVG {
  private static let width = 960.0
  private static let top = 44.0
  private static let letter = 7.2
  /// A row with more stretches is drawn in this many parts, two to a dot of the screen.
  private static let mostExact = 400
  private static let parts = 1_600
  /// Stretches of a picture that each tell their times under the pointer.
  private static let mostTitles = 1_500

  private let chart: GanttChart
  private let left: Double
  private let right: Double
  private let rowHeight: Double

  init(_ chart: GanttChart) {
    self.chart = chart
    let label = chart.rows.map(\.label.count).max() ?? 0
    let note = max(chart.rows.map(\.note.count).max() ?? 0, chart.noteMeaning.count)
    left = 24 + Double(min(label, 24)) * Self.letter
    right = Self.width - 24 - Double(min(note, 24)) * Self.letter
    rowHeight = chart.rows.count <= 12 ? 28 : chart.rows.count <= 24 ? 22 : 17
  }

  private var bottom: Double { Self.top + rowHeight * Double(chart.rows.count) + 6 }

  var text: String {
    let stretches = chart.rows.map { row in
      row.stretches.count <= Self.mostExact
        ? row.stretches : row.parts(from: chart.from, to: chart.to, Self.parts)
    }
    let key = legend(Set(stretches.joined().map(\.mark)))
    let height = bottom + 56 + key.height
    var lines = head(height)
    guard chart.to > chart.from, !chart.rows.isEmpty else {
      lines.append(ChartSVG.label("(nothing to draw)", x: left, y: Self.top + 16))
      return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
    }
    lines += axis()
    let hasTitles = stretches.reduce(0) { $0 + $1.count } <= Self.mostTitles
    for (index, row) in chart.rows.enumerated() {
      lines += draw(row, stretches[index], at: index, hasTitles: hasTitles)
    }
    return (lines + key.lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func head(_ height: Double) -> [String] {
    let (width, height) = (ChartSVG.decimal(Self.width), ChartSVG.decimal(height))
    return [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" role=\"img\" font-family=\"sans-serif\" "
        + "font-size=\"13\" fill=\"#222\">",
      "<title>\(ChartSVG.escaped(chart.title))</title>",
      GanttPalette.patterns,
      "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#fff\"/>",
      ChartSVG.label(chart.title, x: 16, y: 26, "font-size=\"16\" font-weight=\"bold\""),
    ]
  }

  private func axis() -> [String] {
    let unit = AxisUnit(span: chart.to - chart.from)
    let scale = AxisScale(
      [unit.value(chart.from), unit.value(chart.to)], most: 12, fromZero: false)
    var lines: [String] = []
    for tick in scale.ticks {
      let x = left + scale.fraction(tick.value) * (right - left)
      lines.append(ChartSVG.line(x, Self.top, x, bottom + 5, "#ddd"))
      lines.append(ChartSVG.label(tick.label, x: x, y: bottom + 20, "text-anchor=\"middle\""))
    }
    lines.append(ChartSVG.line(left, bottom, right, bottom, "#222"))
    lines.append(
      ChartSVG.label(
        "time in \(unit.name)", x: (left + right) / 2, y: bottom + 40, "text-anchor=\"middle\""))
    lines.append(
      ChartSVG.label(
        chart.noteMeaning, x: Self.width - 12, y: bottom + 40, "text-anchor=\"end\""))
    return lines
  }

  private func draw(
    _ row: GanttChart.Row, _ stretches: [GanttChart.Stretch], at index: Int, hasTitles: Bool
  ) -> [String] {
    let top = Self.top + rowHeight * (Double(index) + 0.1)
    let height = rowHeight * 0.8
    let base = top + height / 2 + 4.5
    var lines = [
      ChartSVG.label(Self.cut(row.label), x: left - 8, y: base, "text-anchor=\"end\""),
      ChartSVG.label(Self.cut(row.note), x: Self.width - 12, y: base, "text-anchor=\"end\""),
    ]
    for stretch in stretches where stretch.to > chart.from && stretch.from < chart.to {
      let (from, to) = (x(stretch.from), x(stretch.to))
      let title = hasTitles ? words(stretch) : nil
      lines += GanttPalette.box(from, top, to - from, height, stretch.mark, title: title)
      let name = self.name(stretch.mark)
      if stretch.mark.state == .run, rowHeight >= 20,
        Double(name.count) * Self.letter + 6 <= to - from
      {
        lines.append(
          ChartSVG.label(
            name, x: (from + to) / 2, y: base,
            "text-anchor=\"middle\" pointer-events=\"none\" fill=\"\(GanttPalette.ink(stretch.mark))\""
          ))
      }
    }
    return lines
  }

  private func x(_ time: Int) -> Double {
    let place = Double(max(0, time - chart.from)) / Double(chart.to - chart.from)
    return left + min(1, place) * (right - left)
  }

  private func name(_ mark: GanttChart.Mark) -> String {
    chart.actors.indices.contains(mark.actor) ? chart.actors[mark.actor] : ""
  }

  /// "J0 runs, 4ms to 8ms".
  private func words(_ stretch: GanttChart.Stretch) -> String {
    let times =
      "\(Value.nanoseconds(stretch.from).written()) to \(Value.nanoseconds(stretch.to).written())"
    let who = name(stretch.mark)
    return "\(who.isEmpty ? "" : who + ": ")\(stretch.mark.state.meaning), \(times)"
  }

  /// The boxes below the axis, as many to a line as fit.
  private func legend(_ seen: Set<GanttChart.Mark>) -> (lines: [String], height: Double) {
    let actors = chart.actors.indices.filter { seen.contains(GanttChart.Mark(.run, actor: $0)) }
    var entries = actors.map { (GanttChart.Mark(.run, actor: $0), chart.actors[$0]) }
    for state in GanttChart.State.allCases
    where seen.contains(where: { $0.state == state && (state != .run || $0.actor < 0) }) {
      entries.append((GanttChart.Mark(state), state.meaning))
    }
    var lines: [String] = []
    var (x, y) = (left, bottom + 56)
    for (mark, words) in entries {
      let width = 30 + Double(words.count) * Self.letter
      if x + width > Self.width - 12, x > left { (x, y) = (left, y + 22) }
      lines += GanttPalette.box(x, y, 16, 14, mark, title: nil)
      lines.append(ChartSVG.label(words, x: x + 22, y: y + 11.5))
      x += width + 14
    }
    return (lines, entries.isEmpty ? 0 : y + 30 - bottom - 56)
  }

  private static func cut(_ text: String) -> String {
    ShortLabel.of(text, most: 24)
  }
}

/// The colours and hatchings of a Gantt chart's boxes.
enum GanttPalette {
  /// The filling of a box, the lines over it, and what is written in it.
  static func box(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ mark: GanttChart.Mark,
    title: String?
  ) -> [String] {
    let place =
      "x=\"\(ChartSVG.decimal(x))\" y=\"\(ChartSVG.decimal(y))\" "
      + "width=\"\(ChartSVG.decimal(width))\" height=\"\(ChartSVG.decimal(height))\""
    let end = title.map { "><title>\(ChartSVG.escaped($0))</title></rect>" } ?? "/>"
    guard hatching(mark.state) != nil else {
      return ["<rect \(place) fill=\"\(fill(mark))\"\(end)"]
    }
    return [
      "<rect \(place) fill=\"\(fill(mark))\"/>",
      "<rect \(place) fill=\"url(#gantt-\(mark.state))\"\(end)",
    ]
  }

  private static func fill(_ mark: GanttChart.Mark) -> String {
    switch mark.state {
    case .run: mark.actor < 0 ? "#009e73" : colour(of: mark.actor)
    case .spin, .hypervisor: mark.actor < 0 ? "#56b4e9" : colour(of: mark.actor)
    case .switching: "#444444"
    case .ready: "#fff3c4"
    case .capped: "#f3d9ea"
    case .device: "#eeeeee"
    case .disk: "#f7cdb5"
    case .barrier: "#d6e6f5"
    case .paused: "#ffffff"
    }
  }

  /// The palette of the charts; after its end paler, then darker.
  private static func colour(of actor: Int) -> String {
    let base = ChartSVG.colours[actor % ChartSVG.colours.count]
    let round = actor / ChartSVG.colours.count % 3
    guard round > 0, let value = Int(base.dropFirst(), radix: 16) else { return base }
    let parts = [value >> 16, value >> 8 & 255, value & 255].map {
      round == 1 ? $0 + (255 - $0) * 45 / 100 : $0 * 60 / 100
    }
    return "#" + parts.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Black or white, whichever can be read on the filling.
  static func ink(_ mark: GanttChart.Mark) -> String {
    guard let value = Int(fill(mark).dropFirst(), radix: 16) else { return "#000" }
    let light = (value >> 16) * 299 + (value >> 8 & 255) * 587 + (value & 255) * 114
    return light > 130_000 ? "#000" : "#fff"
  }

  /// The lines over a state's filling, on a tile of 8 by 8.
  private static func hatching(_ state: GanttChart.State) -> (path: String, colour: String)? {
    switch state {
    case .run, .switching: nil
    case .spin: ("M0,0l8,8M0,8l8,-8", "#ffffff")
    case .hypervisor: ("M0,2h8M0,6h8", "#ffffff")
    case .ready: ("M0,8l8,-8", "#b58900")
    case .capped: ("M2,0v8M6,0v8", "#a0417b")
    case .device: ("M3,4h2", "#888888")
    case .disk: ("M0,2h8M0,6h8", "#c04a10")
    case .barrier: ("M4,0v8", "#0072b2")
    case .paused: ("M0,0l8,8M0,8l8,-8", "#999999")
    }
  }

  static let patterns =
    "<defs>"
    + GanttChart.State.allCases.compactMap { state in
      hatching(state).map {
        "<pattern id=\"gantt-\(state)\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
          + "<path d=\"\($0.path)\" stroke=\"\($0.colour)\" stroke-width=\"1.2\" fill=\"none\"/></pattern>"
      }
    }.joined() + "</defs>"
}
