import LabEngine

extension ChartSVG {
  /// Horizontal bars, each the stretches of its series one behind the other, with the sum at its end.
  func bars() -> [String] {
    let sums = chart.bars.indices.map { chart.sum(at: $0) }
    let axis = AxisScale([0, sums.max() ?? 1], most: 8, fromZero: true)
    let height = (Self.plot.bottom - Self.plot.top) / Double(max(1, chart.bars.count))
    var lines: [String] = []
    for tick in axis.ticks {
      let x = place(tick.value, axis)
      lines.append(Self.line(x, Self.plot.top, x, Self.plot.bottom, "#ddd"))
      lines.append(Self.label(tick.label, x: x, y: Self.plot.bottom + 20, "text-anchor=\"middle\""))
    }
    for (index, name) in chart.bars.enumerated() {
      let top = Self.plot.top + height * (Double(index) + 0.15)
      lines += bar(index, axis, top: top, height: height * 0.7)
      lines.append(
        Self.label(name, x: Self.plot.left - 8, y: top + height * 0.35 + 4.5, "text-anchor=\"end\"")
      )
      lines.append(
        Self.label(
          Chart.written(sums[index]), x: place(sums[index], axis) + 6, y: top + height * 0.35 + 4.5)
      )
    }
    for index in chart.series.indices { lines += key(of: index) }
    return lines
  }

  private func bar(_ index: Int, _ axis: AxisScale, top: Double, height: Double) -> [String] {
    var done = 0.0
    return chart.series.enumerated().map { number, series in
      let from = place(done, axis)
      done += series.points.first { Int($0.x) == index }?.y ?? 0
      return rectangle(from, top, place(done, axis) - from, height, number)
    }
  }

  private func key(of series: Int) -> [String] {
    let y = Self.plot.top + 10 + Double(series) * 34
    let words = chart.series[series].name.split(separator: " ")
    let half = words.count > 3 ? words.count / 2 : words.count
    let rows = [words[..<half], words[half...]].filter { !$0.isEmpty }.map {
      $0.joined(separator: " ")
    }
    return [rectangle(Self.plot.right + 34, y - 8, 14, 14, series)]
      + rows.enumerated().map {
        Self.label($1, x: Self.plot.right + 54, y: y + 4 + Double($0) * 15)
      }
  }

  private func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ series: Int
  ) -> String {
    "<rect x=\"\(Self.decimal(x))\" y=\"\(Self.decimal(y))\" width=\"\(Self.decimal(width))\" "
      + "height=\"\(Self.decimal(height))\" fill=\"\(Self.colours[series % Self.colours.count])\"/>"
  }

  private func place(_ value: Double, _ axis: AxisScale) -> Double {
    Self.plot.left + axis.fraction(value) * (Self.plot.right - Self.plot.left - 40)
  }
}
