/// A text with insertions in braces; `{{` is a brace.
struct Template: Sendable {
  enum Part: Sendable {
    case text(String)
    /// What stands between the braces.
    case insertion(SourceText)
  }

  let parts: [Part]
  let source: SourceText

  var isEmpty: Bool { source.isEmpty }

  var insertions: [SourceText] {
    parts.compactMap { if case .insertion(let text) = $0 { text } else { nil } }
  }

  /// A text without insertions, whatever braces it has.
  init(verbatim source: SourceText) {
    self.source = source
    parts = [.text(source.text)]
  }

  init(_ source: SourceText, problems: ProblemList) {
    self.source = source
    var parts: [Part] = []
    var literal = ""
    let characters = source.characters
    var index = 0
    while index < characters.count {
      guard characters[index] == "{" else {
        literal.append(characters[index])
        index += 1
        continue
      }
      if index + 1 < characters.count, characters[index + 1] == "{" {
        literal.append("{")
        index += 2
        continue
      }
      guard let end = Template.closingBrace(characters, from: index) else {
        problems.report(.unclosedInsertion, at: source, offset: index)
        break
      }
      let inner = source.slice(index + 1..<end).trimmed
      if inner.isEmpty { problems.report(.emptyInsertion, at: source, offset: index) }
      parts.append(.text(literal))
      parts.append(.insertion(inner))
      literal = ""
      index = end + 1
    }
    self.parts = parts + [.text(literal)]
  }

  /// The brace that closes the one at `start`; an expression may hold names in braces itself.
  private static func closingBrace(_ characters: [Character], from start: Int) -> Int? {
    var depth = 0
    for index in start..<characters.count {
      if characters[index] == "{" { depth += 1 }
      if characters[index] == "}" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  /// The text with each insertion replaced.
  func filled(_ insert: (SourceText) throws -> String) rethrows -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .insertion(let text): result += try insert(text)
      }
    }
    return result
  }
}
