import LabEngine

/// `table`: a row for each reference, with computed columns.
struct TableKind: QuestionKind {
  static let description = KindDescription(
    name: "table", summary: "a row for each reference",
    keys: [
      KeyDescription(
        "column", repeats: true, naming: .always, "an expression, evaluated after each reference"),
      KeyDescription("rows", "references: a row for each of the last string"),
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
  private let header: SourceText

  init(_ block: BlockReader) {
    columns = block.all("column").map {
      Column(name: $0.name?.text ?? "", expression: block.template($0.value))
    }
    if columns.isEmpty { block.report(missing: "column") }
    _ = block.word("rows", of: ["references"])
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

  func pose(_ variant: Variant) throws -> any PosedKind {
    let steps = ReferenceSteps(variant)
    let count = try steps.count(header)
    guard count <= TableKind.mostRows else {
      throw variant.problem(
        .other("The table would have \(count) rows; at most \(TableKind.mostRows) can be typed."),
        header)
    }
    let expressions = columns.map { variant.expression($0.expression) }
    let key = try (1...count).map { step in
      try zip(columns, expressions).map { column, expression in
        try variant.placing(column.expression.source) { try steps.cell(expression, after: step) }
      }
    }
    return PosedTable(
      self, key: key, labels: steps.labels(count), given: try givenRows(variant, of: count), variant
    )
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
