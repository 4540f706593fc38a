import LabEngine

/// `sequence`: a list in order, such as the victims of a run; partial credit by longest common
/// subsequence.
struct SequenceKind: QuestionKind {
  static let description = KindDescription(
    name: "sequence", summary: "a list in order, such as the pages evicted",
    keys: [
      KeyDescription("answer", "an expression whose value is a list"), QuestionKeys.mistake,
    ])

  private let answer: Template
  private let mistakes: [Mistake]

  init(_ block: BlockReader) {
    answer = block.requiredTemplate("answer")
    mistakes = Mistake.read(block)
  }

  func pose(_ variant: Variant) throws -> any PosedKind {
    guard case .list(let key) = try variant.evaluate(answer) else {
      throw variant.problem(.badValue(key: "answer", wanted: "a list"), answer.source)
    }
    return PosedSequence(key, ValueMistakes(mistakes, variant), variant)
  }
}

final class PosedSequence: PosedOnMachine {
  let variant: Variant
  private let key: [Value]
  private let form: EntryForm
  private let mistakes: ValueMistakes
  /// The different entries of the key, and the key as their numbers.
  private let distinct: [Value]
  private let numbered: [Int]
  private let separatesByCommaOnly: Bool

  init(_ key: [Value], _ mistakes: ValueMistakes, _ variant: Variant) {
    self.key = key
    self.mistakes = mistakes
    self.variant = variant
    form = EntryForm(key)
    var distinct: [Value] = []
    numbered = key.map { value in
      if let index = distinct.firstIndex(where: { $0.equals(value) }) { return index }
      distinct.append(value)
      return distinct.count - 1
    }
    self.distinct = distinct
    separatesByCommaOnly = key.contains {
      if case .text(let text) = $0 { text.contains(" ") } else { false }
    }
  }

  var inputHint: String {
    separatesByCommaOnly
      ? "\(form.plural) in order, separated by commas"
      : "\(form.plural) in order, such as '\(form.shape == .text ? "B C A" : "3 1 2")', or 'none'"
  }

  var modelAnswerText: String { text(key) }

  private func text(_ values: [Value]) -> String {
    values.isEmpty
      ? "none" : values.map(form.text).joined(separator: separatesByCommaOnly ? ", " : " ")
  }

  func grade(_ answer: RawAnswer) -> Verdict {
    let words: [String]
    switch answer {
    case .commands: return .invalid(GradeText.wantsText)
    case .rows(let rows): words = rows.flatMap { $0 }
    case .text(let text):
      guard text.contains(where: { !$0.isWhitespace }) else { return .missing }
      words = EntryWords.split(text, byCommaOnly: separatesByCommaOnly)
    }
    return grade(words)
  }

  private func grade(_ words: [String]) -> Verdict {
    guard words.count <= 4 * key.count + 1_000 else { return .invalid(GradeText.tooManyEntries) }
    var entries: [TypedEntry] = []
    for word in words {
      guard let entry = form.read(word) else {
        return .invalid(GradeText.notEntry(word, kind: form.name))
      }
      entries.append(entry)
    }
    if entries == [.empty] { entries = [] }
    let answer = entries.map { entry in
      distinct.firstIndex { form.matches(entry, $0) } ?? -1
    }
    if answer == numbered { return .correct }
    let known = mistakes.feedback { matches($0, entries) }
    let part = SequenceMatch.common(answer, numbered)
    let text =
      part == answer.count ? GradeText.incomplete : GradeText.someInOrder(part, of: answer.count)
    return .share(
      part, of: max(key.count, answer.count), known ?? (part > 0 ? text : GradeText.wrong))
  }

  private func matches(_ value: Value, _ entries: [TypedEntry]) -> Bool {
    let values = value.entries
    return values.count == entries.count && zip(entries, values).allSatisfy { form.matches($0, $1) }
  }

  func mistakeProbes() throws -> [MistakeProbe] {
    try mistakes.probes(
      isKey: { $0.equals(.list(key)) }, matches: { $0.equals($1) },
      answer: { .text(text($0.entries)) })
  }
}

extension Value {
  /// A list's entries, or the value alone.
  var entries: [Value] {
    if case .list(let entries) = self { entries } else { [self] }
  }
}

/// Takes a typed list apart.
enum EntryWords {
  /// `7 0 1`, `7, 0, 1`, `[7, 0, 1]`, `7 -> 0 -> 1`.
  static func split(_ text: String, byCommaOnly: Bool = false) -> [String] {
    let plain = text.replacing("->", with: " ").replacing("→", with: " ")
    let inner = plain.filter { !"[]()".contains($0) }
    if byCommaOnly {
      return inner.split { ",;\n".contains($0) }.map { word in
        word.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      }
    }
    return inner.split { $0.isWhitespace || ",;".contains($0) }.map(String.init)
  }
}
