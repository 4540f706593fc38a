import LabEngine

/// What `integer` and `number` have in common: a computed number, its unit and its tolerance.
struct NumericQuestion: Sendable {
  static let keys = [
    QuestionKeys.answer, QuestionKeys.mistake,
    KeyDescription(
      "unit", "the unit of the answer, such as us; another one will do if it is converted"),
    KeyDescription("tolerance", "exact (unless given), 1%, 5us, or 3 digits"),
    KeyDescription("unit-points", "how many of the points are for the unit, credited apart"),
  ]

  let isWhole: Bool
  let answer: Template
  let unit: Template?
  let tolerance: Template?
  let unitPoints: Points?
  let mistakes: [Mistake]

  init(_ block: BlockReader, isWhole: Bool) {
    self.isWhole = isWhole
    answer = block.requiredTemplate("answer")
    unit = block.template("unit")
    tolerance = block.template("tolerance")
    mistakes = Mistake.read(block)
    unitPoints = block.value("unit-points").flatMap { Points($0.text) }
    if let text = block.value("unit-points") {
      let all = block.value("points").flatMap { Points($0.text) } ?? Points(hundredths: 100)
      if unitPoints == nil || unitPoints ?? all >= all {
        block.problems.report(
          .badValue(key: "unit-points", wanted: "less than the points"), at: text)
      }
      if unit == nil { block.report(missing: "unit") }
    }
    if let tolerance, tolerance.insertions.isEmpty, Tolerance(tolerance.source.text) == nil {
      block.problems.report(
        .badValue(key: "tolerance", wanted: Tolerance.wanted), at: tolerance.source)
    }
  }

  func pose(_ variant: Variant) throws -> PosedNumber {
    let value = try variant.evaluate(answer)
    guard case .quantity(let key) = value else {
      throw variant.problem(.badValue(key: "answer", wanted: "a number"), answer.source)
    }
    if isWhole, case .real = key.number {
      throw variant.problem(
        .other("The answer of an 'integer' question must be whole, and is \(value.written())."),
        answer.source)
    }
    let unitName = unit.map(variant.text) ?? ""
    let unit = Unit.named(unitName)
    if let unit, unit.dimension != key.dimension, let source = self.unit?.source {
      throw variant.problem(
        .other("The unit '\(unitName)' does not fit the answer, \(value.written())."), source)
    }
    let toleranceText = tolerance.map(variant.text) ?? "exact"
    guard let tolerance = Tolerance(toleranceText) else {
      throw variant.problem(
        .badValue(key: "tolerance", wanted: Tolerance.wanted),
        self.tolerance?.source ?? answer.source)
    }
    if case .absolute(_, let dimension) = tolerance, dimension != key.dimension {
      throw variant.problem(
        .other("The tolerance \(toleranceText) does not fit the answer, \(value.written())."),
        self.tolerance?.source ?? answer.source)
    }
    return PosedNumber(
      self, variant, key: key, unit: unit, label: unit == nil ? unitName : "",
      tolerance: tolerance, toleranceText: toleranceText)
  }
}
