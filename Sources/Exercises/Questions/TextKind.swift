import LabEngine

/// `text`: a word or a few, without regard to case, space and punctuation.
struct TextKind: QuestionKind {
  static let description = KindDescription(
    name: "text", summary: "a word or a few",
    keys: [
      KeyDescription("accept", repeats: true, "a text that is right, or /a regular expression/"),
      KeyDescription("answer", "an expression whose text is right"),
      QuestionKeys.mistake,
    ])

  private let accepted: [Template]
  private let answer: Template?
  private let mistakes: [Mistake]

  var isComputed: Bool { false }

  init(_ block: BlockReader) {
    accepted = block.all("accept").map { block.template(verbatim: $0.value) }
    answer = block.template("answer")
    mistakes = Mistake.read(block)
    if answer == nil, accepted.isEmpty { block.report(missing: "accept") }
    if answer == nil, !accepted.isEmpty, !accepted.contains(where: { !$0.source.isPattern }) {
      block.problems.report(
        .other("One 'accept' must be a text: it is the model answer."), at: accepted[0].source)
    }
    for template in accepted where template.insertions.isEmpty {
      do {
        _ = try TextPattern(template.source.text)
      } catch {
        let reason = (error as? LinearPattern.Mistake)?.reason ?? "\(error)"
        block.problems.report(
          .other("This regular expression cannot be read: \(reason)."), at: template.source)
      }
    }
  }

  func pose(_ variant: Variant) throws -> any PosedKind {
    var texts = accepted.map { ($0.source, variant.text($0)) }
    if let answer { texts.insert((answer.source, try variant.evaluate(answer).written()), at: 0) }
    let patterns = try texts.map { source, text in
      do {
        return try TextPattern(text)
      } catch let mistake as LinearPattern.Mistake {
        throw variant.problem(
          .other("This regular expression cannot be read: \(mistake.reason)."), source)
      }
    }
    let model = zip(texts, patterns).first { if case .text = $0.1 { true } else { false } }
    return PosedText(
      patterns, model: model?.0.1 ?? "", ValueMistakes(mistakes, variant), variant)
  }
}

extension SourceText {
  /// A regular expression between slashes.
  fileprivate var isPattern: Bool {
    characters.count >= 3 && characters.first == "/" && characters.last == "/"
  }
}

final class PosedText: PosedOnMachine {
  /// Longer texts are not looked at.
  static let greatestLength = 2_000

  let variant: Variant
  let modelAnswerText: String
  let inputHint = "a word or a few"
  private let patterns: [TextPattern]
  private let mistakes: ValueMistakes

  init(_ patterns: [TextPattern], model: String, _ mistakes: ValueMistakes, _ variant: Variant) {
    self.patterns = patterns
    modelAnswerText = model
    self.mistakes = mistakes
    self.variant = variant
  }

  func grade(_ answer: RawAnswer) -> Verdict {
    guard case .text(let text) = answer else { return .invalid(GradeText.wantsText) }
    guard text.contains(where: { !$0.isWhitespace }) else { return .missing }
    guard text.utf8.count <= PosedText.greatestLength else {
      return .invalid(GradeText.notNumber(text, hint: inputHint))
    }
    let folded = FoldedText.fold(text)
    let spaced = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if patterns.contains(where: { $0.matches(folded: folded, spaced: spaced) }) { return .correct }
    return .wrong(mistakes.feedback { matches($0, folded) } ?? GradeText.wrong)
  }

  private func matches(_ value: Value, _ folded: String) -> Bool {
    FoldedText.fold(value.written()) == folded
  }

  func mistakeProbes() throws -> [MistakeProbe] {
    try mistakes.probes(
      isKey: { value in
        let text = value.written()
        return patterns.contains { $0.matches(folded: FoldedText.fold(text), spaced: text) }
      },
      matches: { matches($0, FoldedText.fold($1.written())) },
      answer: { .text($0.written()) })
  }
}
