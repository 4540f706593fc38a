/// A piece of a lesson file that knows where each of its characters stands.
///
/// `text` may have several lines; each has its own line and column in the file.
struct SourceText: Hashable, Sendable {
  /// From character `offset` of the text on, characters stand in `line` from `column` on.
  struct Mark: Hashable, Sendable {
    var offset: Int
    var line: Int
    var column: Int
  }

  let characters: [Character]
  let marks: [Mark]

  var text: String { String(characters) }
  var isEmpty: Bool { characters.isEmpty }
  var line: Int { place(0).line }
  var column: Int { place(0).column }

  init(_ text: some StringProtocol, line: Int, column: Int) {
    characters = Array(text)
    marks = [Mark(offset: 0, line: line, column: column)]
  }

  private init(characters: [Character], marks: [Mark]) {
    self.characters = characters
    self.marks = marks
  }

  /// Lines joined by newlines.
  init(lines: [SourceText]) {
    var characters: [Character] = []
    var marks: [Mark] = []
    for (index, line) in lines.enumerated() {
      if index > 0 { characters.append("\n") }
      for mark in line.marks {
        marks.append(
          Mark(offset: characters.count + mark.offset, line: mark.line, column: mark.column))
      }
      characters += line.characters
    }
    self.init(
      characters: characters, marks: marks.isEmpty ? [Mark(offset: 0, line: 1, column: 1)] : marks)
  }

  /// Where character `offset` stands in the file.
  func place(_ offset: Int) -> (line: Int, column: Int) {
    let mark = marks.last { $0.offset <= offset } ?? marks[0]
    return (mark.line, mark.column + max(0, offset - mark.offset))
  }

  /// The characters of `range`, which is kept within the text.
  func slice(_ range: Range<Int>) -> SourceText {
    let range = range.clamped(to: 0..<characters.count)
    let start = place(range.lowerBound)
    var kept = [Mark(offset: 0, line: start.line, column: start.column)]
    for mark in marks where mark.offset > range.lowerBound && mark.offset < range.upperBound {
      kept.append(
        Mark(offset: mark.offset - range.lowerBound, line: mark.line, column: mark.column))
    }
    return SourceText(characters: Array(characters[range]), marks: kept)
  }

  /// Without white space at both ends.
  var trimmed: SourceText {
    let start = characters.firstIndex { !$0.isWhitespace } ?? characters.count
    let end = characters.lastIndex { !$0.isWhitespace }.map { $0 + 1 } ?? start
    return slice(start..<max(start, end))
  }

  /// The offset of the first (or last) `word` outside of quotation marks; if they do not pair up,
  /// anywhere.
  func offset(of word: String, last: Bool = false) -> Int? {
    let word = Array(word)
    let isPaired = characters.count { $0 == "\"" }.isMultiple(of: 2)
    var found: Int?
    var isQuoted = false
    for index in characters.indices {
      if isPaired, characters[index] == "\"" { isQuoted.toggle() }
      guard !isQuoted, index + word.count <= characters.count,
        characters[index..<index + word.count].elementsEqual(word)
      else { continue }
      found = index
      if !last { return found }
    }
    return found
  }

  /// The two sides of the first (or last) `separator` outside of quotation marks, trimmed.
  func split(at separator: String, last: Bool = false) -> (SourceText, SourceText)? {
    guard let offset = offset(of: separator, last: last) else { return nil }
    return (
      slice(0..<offset).trimmed, slice(offset + separator.count..<characters.count).trimmed
    )
  }

  /// The pieces between every `separator` outside of quotation marks, trimmed.
  func pieces(separator: String) -> [SourceText] {
    var pieces: [SourceText] = []
    var rest = self
    while let (piece, next) = rest.split(at: separator) {
      pieces.append(piece)
      rest = next
    }
    return pieces + [rest.trimmed]
  }

  /// Without a pair of quotation marks around all of it, if there is one.
  var unquoted: SourceText {
    guard characters.count >= 2, characters.first == "\"", characters.last == "\"",
      !characters[1..<characters.count - 1].contains("\"")
    else { return self }
    return slice(1..<characters.count - 1)
  }
}
