import LabEngine

/// Lays out the textbook's trace table: one column a reference, broken at the width with the labels repeated.
///
/// ```
/// reference │  7   0   1   2
/// ──────────┼───────────────
/// frame 0   │  7   7   7   2
/// fault     │  *   *   *   *
/// ```
struct TraceTableLayout {
  private let labels: [StyledText]
  private let columns: [[StyledText]]

  init(_ table: TraceTable) {
    labels = table.labels.map { StyledText(VisibleText.line($0), .strong) }
    columns = table.columns.map { $0.map { StyledText($0) } }
  }

  func lines(width: Int) -> [StyledText] {
    if labels.isEmpty { return [] }
    let cell = columns.joined().map(\.width).max() ?? 0
    // A blank on the left of each cell, two where the entries themselves are longer.
    let step = max(1, cell) + (cell > 1 ? 2 : 1)
    let margin = min(labels.map(\.width).max() ?? 0, max(4, width - step - 3))
    let perBand = max(1, (width - margin - 2) / step)
    var lines: [StyledText] = []
    for first in stride(from: 0, to: max(1, columns.count), by: perBand) {
      if !lines.isEmpty { lines.append(StyledText()) }
      let band = columns[min(first, columns.count)..<min(first + perBand, columns.count)]
      lines += draw(Array(band), margin: margin, step: step)
    }
    return lines
  }

  private func draw(_ band: [[StyledText]], margin: Int, step: Int) -> [StyledText] {
    var lines: [StyledText] = []
    for (row, label) in labels.enumerated() {
      var line = cut(label, to: margin)
      line.append(" │", .faint)
      for column in band {
        let cell = column.indices.contains(row) ? column[row] : StyledText()
        line.append(cell.padded(to: step, .right))
      }
      lines.append(line)
      if row == 0, labels.count > 1 {
        let right = String(repeating: "─", count: step * band.count)
        lines.append(
          StyledText(String(repeating: "─", count: margin + 1) + "┼" + right, .faint))
      }
    }
    return lines
  }

  private func cut(_ label: StyledText, to width: Int) -> StyledText {
    (WordWrap.lines(label, width: width).first ?? label).padded(to: width)
  }
}
