/// `integer`: a whole number in any base, such as `12` or `0x1f`.
struct IntegerKind: QuestionKind {
  static let description = KindDescription(
    name: "integer", summary: "a whole number, in any base", keys: NumericQuestion.keys)

  private let question: NumericQuestion

  init(_ block: BlockReader) { question = NumericQuestion(block, isWhole: true) }

  func pose(_ variant: Variant) throws -> any PosedKind { try question.pose(variant) }
}
