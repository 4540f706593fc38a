import LabEngine

/// One variant of a `table` question.
final class PosedTable: PosedOnMachine {
  let variant: Variant
  private let kind: TableKind
  /// The key, row by row; the first `given` rows are shown.
  private let key: [[Value]]
  private let rows: any TableRows
  private let given: Int
  private let reader: TableReader
  /// The values of the mistakes by mistake and row, as far as they were needed.
  private var mistaken: [[Int: Value]]

  init(_ kind: TableKind, key: [[Value]], rows: any TableRows, given: Int, _ variant: Variant) {
    self.kind = kind
    self.key = key
    self.rows = rows
    self.given = given
    self.variant = variant
    reader = TableReader(names: kind.columns.map(\.name), key: key)
    mistaken = Array(repeating: [:], count: kind.mistakes.count)
  }

  private var rowsToFill: Int { key.count - given }

  var givenRows: Int { given }

  var inputHint: String {
    let many = "\(rowsToFill) row\(rowsToFill == 1 ? "" : "s"), one a line"
    return "\(many), each with \(reader.names.joined(separator: ", ")); '-' for empty"
  }

  /// The rows that are given, and the labels of the others.
  var addition: String {
    let labels = rows.labels
    let head = ["#"] + (rows.heading.map { [$0] } ?? []) + reader.names
    var lines = [head, head.map { _ in "---" }]
    let shown = key.count <= 40 ? key.count : given
    for row in 0..<shown {
      let cells = row < given ? reader.texts(key[row]) : reader.names.map { _ in " " }
      let label = labels.indices.contains(row) ? [labels[row]] : []
      lines.append(["\(row + 1)"] + label + cells)
    }
    return lines.map { "| \($0.map(PosedTable.escaped).joined(separator: " | ")) |" }
      .joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }

  var modelAnswer: RawAnswer { .rows(key[given...].map(reader.texts)) }

  var modelAnswerText: String {
    key[given...].map { reader.line(reader.texts($0)) }.joined(separator: "\n")
  }

  // MARK: - Grading

  func grade(_ answer: RawAnswer) -> Verdict {
    let rows: [[String]]
    switch answer {
    case .commands: return .invalid(GradeText.wantsText)
    case .rows(let typed): rows = typed
    case .text(let text):
      let lines = text.split(whereSeparator: \.isNewline).map(String.init)
      rows = lines.filter { $0.contains { !$0.isWhitespace } }.map(reader.cells)
    }
    guard !rows.isEmpty else { return .missing }
    // Who copies the given rows as well means the same.
    let filled = rows.count == key.count ? Array(rows[given...]) : rows
    guard filled.count == rowsToFill else {
      return .invalid(GradeText.rowCount(rows.count, wanted: rowsToFill))
    }
    var entries: [[TypedEntry]] = []
    for (index, row) in filled.enumerated() {
      switch reader.read(row, number: given + index + 1) {
      case .success(let cells): entries.append(cells)
      case .failure(let problem): return .invalid(problem.reason)
      }
    }
    return grade(entries)
  }

  private func grade(_ entries: [[TypedEntry]]) -> Verdict {
    let right = entries.indices.map { row in
      entries[row].indices.map { column in
        reader.matches(
          entries[row][column], key[given + row][column], column, asSet: kind.comparesSets)
      }
    }
    guard let row = right.firstIndex(where: { $0.contains(false) }),
      let column = right[row].firstIndex(of: false)
    else { return .correct }
    let known =
      kind.credit == .firstError
      ? feedback(row: given + row, column: column, entries[row][column])
      : feedback(entries, right)
    switch kind.credit {
    case .firstError:
      var verdict = Verdict.share(
        row, of: right.count, joined(GradeText.firstError(row: given + row + 1), known))
      verdict.standingRows = row
      return verdict
    case .row:
      let part = right.count { !$0.contains(false) }
      return .share(
        part, of: right.count, joined(GradeText.rowsRight(part, of: right.count), known))
    case .cell:
      let cells = right.flatMap { $0 }
      let part = cells.count { $0 }
      return .share(
        part, of: cells.count, joined(GradeText.cellsRight(part, of: cells.count), known))
    }
  }

  private func joined(_ text: String, _ known: String?) -> String {
    known.map { "\(text) \($0)" } ?? text
  }

  // MARK: - Mistakes

  /// What is known of the first cell of each column that shows a mistake; named if there are several.
  private func feedback(_ entries: [[TypedEntry]], _ right: [[Bool]]) -> String? {
    let found = kind.columns.indices.compactMap { column -> (name: String, text: String)? in
      for row in entries.indices where !right[row][column] {
        if let text = feedback(row: given + row, column: column, entries[row][column]) {
          return (kind.columns[column].name, text)
        }
      }
      return nil
    }
    guard Set(found.map(\.text)).count > 1 else { return found.first?.text }
    return found.map { "\($0.name): \($0.text)" }.joined(separator: " ")
  }

  private func feedback(row: Int, column: Int, _ entry: TypedEntry) -> String? {
    for (index, mistake) in kind.mistakes.enumerated() where applies(mistake, column) {
      guard let value = try? value(of: index, row: row),
        reader.matches(entry, value, column, asSet: kind.comparesSets)
      else { continue }
      return try? variant.message(mistake.feedback)
    }
    return nil
  }

  private func applies(_ mistake: Mistake, _ column: Int) -> Bool {
    mistake.name == nil || mistake.name == kind.columns[column].name
  }

  private func value(of mistake: Int, row: Int) throws -> Value {
    if let known = mistaken[mistake][row] { return known }
    let template = kind.mistakes[mistake].expression
    let value = try variant.placing(template.source) {
      try rows.cell(variant.expression(template), row: row)
    }
    mistaken[mistake][row] = value
    return value
  }

  func mistakeProbes() throws -> [MistakeProbe] {
    try kind.mistakes.indices.map { index in
      let mistake = kind.mistakes[index]
      let feedback = try variant.message(mistake.feedback)
      let probe = try probe(index)
      return MistakeProbe(
        source: mistake.expression.source, answer: probe, feedback: feedback, isHidden: probe == nil
      )
    }
  }

  /// The key with the first cell in which the mistake shows, and no mistake above it does.
  private func probe(_ index: Int) throws -> RawAnswer? {
    for row in given..<key.count {
      let wrong = try value(of: index, row: row)
      for column in kind.columns.indices where applies(kind.mistakes[index], column) {
        guard let entry = reader.entry(wrong, column),
          !reader.matches(entry, key[row][column], column, asSet: kind.comparesSets)
        else { continue }
        let isHidden = try (0..<index).contains { earlier in
          try applies(kind.mistakes[earlier], column)
            && reader.matches(entry, value(of: earlier, row: row), column, asSet: kind.comparesSets)
        }
        if isHidden { continue }
        var rows = key[given...].map(reader.texts)
        rows[row - given][column] = reader.text(wrong, column)
        return .rows(rows)
      }
    }
    return nil
  }
}
