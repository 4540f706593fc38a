import LabEngine

/// A chart as a standalone SVG picture: no script, no style sheet, no font of its own.
///
/// Series differ in colour, dashes and the shape of their markers, so that it survives a black and white
/// printer. Same chart, same bytes.
struct ChartSVG {
  static let size = (width: 760.0, height: 460.0)
  static let plot = (left: 76.0, top: 48.0, right: 590.0, bottom: 392.0)
  private static let mostMarkers = 60
  /// The palette of Okabe and Ito, with Tol's wine in place of a yellow that fades on white; told apart
  /// with every kind of colour blindness.
  static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#882255",
  ]
  private static let dashes = ["", "7 3", "2 3", "9 3 2 3"]

  let chart: Chart

  init(_ chart: Chart) { self.chart = chart }

  var text: String {
    let series = chart.series.map { $0.points.filter { $0.x.isFinite && $0.y.isFinite } }
    let all = series.joined().map { (x: $0.x, y: $0.y) }
    var lines = head()
    if !chart.bars.isEmpty {
      lines += bars()
    } else if let axes = AxisScale.pair(all, mostX: 10, mostY: 8) {
      lines += grid(axes.x, axes.y)
      for (index, points) in series.enumerated() {
        let places = points.map {
          (x: Self.x($0.x, axes.x), y: Self.y($0.y, axes.y))
        }
        lines += curve(places, index) + key(index)
      }
    } else {
      lines.append(Self.label("(nothing to draw)", x: 333, y: 220, "text-anchor=\"middle\""))
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func head() -> [String] {
    let (width, height) = (Self.decimal(Self.size.width), Self.decimal(Self.size.height))
    return [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" role=\"img\" font-family=\"sans-serif\" "
        + "font-size=\"13\" fill=\"#222\">",
      "<title>\(Self.escaped(chart.title))</title>",
      "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#fff\"/>",
      Self.label(chart.title, x: Self.plot.left, y: 26, "font-size=\"16\" font-weight=\"bold\""),
      Self.label(
        chart.xLabel, x: (Self.plot.left + Self.plot.right) / 2, y: Self.plot.bottom + 44,
        "text-anchor=\"middle\""),
      Self.label(
        chart.bars.isEmpty ? chart.yLabel : "", x: 0, y: 0,
        "text-anchor=\"middle\" transform=\"translate(20 "
          + "\(Self.decimal((Self.plot.top + Self.plot.bottom) / 2))) rotate(-90)\""),
    ]
  }

  private func grid(_ x: AxisScale, _ y: AxisScale) -> [String] {
    let plot = Self.plot
    var lines: [String] = []
    for tick in y.ticks {
      let height = Self.y(tick.value, y)
      lines.append(Self.line(plot.left, height, plot.right, height, "#ddd"))
      lines.append(Self.label(tick.label, x: plot.left - 8, y: height + 4.5, "text-anchor=\"end\""))
    }
    for tick in x.ticks {
      let place = Self.x(tick.value, x)
      lines.append(Self.line(place, plot.bottom, place, plot.bottom + 5, "#222"))
      lines.append(Self.label(tick.label, x: place, y: plot.bottom + 20, "text-anchor=\"middle\""))
    }
    lines.append(Self.line(plot.left, plot.top, plot.left, plot.bottom, "#222"))
    lines.append(Self.line(plot.left, plot.bottom, plot.right, plot.bottom, "#222"))
    return lines
  }

  private func curve(_ places: [(x: Double, y: Double)], _ series: Int) -> [String] {
    let path = places.map { "\(Self.decimal($0.x)),\(Self.decimal($0.y))" }.joined(separator: " ")
    var lines = ["<polyline points=\"\(path)\" \(stroke(series))/>"]
    if places.count <= Self.mostMarkers { lines += places.map { marker($0, series) } }
    return lines
  }

  /// Lines of the legend that there is room for.
  private static let mostKeys = Int((size.height - 18 - plot.top) / 22) + 1

  /// The series' line in the legend, on the right; of those that do not fit the height the number is told.
  private func key(_ series: Int) -> [String] {
    let y = Self.plot.top + 10 + Double(series) * 22
    let left = Self.plot.right + 16
    let count = chart.series.count
    if count > Self.mostKeys, series >= Self.mostKeys - 1 {
      let more = "… and \(count - Self.mostKeys + 1) more"
      return series == Self.mostKeys - 1 ? [Self.label(more, x: left, y: y + 4.5)] : []
    }
    let name = chart.series[series].name
    let shown = ShortLabel.of(name, most: 16)
    let points =
      "\(Self.decimal(left)),\(Self.decimal(y)) \(Self.decimal(left + 30)),\(Self.decimal(y))"
    return [
      "<polyline points=\"\(points)\" \(stroke(series))/>",
      marker((x: left + 15, y: y), series),
      Self.label(String(shown), x: left + 38, y: y + 4.5),
    ]
  }

  /// One further each time that the colours come again, so that no series looks like another one soon.
  private static func style(_ series: Int) -> Int { series + series / colours.count }

  private func stroke(_ series: Int) -> String {
    let dash = Self.dashes[Self.style(series) % Self.dashes.count]
    return
      "fill=\"none\" stroke=\"\(Self.colours[series % Self.colours.count])\" stroke-width=\"2\""
      + (dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"")
  }

  private func marker(_ place: (x: Double, y: Double), _ series: Int) -> String {
    let colour = Self.colours[series % Self.colours.count]
    let shapes = [
      "M-4,0a4,4 0 1 0 8,0a4,4 0 1 0 -8,0", "M-4,-4h8v8h-8z", "M0,-5l5,9h-10z",
      "M0,-5l5,5l-5,5l-5,-5z",
    ]
    return "<path d=\"\(shapes[Self.style(series) % shapes.count])\" fill=\"\(colour)\" "
      + "transform=\"translate(\(Self.decimal(place.x)) \(Self.decimal(place.y)))\"/>"
  }

  static func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: String
  ) -> String {
    "<line x1=\"\(Self.decimal(x1))\" y1=\"\(Self.decimal(y1))\" x2=\"\(Self.decimal(x2))\" "
      + "y2=\"\(Self.decimal(y2))\" stroke=\"\(colour)\"/>"
  }

  static func label(_ text: String, x: Double, y: Double, _ attributes: String = "") -> String {
    "<text x=\"\(Self.decimal(x))\" y=\"\(Self.decimal(y))\""
      + (attributes.isEmpty ? "" : " " + attributes) + ">\(escaped(text))</text>"
  }

  private static func x(_ value: Double, _ axis: AxisScale) -> Double {
    plot.left + axis.fraction(value) * (plot.right - plot.left)
  }

  private static func y(_ value: Double, _ axis: AxisScale) -> Double {
    plot.bottom - axis.fraction(value) * (plot.bottom - plot.top)
  }

  /// Two decimals at most, cut at hundredths so that no platform's printing matters.
  static func decimal(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    let digits = rest < 10 ? "0\(rest)" : rest % 10 == 0 ? "\(rest / 10)" : "\(rest)"
    return "\(sign)\(whole).\(digits)"
  }

  static func escaped(_ text: String) -> String {
    VisibleText.line(text).reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }
}
