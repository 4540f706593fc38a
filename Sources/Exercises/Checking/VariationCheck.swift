/// Looks at all variants of a question together: does the answer vary, and is it given away?
struct VariationCheck {
  private let question: Question
  private let collector: CheckCollector
  private var asks: Set<String> = []
  private var keys: Set<String> = []
  private var count = 0
  /// How often each insertion of the question is the answer itself.
  private var inQuestion: [String: Int] = [:]
  /// Seeds in which a hint tells the answer, by the hint's number.
  private var told: [Int: [(seed: Int, answer: String)]] = [:]

  init(_ question: Question, _ collector: CheckCollector) {
    self.question = question
    self.collector = collector
  }

  mutating func add(_ posed: PosedQuestion) {
    count += 1
    asks.insert(posed.ask + posed.choices.joined(separator: "\n"))
    keys.insert(posed.modelAnswerText)
    guard posed.choices.isEmpty else { return }
    let answer = FoldedText.fold(posed.modelAnswerText)
    let asked = FoldedText.fold(posed.askWithoutLists)
    let stands = VariationCheck.contains(asked, answer)
    for name in posed.namesInserting(answer) { inQuestion[name, default: 0] += 1 }
    for (index, hint) in posed.hints.enumerated() {
      let tells = !stands && VariationCheck.contains(FoldedText.fold(hint), answer)
      if tells { told[index, default: []].append((posed.seed, posed.modelAnswerText)) }
    }
  }

  /// True if the words of `part` stand in `text`, one after the other.
  private static func contains(_ text: String, _ part: String) -> Bool {
    !part.isEmpty && " \(text) ".contains(" \(part) ")
  }

  /// A number may stand in a hint by chance; what counts is whether it does so often.
  func finish() {
    guard count > 0 else { return }
    let place = (question.line, 1)
    for (index, hint) in question.hints.enumerated() {
      let found = told[index] ?? []
      let place = (hint.source.line, hint.source.column)
      guard let answer = found.first?.answer else {
        collector.assert(true, .hintTellsAnswer(""), at: place)
        continue
      }
      let isGrave = found.count * 2 > count || answer.split(separator: " ").count > 2
      if isGrave {
        collector.report(.error, .hintTellsAnswer(answer), at: place, seeds: found.map(\.seed))
      } else {
        collector.report(
          .note, .hintHoldsAnswer(found.count, of: count), at: place, seeds: found.map(\.seed))
      }
    }
    let given = inQuestion.values.max() ?? 0
    if given * 2 > count, question.definition.isComputed {
      collector.report(.warning, .answerStandsInQuestion(given, of: count), at: place)
    }
    guard count > 1 else { return }
    if asks.count == 1 {
      collector.report(.note, .neverVaries, at: place)
    } else if keys.count == 1, question.definition.isComputed, let key = keys.first {
      collector.report(.warning, .alwaysSameKey(key), at: place)
    }
  }
}

extension PosedQuestion {
  /// What is asked, without inserted lists such as reference strings, in which any number may
  /// stand.
  fileprivate var askWithoutLists: String {
    question.ask.filled { name in
      let value = variant.values[name.text]?.display ?? ""
      return value.contains(where: \.isWhitespace) ? "…" : value
    }
  }

  /// The insertions of what is asked that are `answer`. A number in its fixed text stands there by
  /// chance.
  fileprivate func namesInserting(_ answer: String) -> Set<String> {
    Set(question.ask.insertions.map(\.text)).filter { name in
      FoldedText.fold(variant.values[name]?.display ?? "") == answer
    }
  }
}
