/// What a `text` question accepts: a text, or a regular expression between slashes.
enum TextPattern {
  case text(String)
  case pattern(LinearPattern)

  /// Throws a `LinearPattern.Mistake`.
  init(_ source: String) throws {
    let isPattern = source.count >= 3 && source.hasPrefix("/") && source.hasSuffix("/")
    self =
      isPattern
      ? .pattern(try LinearPattern(String(source.dropFirst().dropLast())))
      : .text(FoldedText.fold(source))
  }

  /// `folded` is the text without case, space and punctuation, `spaced` the same with punctuation.
  func matches(folded: String, spaced: String) -> Bool {
    switch self {
    case .text(let text): text == folded
    case .pattern(let pattern): pattern.matches(spaced)
    }
  }
}
