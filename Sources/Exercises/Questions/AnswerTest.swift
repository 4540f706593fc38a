/// `test: ANSWER -> correct "part of the feedback"`: how one answer must be graded, whatever the
/// seed.
struct AnswerTest: Sendable {
  static let statuses: [String: Grade.Status] = [
    "correct": .correct, "wrong": .wrong, "partial": .partial, "invalid": .invalid,
    "missing": .missing, "out-of-fuel": .outOfFuel,
  ]

  /// As a student would type it; braces may hold any expression.
  let answer: Template
  let status: Grade.Status
  /// What the feedback must contain.
  let feedback: Template?
  let source: SourceText

  init?(_ entry: BlockEntry, _ block: BlockReader) {
    source = entry.value
    let (answer, outcome) = block.arrow(entry, isRequired: true, last: true)
    let wordEnd = outcome.characters.firstIndex(where: \.isWhitespace) ?? outcome.characters.count
    let word = outcome.slice(0..<wordEnd)
    let rest = outcome.slice(wordEnd..<outcome.characters.count).trimmed
    guard let status = AnswerTest.statuses[word.text] else {
      let known = AnswerTest.statuses.keys.sorted().joined(separator: ", ")
      if !word.isEmpty {
        block.problems.report(
          .badValue(key: "test", wanted: "'ANSWER -> ' and one of \(known)"), at: word)
      }
      return nil
    }
    self.answer = block.message(answer.unquoted)
    self.status = status
    feedback = rest.isEmpty ? nil : block.message(rest.unquoted)
  }
}
