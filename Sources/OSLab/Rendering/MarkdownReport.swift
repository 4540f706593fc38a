import LabEngine

/// A report as Markdown, for the documentation that is generated from the registries.
struct MarkdownReport {
  static func text(_ report: Report) -> String {
    report.blocks.map { block($0) + "\n" }.joined(separator: "\n")
  }

  private static func block(_ block: Report.Block) -> String {
    switch block {
    case .text(let text): escaped(text)
    case .value(let text): fenced([text])
    case .listing(let lines, let more): fenced(lines + (more > 0 ? ["… and \(more) more"] : []))
    case .table(let table): self.table(table)
    case .trace, .chart, .gantt:
      fenced(
        ReportRenderer(width: TerminalStyle.standardWidth, colour: false)
          .text(Report([block])).split(separator: "\n").map(String.init))
    }
  }

  private static func fenced(_ lines: [String]) -> String {
    (["```"] + lines + ["```"]).joined(separator: "\n")
  }

  private static func table(_ table: Table) -> String {
    let rules = table.alignments.map { $0 == .right ? "---:" : $0 == .centre ? ":---:" : "---" }
    let rows = [table.columns, rules] + table.rows.map { $0.map { cell($0.text) } }
    let title = table.title.map { "**\(escaped($0))**\n\n" } ?? ""
    return title + rows.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }

  private static func cell(_ text: String) -> String {
    escaped(text).replacing("|", with: "\\|").replacing("\n", with: " ")
  }

  /// Text that Markdown would take for its own is set apart; code in backquotes stays.
  private static func escaped(_ text: String) -> String {
    var isCode = false
    return text.reduce(into: "") { result, character in
      if character == "`" { isCode.toggle() }
      if !isCode, "*_<>[]".contains(character) { result.append("\\") }
      result.append(character)
    }
  }
}
