import LabEngine

/// One option of a `choice` or `multi` question, as it stands in the lesson.
struct ChoiceOption: Sendable {
  enum Truth: Sendable {
    case right
    case wrong
    /// Right where the engine says so.
    case when(Template)
  }

  static let keys = [
    KeyDescription("right", repeats: true, "TEXT -> feedback: an option that is right"),
    KeyDescription("wrong", repeats: true, "TEXT -> feedback: an option that is wrong"),
    KeyDescription(
      "option", repeats: true, "TEXT if EXPR -> feedback: right where the expression is true"),
    QuestionKeys.shuffle,
  ]
  static let most = 26

  let text: Template
  let truth: Truth
  let feedback: Template
  let source: SourceText

  /// All options of a block, in the order written.
  static func read(_ block: BlockReader) -> [ChoiceOption] {
    let options = block.all(of: ["right", "wrong", "option"]).compactMap { ChoiceOption($0, block) }
    if options.count < 2 || options.count > most {
      block.problems.report(
        .other(
          "A question to choose from needs 2 to \(most) options ('right', 'wrong', 'option')."),
        at: block.header)
    }
    return options
  }

  private init?(_ entry: BlockEntry, _ block: BlockReader) {
    let (head, feedback) = block.arrow(entry, isRequired: false)
    source = entry.value
    self.feedback = block.message(feedback)
    switch entry.key.text {
    case "right":
      truth = .right
      text = block.message(head)
    case "wrong":
      truth = .wrong
      text = block.message(head)
    default:
      guard let (words, condition) = head.split(at: " if ", last: true) else {
        block.problems.report(
          .badValue(key: "option", wanted: "'TEXT if EXPR -> feedback'"), at: head)
        return nil
      }
      truth = .when(block.template(condition))
      text = block.message(words)
    }
  }

  /// The option in one variant.
  func posed(_ variant: Variant) throws -> PosedOption {
    // What is said of an option that the engine decides on is said to who chose it wrongly.
    let (isRight, isTold) =
      switch truth {
      case .right: (true, true)
      case .wrong: (false, true)
      case .when(let condition): try { ($0, !$0) }(variant.isTrue(condition))
      }
    return PosedOption(
      text: try variant.message(text), isRight: isRight,
      feedback: isTold ? try variant.message(feedback) : "", source: source)
  }
}

/// One option of one variant.
struct PosedOption {
  let text: String
  let isRight: Bool
  let feedback: String
  let source: SourceText
}

/// The options of one variant in the order shown, with what a student types for each.
struct PosedOptions {
  let options: [PosedOption]
  let labels: [String]
  private let folded: [String]

  init(_ options: [ChoiceOption], shuffle: Bool, _ variant: Variant) throws {
    var posed = try options.map { try $0.posed(variant) }
    if shuffle {
      var random = VariantRandom(seed: variant.seed, stream: "\(variant.question.id)/options")
      posed = random.shuffled(posed)
    }
    self.options = posed
    folded = posed.map { FoldedText.fold($0.text) }
    labels = ChoiceLabels.labels(for: folded)
  }

  /// The option that `text` names by label or in full.
  func index(of text: String) -> Int? {
    ChoiceLabels.index(of: text, labels: labels) ?? folded.firstIndex(of: FoldedText.fold(text))
  }

  func label(_ index: Int) -> String { labels[index] }
}

/// What students type for the things they choose from or put in order.
enum ChoiceLabels {
  /// `a`, `b`, …; numbers if a text is itself a single letter.
  static func labels(for texts: [String]) -> [String] {
    let isLettered = texts.contains { $0.count == 1 && $0.first?.isLetter == true }
    return texts.indices.map { index in
      isLettered ? "\(index + 1)" : String(Character(Unicode.Scalar(UInt8(97 + index % 26))))
    }
  }

  /// `b`, `B`, `b)` or `b.`
  static func index(of text: String, labels: [String]) -> Int? {
    var word = text.lowercased().filter { !$0.isWhitespace }
    if word.hasSuffix(")") || word.hasSuffix(".") { word.removeLast() }
    if word.hasPrefix("(") { word.removeFirst() }
    return labels.firstIndex(of: word)
  }

  /// `a, b or c`
  static func list(_ labels: [String]) -> String {
    guard labels.count > 1, let last = labels.last else { return labels.first ?? "" }
    return "\(labels.dropLast().joined(separator: ", ")) or \(last)"
  }
}
