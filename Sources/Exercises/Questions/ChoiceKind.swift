/// `choice`: exactly one of several options.
struct ChoiceKind: QuestionKind {
  static let description = KindDescription(
    name: "choice", summary: "one of several options", keys: ChoiceOption.keys)

  private let options: [ChoiceOption]
  private let shuffle: Bool
  private let header: SourceText

  var isComputed: Bool { false }

  init(_ block: BlockReader) {
    options = ChoiceOption.read(block)
    shuffle = block.isOn("shuffle", unlessGiven: true)
    header = block.header
  }

  func pose(_ variant: Variant) throws -> any PosedKind {
    let options = try PosedOptions(options, shuffle: shuffle, variant)
    let right = options.options.indices.filter { options.options[$0].isRight }
    guard right.count == 1 else {
      throw variant.problem(
        .other("\(right.count) options are right; in a 'choice' it must be exactly one."), header)
    }
    return PosedChoice(options, right: right[0], variant)
  }
}

final class PosedChoice: PosedOnMachine {
  let variant: Variant
  private let options: PosedOptions
  private let right: Int

  init(_ options: PosedOptions, right: Int, _ variant: Variant) {
    self.options = options
    self.right = right
    self.variant = variant
  }

  var inputHint: String { ChoiceLabels.list(options.labels) }
  var choices: [String] { options.options.map(\.text) }
  var choiceLabels: [String] { options.labels }
  var modelAnswerText: String { options.label(right) }

  func grade(_ answer: RawAnswer) -> Verdict {
    guard case .text(let text) = answer else { return .invalid(GradeText.wantsText) }
    guard text.contains(where: { !$0.isWhitespace }) else { return .missing }
    guard let index = options.index(of: text) else {
      return .invalid(GradeText.notChoice(text, labels: inputHint))
    }
    let feedback = options.options[index].feedback
    if index == right {
      return Verdict(
        status: .correct,
        feedback: feedback.isEmpty ? GradeText.correct : "\(GradeText.correct) \(feedback)")
    }
    return .wrong(feedback.isEmpty ? GradeText.wrong : feedback)
  }

  func mistakeProbes() -> [MistakeProbe] {
    options.options.indices.filter { $0 != right }.map { index in
      let option = options.options[index]
      return MistakeProbe(
        source: option.source, answer: .text(options.label(index)), feedback: option.feedback,
        isHidden: false)
    }
  }
}
