/// What one `vary` chooses from.
enum VariationSource: Sendable {
  case range(VariationRange)
  case alternatives([String])
  case generated(any VariationGenerator)

  /// Reads `3..5`, `a | b | c` or `references(…)`; reports what is wrong and gives nil.
  static func parse(_ text: SourceText, problems: ProblemList) -> VariationSource? {
    let pieces = text.pieces(separator: "|")
    if pieces.count > 1 {
      if let empty = pieces.first(where: \.isEmpty) {
        problems.report(.badVariation(text.text), at: empty)
        return nil
      }
      return .alternatives(pieces.map(\.text))
    }
    if let call = GeneratorCall(text) {
      return call.generator(problems: problems).map { .generated($0) }
    }
    let before = problems.problems.count
    if let range = VariationRange.parse(text, problems: problems) { return .range(range) }
    if problems.problems.count == before { problems.report(.badVariation(text.text), at: text) }
    return nil
  }

  func draw(_ random: inout VariantRandom) -> String {
    switch self {
    case .range(let range): range.text(at: random.number(below: range.count))
    case .alternatives(let texts): texts[random.number(below: texts.count)]
    case .generated(let generator): generator.draw(&random)
    }
  }
}

/// `vary NAME: …`. What it chooses from may depend on the ones above it.
struct Variation: Sendable {
  let name: String
  private let template: Template
  /// Known in advance unless it has insertions.
  private let source: VariationSource?

  init(name: String, _ template: Template, problems: ProblemList) {
    self.name = name
    self.template = template
    let isFixed = template.insertions.isEmpty && !template.isEmpty
    source = isFixed ? VariationSource.parse(template.source, problems: problems) : nil
  }

  /// One value, given those of the variations above.
  func draw(
    _ random: inout VariantRandom, values: [String: InsertedValue], path: String
  ) throws -> String {
    if let source { return source.draw(&random) }
    let problems = ProblemList(path: path)
    let place = template.source
    let text = SourceText(
      template.filled { values[$0.text]?.display ?? "" }, line: place.line, column: place.column)
    guard let source = VariationSource.parse(text, problems: problems) else {
      throw problems.problems.first
        ?? LessonProblem(.badVariation(text.text), path: path, line: place.line)
    }
    return source.draw(&random)
  }
}
