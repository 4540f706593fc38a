import LabEngine

/// `table`: a row for each reference, stretch of a schedule or task, with computed columns.
struct TableKind: QuestionKind {
  static let description = KindDescription(
    name: "table", summary: "a row for each reference, stretch of a schedule or task",
    keys: [
      KeyDescription(
        "column", repeats: true, naming: .always, "an expression, evaluated for each row"),
      KeyDescription(
        "rows", "what the rows are: " + TableRowKinds.all.map { $0.summary }.joined(separator: "; ")
      ),
      KeyDescription("given", "how many rows are filled in already"),
      KeyDescription("frames", "set or ordered (unless given): how lists in a cell are compared"),
      KeyDescription("grade", "first-error (unless given), row or cell: what is counted"),
      KeyDescription(
        "mistake", repeats: true, naming: .optional,
        "EXPR -> what to say if the first wrong cell (of that column) has that value"),
    ])

  struct Column: Sendable {
    let name: String
    let expression: Template
  }

  enum Credit: String, CaseIterable, Sendable {
    case firstError = "first-error"
    case row, cell
  }

  static let mostRows = 200

  let columns: [Column]
  let credit: Credit
  let comparesSets: Bool
  let mistakes: [Mistake]
  private let given: Template?
  private let rows: any TableRows.Type
  /// What stands behind the name of the rows.
  private let rowsArgument: Template?
  private let header: SourceText

  init(_ block: BlockReader) {
    columns = block.all("column").map {
      Column(name: $0.name?.text ?? "", expression: block.template($0.value))
    }
    if columns.isEmpty { block.report(missing: "column") }
    (rows, rowsArgument) = Self.rows(block)
    credit =
      Credit(rawValue: block.word("grade", of: Credit.allCases.map(\.rawValue)) ?? "")
      ?? .firstError
    comparesSets = block.word("frames", of: ["set", "ordered"]) == "set"
    mistakes = Mistake.read(block)
    given = block.template("given")
    header = block.header
    for entry in block.all("mistake") {
      guard let name = entry.name, !columns.contains(where: { $0.name == name.text }) else {
        continue
      }
      block.problems.report(.other("There is no column '\(name.text)'."), at: name)
    }
  }

  /// `references`, `timeline` or `timeline 1`.
  private static func rows(_ block: BlockReader) -> (any TableRows.Type, Template?) {
    guard let text = block.value("rows") else { return (ReferenceRows.self, nil) }
    let nameEnd = text.characters.firstIndex(where: \.isWhitespace) ?? text.characters.count
    let rest = text.slice(nameEnd..<text.characters.count).trimmed
    guard let known = TableRowKinds.named(text.slice(0..<nameEnd).text) else {
      let names = TableRowKinds.all.map { $0.name }.joined(separator: " or ")
      block.problems.report(.badValue(key: "rows", wanted: names), at: text)
      return (ReferenceRows.self, nil)
    }
    return (known, rest.isEmpty ? nil : block.template(rest))
  }

  func pose(_ variant: Variant) throws -> any PosedKind {
    let rows = try rows.init(variant, rowsArgument, header)
    guard rows.count <= TableKind.mostRows else {
      throw variant.problem(
        .other(
          "The table would have \(rows.count) rows; at most \(TableKind.mostRows) can be typed."),
        header)
    }
    let expressions = columns.map { variant.expression($0.expression) }
    let key = try (0..<rows.count).map { row in
      try zip(columns, expressions).map { column, expression in
        try variant.placing(column.expression.source) { try rows.cell(expression, row: row) }
      }
    }
    return PosedTable(
      self, key: key, rows: rows, given: try givenRows(variant, of: rows.count), variant)
  }

  private func givenRows(_ variant: Variant, of count: Int) throws -> Int {
    guard let given else { return 0 }
    guard let rows = try Value.count(variant.evaluate(given)), (0..<count).contains(rows) else {
      throw variant.problem(
        .badValue(key: "given", wanted: "a whole number below that of the rows"), given.source)
    }
    return rows
  }
}
