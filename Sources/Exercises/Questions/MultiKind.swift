/// `multi`: all options that are right, none, one or several.
///
/// Every right one counts and every wrong one takes back: so many right ones less wrong ones, of
/// all right ones.
struct MultiKind: QuestionKind {
  static let description = KindDescription(
    name: "multi", summary: "all options that are right", keys: ChoiceOption.keys)

  private let options: [ChoiceOption]
  private let shuffle: Bool

  var isComputed: Bool { false }

  init(_ block: BlockReader) {
    options = ChoiceOption.read(block)
    shuffle = block.isOn("shuffle", unlessGiven: true)
  }

  func pose(_ variant: Variant) throws -> any PosedKind {
    PosedMulti(try PosedOptions(options, shuffle: shuffle, variant), variant)
  }
}

final class PosedMulti: PosedOnMachine {
  let variant: Variant
  private let options: PosedOptions
  private let right: Set<Int>

  init(_ options: PosedOptions, _ variant: Variant) {
    self.options = options
    self.variant = variant
    right = Set(options.options.indices.filter { options.options[$0].isRight })
  }

  var inputHint: String {
    let example = options.labels.prefix(2).joined(separator: " ")
    return
      "all that are right of \(ChoiceLabels.list(options.labels)), as in '\(example)', or 'none'"
  }
  var choices: [String] { options.options.map(\.text) }
  var choiceLabels: [String] { options.labels }
  var modelAnswerText: String {
    right.isEmpty ? "none" : right.sorted().map(options.label).joined(separator: " ")
  }

  func grade(_ answer: RawAnswer) -> Verdict {
    let chosen: Set<Int>
    switch answer {
    case .text(let text):
      guard text.contains(where: { !$0.isWhitespace }) else { return .missing }
      guard let read = read(text) else {
        return .invalid(GradeText.notChoice(text, labels: ChoiceLabels.list(options.labels)))
      }
      chosen = read
    case .rows(let rows):
      let words = rows.flatMap { $0 }
      guard let read = indices(words) else {
        return .invalid(GradeText.oneChoice(ChoiceLabels.list(options.labels)))
      }
      chosen = read
    case .commands: return .invalid(GradeText.wantsText)
    }
    return verdict(chosen)
  }

  private func verdict(_ chosen: Set<Int>) -> Verdict {
    let hits = chosen.intersection(right).count
    let misses = chosen.subtracting(right).sorted()
    if hits == right.count, misses.isEmpty { return .correct }
    let feedback = misses.map { options.options[$0].feedback }.filter { !$0.isEmpty }
    let text =
      if !feedback.isEmpty { feedback.joined(separator: "\n") } else if misses.isEmpty {
        GradeText.choicesMissing
      } else {
        GradeText.wrong
      }
    return .share(max(0, hits - misses.count), of: max(1, right.count), text)
  }

  /// `a c`, `a, c`, `ac`, full texts separated by commas, or `none`.
  private func read(_ text: String) -> Set<Int>? {
    if ["none", "-"].contains(FoldedText.fold(text)) { return [] }
    if let index = options.index(of: text) { return [index] }
    let separators: Set<Character> = [",", ";"]
    let words = text.split { $0.isWhitespace || separators.contains($0) }.map(String.init)
    if let found = indices(words.filter { $0.lowercased() != "and" }) { return found }
    let parts = text.split(whereSeparator: separators.contains).map(String.init)
    if let found = indices(parts) { return found }
    guard words.count == 1, words[0].count <= options.labels.count else { return nil }
    return indices(words[0].map { String($0) })
  }

  private func indices(_ words: [String]) -> Set<Int>? {
    guard words.count <= 1_000 else { return nil }
    var found: Set<Int> = []
    for word in words {
      guard let index = options.index(of: word) else { return nil }
      found.insert(index)
    }
    return found
  }

  func mistakeProbes() -> [MistakeProbe] {
    options.options.indices.filter { !right.contains($0) }.map { index in
      let option = options.options[index]
      return MistakeProbe(
        source: option.source, answer: .text(options.label(index)), feedback: option.feedback,
        isHidden: false)
    }
  }
}
