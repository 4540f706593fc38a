import LabEngine

/// Lays a command's report out for a terminal, or for a file of plain text.
///
/// ```swift
/// ReportRenderer(width: 80, colour: false).text(result.report)
/// ```
struct ReportRenderer {
  var width: Int
  var colour: Bool
  /// True if a list that is longer than a line is broken between its entries: for eyes, not for programs.
  var wrapsLists = false

  init(width: Int, colour: Bool) {
    self.width = max(TerminalStyle.leastWidth, width)
    self.colour = colour
  }

  init(_ style: TerminalStyle) { self.init(width: style.width, colour: style.colour) }

  /// Whole lines, each with its line feed; empty for an empty report.
  func text(_ report: Report) -> String {
    var text = ""
    for (index, block) in report.blocks.enumerated() {
      if index > 0, isSetOff(block) || isSetOff(report.blocks[index - 1]) { text += "\n" }
      text += self.text(block)
    }
    return text
  }

  /// Drawings stand between empty lines, sentences and values do not.
  private func isSetOff(_ block: Report.Block) -> Bool {
    switch block {
    case .text, .value, .listing: false
    case .table, .trace, .chart, .gantt: true
    }
  }

  private func text(_ block: Report.Block) -> String {
    // A value is a string as it stands, blanks at its end included.
    if case .value(let value) = block {
      guard wrapsLists, value.hasPrefix("["), DisplayWidth.columns(of: value) > width else {
        return VisibleText.of(value) + "\n"
      }
      return ListWrap.lines(VisibleText.of(value), width: width).map { $0 + "\n" }.joined()
    }
    return lines(block).reduce(into: "") { $0 += $1.rendered(colour: colour) + "\n" }
  }

  private func lines(_ block: Report.Block) -> [StyledText] {
    switch block {
    case .text(let text): WordWrap.lines(text, width: width)
    case .value(let text): [StyledText(VisibleText.of(text))]
    case .listing(let lines, let more): listing(lines, more: more)
    case .table(let table): title(table.title) + TableLayout(table).lines(width: width)
    case .trace(let table): TraceTableLayout(table).lines(width: width)
    case .chart(let chart): ChartDrawing(chart).lines(width: width)
    case .gantt(let chart): GanttDrawing(chart).lines(width: width)
    }
  }

  private func listing(_ lines: [String], more: Int) -> [StyledText] {
    var shown = lines.map { StyledText(VisibleText.of($0)) }
    if more > 0 { shown.append(StyledText("… and \(Self.grouped(more)) more", .faint)) }
    return shown
  }

  private func title(_ title: String?) -> [StyledText] {
    guard let title, !title.isEmpty else { return [] }
    return WordWrap.lines(StyledText(VisibleText.of(title), .strong), width: width)
  }

  /// A count with its thousands set apart: `12,345`.
  static func grouped(_ count: Int) -> String {
    var digits = String(count)
    var place = digits.endIndex
    while let next = digits.index(place, offsetBy: -3, limitedBy: digits.startIndex),
      next > digits.startIndex, digits[digits.index(before: next)] != "-"
    {
      digits.insert(",", at: next)
      place = next
    }
    return digits
  }
}
