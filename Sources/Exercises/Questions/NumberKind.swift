/// `number`: a number, often with a unit and a tolerance; `12.5us` equals `12500ns`.
struct NumberKind: QuestionKind {
  static let description = KindDescription(
    name: "number", summary: "a number, with its unit", keys: NumericQuestion.keys)

  private let question: NumericQuestion

  init(_ block: BlockReader) { question = NumericQuestion(block, isWhole: false) }

  func pose(_ variant: Variant) throws -> any PosedKind { try question.pose(variant) }
}
