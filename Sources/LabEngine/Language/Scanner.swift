/// A name, word or text as it stood in the source.
struct Named: Hashable, Sendable {
  var text: String
  var place: SourcePlace
}

/// Reads a command from left to right without a separate lexer: what a character means depends on where it
/// stands (`1w` in a reference string, `8ms` in an expression, `clock(bit=0)` as a policy).
///
/// Works on UTF-8 and reports places in characters. Every reader skips white space first, and leaves the
/// position alone when it throws.
struct Scanner {
  let bytes: [UInt8]
  /// Offset of the next byte.
  var position = 0
  /// How deep brackets may nest.
  var depthLimit = Limits.interactive.depth
  /// The lines of a block command.
  private(set) var body: String?
  private let start: SourcePlace
  private let lineText: String
  /// Only for a text that is not one line of ASCII, where a byte is a column.
  private let columns: ColumnTable?

  /// `place` is that of the first character of `text`, in the line `lineText`.
  init(_ text: String, at place: SourcePlace, lineText: String) {
    bytes = Array(text.utf8)
    start = place
    self.lineText = lineText
    let isPlain = bytes.allSatisfy { $0 < 0x80 && $0 != 0x0a }
    columns = isPlain ? nil : ColumnTable(text)
  }

  /// Positioned after the verb.
  init(_ statement: Statement) {
    self.init(statement.text, at: statement.place, lineText: statement.lineText)
    position = min(statement.verb.utf8.count, bytes.count)
    body = statement.body
  }
}

// MARK: - Places and errors

extension Scanner {
  /// Of the next character that is not white space.
  var place: SourcePlace {
    let here = offsetAfterSpaces
    return place(from: here, to: here)
  }

  /// Of the bytes from `from` up to, not including, `to`.
  func place(from: Int, to: Int) -> SourcePlace {
    guard let columns else {
      return SourcePlace(line: start.line, column: start.column + from, length: to - from)
    }
    let first = columns.mark(at: from)
    let last = columns.mark(at: to)
    return SourcePlace(
      line: start.line + first.line,
      column: first.line == 0 ? start.column + first.column : 1 + first.column,
      length: last.line == first.line ? last.column - first.column : 1)
  }

  /// What stands from byte `from` up to, not including, `to`.
  func text(from: Int, to: Int) -> String {
    String(decoding: bytes[from..<max(from, to)], as: UTF8.self)
  }

  /// The whole source line of `place`.
  func line(of place: SourcePlace) -> String {
    guard place.line != start.line else { return lineText }
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    let index = place.line - start.line
    return lines.indices.contains(index) ? String(decoding: lines[index], as: UTF8.self) : lineText
  }

  func error(_ problem: Problem, at place: SourcePlace) -> LabError {
    LabError(problem, at: place, lineText: line(of: place))
  }

  /// "expected …, found …" at the next word.
  func expected(_ what: String) -> LabError {
    let from = offsetAfterSpaces
    let to = wordEnd(from)
    return error(
      .expected(what, found: from < bytes.count ? "`\(text(from: from, to: to))`" : Scanner.theEnd),
      at: place(from: from, to: to))
  }

  static let theEnd = "the end of the command"

  /// Where the word ends that `expected` is to name: a name or number, a quoted text, or one character.
  private func wordEnd(_ from: Int) -> Int {
    guard let first = byte(from) else { return from }
    if first == Ascii.quote {
      let closing = closingQuote(from)
      return closing.map { $0 + 1 } ?? bytes.count
    }
    var end = from
    while let next = nameCharacterEnd(end) { end = next }
    return end > from ? end : min(bytes.count, from + scalarLength(from))
  }
}

// MARK: - Characters

enum Ascii {
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
}

extension Scanner {
  func byte(_ offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  var next: UInt8? { byte(position) }

  var offsetAfterSpaces: Int {
    var offset = position
    while offset < bytes.count, Ascii.isSpace(bytes[offset]) { offset += 1 }
    return offset
  }

  mutating func skipSpaces() { position = offsetAfterSpaces }

  /// Bytes of the scalar at `offset`; 1 beyond the end.
  func scalarLength(_ offset: Int) -> Int {
    switch byte(offset) ?? 0 {
    case 0..<0xc0: 1
    case 0xc0..<0xe0: 2
    case 0xe0..<0xf0: 3
    default: 4
    }
  }

  /// The end of the letter, digit or `_` at `offset`; nil if something else stands there.
  func nameCharacterEnd(_ offset: Int) -> Int? {
    guard let first = byte(offset) else { return nil }
    if first < 0x80 {
      let isPart = Ascii.isLetter(first) || Ascii.digits.contains(first) || first == 0x5f
      return isPart ? offset + 1 : nil
    }
    return nonAsciiEnd(offset) { $0.isIDContinue }
  }

  private func nonAsciiEnd(
    _ offset: Int, where fits: (Unicode.Scalar.Properties) -> Bool
  ) -> Int? {
    let end = min(bytes.count, offset + scalarLength(offset))
    guard let scalar = text(from: offset, to: end).unicodeScalars.first else { return nil }
    return fits(scalar.properties) ? end : nil
  }

  /// The end of the name that starts at `offset`; nil if none does.
  func nameEnd(_ offset: Int) -> Int? {
    guard let first = byte(offset) else { return nil }
    guard
      var end = first < 0x80
        ? (Ascii.isLetter(first) ? offset + 1 : nil) : nonAsciiEnd(offset, where: { $0.isIDStart })
    else { return nil }
    while let next = nameCharacterEnd(end) { end = next }
    return end
  }

  /// The offset of the quote that closes the one at `offset`; nil if none does.
  func closingQuote(_ offset: Int) -> Int? {
    var offset = offset + 1
    while let byte = byte(offset) {
      if byte == Ascii.quote { return offset }
      offset += byte == Ascii.backslash ? 2 : 1
    }
    return nil
  }
}
