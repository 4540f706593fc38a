import LabEngine

/// One variant of an `integer` or `number` question.
final class PosedNumber: PosedOnMachine {
  let variant: Variant
  let inputHint: String
  /// Without the tolerance.
  private let kindHint: String
  let modelAnswerText: String
  private let question: NumericQuestion
  private let key: Quantity
  /// The unit that the lesson asks for.
  private let unit: Unit?
  /// A word that may follow the number and means nothing, such as `faults`.
  private let label: String
  private let tolerance: Tolerance
  private let mistakes: ValueMistakes

  init(
    _ question: NumericQuestion, _ variant: Variant, key: Quantity, unit: Unit?, label: String,
    tolerance: Tolerance, toleranceText: String
  ) {
    self.question = question
    self.variant = variant
    self.key = key
    self.unit = unit
    self.label = label
    self.tolerance = tolerance
    mistakes = ValueMistakes(question.mistakes, variant)
    kindHint = PosedNumber.hint(question, key: key, unit: unit, label: label)
    inputHint = kindHint + tolerance.hint(toleranceText)
    modelAnswerText = PosedNumber.text(of: key, in: unit, tolerance: tolerance)
  }

  private static func isPercent(_ unit: Unit?) -> Bool { unit?.name == "%" }

  private static func hint(
    _ question: NumericQuestion, key: Quantity, unit: Unit?, label: String
  ) -> String {
    let number = question.isWhole ? "a whole number" : "a number"
    guard label.isEmpty else { return "\(number) (\(label))" }
    if isPercent(unit) { return "a percentage, such as 12%" }
    guard key.dimension != .none else { return number }
    return "\(number) with a unit, such as \(example(unit, dimension: key.dimension))"
  }

  private static func example(_ unit: Unit?, dimension: Dimension) -> String {
    "12\(unit?.name ?? (dimension == .data ? "KiB" : "us"))"
  }

  /// As short as it can be and still be right.
  private static func text(of key: Quantity, in unit: Unit?, tolerance: Tolerance) -> String {
    let texts = [Value.quantity(key).written(in: unit), Value.quantity(key).written()]
    let isRight: (String) -> Bool = { text in
      guard let quantity = AnswerNumber(text)?.quantity else { return false }
      return quantity.dimension == key.dimension
        && tolerance.accepts(quantity.number, for: key.number)
    }
    return texts.first(where: isRight) ?? Value.quantity(key).exactText
  }

  // MARK: - Grading

  func grade(_ answer: RawAnswer) -> Verdict {
    guard case .text(let text) = answer else { return .invalid(GradeText.wantsText) }
    guard text.contains(where: { !$0.isWhitespace }) else { return .missing }
    guard let typed = AnswerNumber(text) else {
      return .invalid(
        GradeText.notNumber(text, hint: question.isWhole ? "a whole number" : "a number"))
    }
    if typed.hasComma { return .invalid(GradeText.comma) }
    if lacksPercent(typed) {
      return feedback(Quantity(typed.number)).map { .wrong($0) } ?? .invalid(GradeText.needsPercent)
    }
    if question.isWhole, case .real = typed.number { return .invalid(GradeText.notWhole(text)) }
    if question.unitPoints != nil { return gradeApart(typed, text) }
    guard let quantity = quantity(typed) else { return .invalid(reason(typed, text)) }
    guard quantity.dimension == key.dimension || quantity.number.real == 0 else {
      if let feedback = feedback(quantity) { return .wrong(feedback) }
      return .invalid(reason(typed, text))
    }
    if tolerance.accepts(quantity.number, for: key.number) { return .correct }
    return .wrong(feedback(quantity) ?? GradeText.wrong)
  }

  /// 66 where 66% or 0.66 must have been meant: that is told whether it is right or not.
  private func lacksPercent(_ typed: AnswerNumber) -> Bool {
    PosedNumber.isPercent(unit) && typed.unitText.isEmpty && abs(typed.number.real) > 1
  }

  /// What was meant: a word that the lesson gave as unit counts nothing.
  private func quantity(_ typed: AnswerNumber) -> Quantity? {
    if !label.isEmpty, typed.unit == nil, isLabel(typed.unitText) { return Quantity(typed.number) }
    return typed.quantity
  }

  /// `fault` will do for `faults`.
  private func isLabel(_ text: String) -> Bool {
    let folded = text.lowercased()
    let wanted = label.lowercased()
    return folded == wanted || folded + "s" == wanted || folded == wanted + "s"
  }

  private func feedback(_ answer: Quantity) -> String? {
    mistakes.feedback { matches($0, answer) }
  }

  private func matches(_ value: Value, _ answer: Quantity) -> Bool {
    guard case .quantity(let quantity) = value, quantity.dimension == answer.dimension else {
      return false
    }
    return tolerance.accepts(answer.number, for: quantity.number)
  }

  private func reason(_ typed: AnswerNumber, _ text: String) -> String {
    if !typed.unitText.isEmpty, typed.quantity == nil, label.isEmpty {
      return GradeText.notNumber(text, hint: kindHint)
    }
    if key.dimension == .none { return GradeText.needlessUnit(text) }
    let example = PosedNumber.example(unit, dimension: key.dimension)
    return typed.unitText.isEmpty
      ? GradeText.needsUnit(example) : GradeText.wrongDimension(unit?.name ?? example)
  }

  /// Value and unit for points of their own.
  private func gradeApart(_ typed: AnswerNumber, _ text: String) -> Verdict {
    let unitPoints = question.unitPoints ?? .zero
    let isUnitRight = typed.unit?.dimension == key.dimension
    if isUnitRight, let quantity = typed.quantity,
      tolerance.accepts(quantity.number, for: key.number)
    {
      return .correct
    }
    if !typed.unitText.isEmpty, typed.unit == nil {
      return .invalid(GradeText.notNumber(text, hint: kindHint))
    }
    if let unit, let inUnit = typed.number.scaled(by: unit),
      tolerance.accepts(inUnit, for: key.number)
    {
      let rest = variant.question.points.hundredths - unitPoints.hundredths
      return Verdict(
        status: .partial, points: Points(hundredths: rest), feedback: GradeText.valueRightUnitWrong)
    }
    let known = typed.quantity.flatMap(feedback)
    guard isUnitRight, unitPoints > .zero else { return .wrong(known ?? GradeText.wrong) }
    return Verdict(
      status: .partial, points: unitPoints, feedback: known ?? GradeText.unitRightValueWrong)
  }

  func mistakeProbes() throws -> [MistakeProbe] {
    try mistakes.probes(
      isKey: { matches($0, key) },
      matches: { a, b in
        guard case .quantity(let quantity) = a else { return false }
        return matches(b, quantity)
      },
      answer: { value in
        guard case .quantity(let quantity) = value else { return nil }
        if question.isWhole, case .real = quantity.number { return nil }
        return .text(
          quantity.dimension == key.dimension ? value.exactText(in: unit) : value.exactText)
      })
  }
}

extension Value {
  fileprivate func exactText(in unit: Unit?) -> String {
    guard let unit, case .quantity(let quantity) = self, unit.factor > 0,
      case .integer(let integer) = quantity.number, unit.divisor == 1,
      integer.isMultiple(of: unit.factor)
    else { return exactText }
    return "\(integer / unit.factor)\(unit.name)"
  }

  /// Every digit, in the base unit.
  fileprivate var exactText: String {
    guard case .quantity(let quantity) = self else { return written() }
    switch quantity.dimension {
    case .time: return "\(quantity.number.exact)ns"
    case .data: return "\(quantity.number.exact)B"
    default: return quantity.number.exact
    }
  }
}
