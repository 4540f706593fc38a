/// `order`: things to put into their right order; partial credit by longest common subsequence.
struct OrderKind: QuestionKind {
  static let description = KindDescription(
    name: "order", summary: "things to put into order",
    keys: [KeyDescription("item", repeats: true, "one of the things, in the right order")])

  private let items: [Template]

  var isComputed: Bool { false }

  init(_ block: BlockReader) {
    items = block.all("item").map { block.message($0.value) }
    if items.count < 2 || items.count > ChoiceOption.most {
      block.problems.report(
        .other("An 'order' question needs 2 to \(ChoiceOption.most) lines 'item: TEXT'."),
        at: block.header)
    }
  }

  func pose(_ variant: Variant) throws -> any PosedKind {
    let texts = try items.map(variant.message)
    var random = VariantRandom(seed: variant.seed, stream: "\(variant.question.id)/items")
    let right = Array(texts.indices)
    var shown = random.shuffled(right)
    // Shown in the right order, the question would answer itself.
    if shown == right { shown = Array(right.dropFirst()) + [0] }
    return PosedOrder(texts, shown: shown, variant)
  }
}

final class PosedOrder: PosedOnMachine {
  let variant: Variant
  let choices: [String]
  let choiceLabels: [String]
  let modelAnswerText: String
  /// The place in the right order of each item shown.
  private let shown: [Int]
  private let folded: [String]

  /// `shown` holds the numbers of `texts` in the order in which they are shown.
  init(_ texts: [String], shown: [Int], _ variant: Variant) {
    self.shown = shown
    self.variant = variant
    let choices = shown.map { texts[$0] }
    let folded = choices.map(FoldedText.fold)
    let labels = ChoiceLabels.labels(for: folded)
    self.choices = choices
    self.folded = folded
    choiceLabels = labels
    let order = shown.indices.sorted { shown[$0] < shown[$1] }
    modelAnswerText = order.map { labels[$0] }.joined(separator: " ")
  }

  var inputHint: String {
    "all of \(choiceLabels.joined(separator: " ")) in the right order"
  }

  func grade(_ answer: RawAnswer) -> Verdict {
    let words: [String]
    switch answer {
    case .commands: return .invalid(GradeText.wantsText)
    case .rows(let rows): words = rows.flatMap { $0 }
    case .text(let text):
      guard text.contains(where: { !$0.isWhitespace }) else { return .missing }
      words = letters(EntryWords.split(text))
    }
    let needsAll = GradeText.orderNeedsAll(choiceLabels.joined(separator: ", "))
    guard words.count == shown.count else { return .invalid(needsAll) }
    var places: [Int] = []
    for word in words {
      guard let index = index(of: word) else {
        return .invalid(GradeText.notChoice(word, labels: ChoiceLabels.list(choiceLabels)))
      }
      places.append(shown[index])
    }
    guard Set(places).count == places.count else { return .invalid(needsAll) }
    let part = SequenceMatch.common(places, Array(shown.indices))
    // One entry is always in order: that alone is not worth anything.
    return .share(
      part == shown.count ? part : part - 1, of: part == shown.count ? part : shown.count - 1,
      GradeText.someInOrder(part, of: shown.count))
  }

  /// `cab` is `c a b`.
  private func letters(_ words: [String]) -> [String] {
    words.count == 1 && words[0].count == shown.count ? words[0].map { String($0) } : words
  }

  private func index(of word: String) -> Int? {
    ChoiceLabels.index(of: word, labels: choiceLabels)
      ?? folded.firstIndex(of: FoldedText.fold(word))
  }
}
