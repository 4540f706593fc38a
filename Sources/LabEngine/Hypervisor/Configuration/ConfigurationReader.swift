/// One `key: value`.
struct ConfigurationLine {
  let key: Named
  /// As it stands, to the end of the line or to a comment.
  let value: Named
  /// The whole line.
  let text: String

  fileprivate static let theEnd = "the end of the line"

  func error(_ problem: Problem, at place: SourcePlace) -> LabError {
    LabError(problem, at: place, lineText: text)
  }

  /// Has the value read, of which nothing may be left.
  func read(_ body: (inout Scanner) throws -> Void) throws {
    var scanner = Scanner(value.text, at: value.place, lineText: text)
    do {
      try body(&scanner)
      guard scanner.isAtEnd else { throw scanner.expected(Self.theEnd) }
    } catch var mistake as LabError {
      if case .expected(let what, Scanner.theEnd) = mistake.problem {
        mistake.problem = .expected(what, found: Self.theEnd)
      }
      throw mistake.filled(place: value.place, lineText: text)
    }
  }
}

/// Takes a configuration apart into lines of `key: value`. Empty lines and comments are passed over: a `#` at the
/// beginning of a line or behind white space, unless in quotes.
struct ConfigurationReader {
  private let lines: [Substring]
  private var position = 0

  init(_ text: String) {
    let text = text.first == "\u{feff}" ? text.dropFirst() : text[...]
    // A carriage return and a line feed are one character.
    lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
  }

  /// What is missing at the end, placed behind the last line.
  func error(_ problem: Problem) -> LabError {
    let last = lines.lastIndex { !$0.isEmpty } ?? 0
    let text = lines.indices.contains(last) ? String(lines[last]) : ""
    return LabError(
      problem, at: SourcePlace(line: last + 1, column: text.count + 1), lineText: text)
  }

  /// The next line that says something; nil at the end.
  mutating func next() throws -> ConfigurationLine? {
    while position < lines.count {
      position += 1
      let line = String(lines[position - 1])
      var scanner = Scanner(line, at: SourcePlace(line: position, column: 1), lineText: line)
      if scanner.isAtEnd || scanner.next == UInt8(ascii: "#") { continue }
      return try Self.entry(&scanner, line)
    }
    return nil
  }

  private static func entry(_ scanner: inout Scanner, _ line: String) throws -> ConfigurationLine {
    let start = scanner.offsetAfterSpaces
    var end = start
    while let byte = scanner.byte(end), isOfKey(byte) { end += 1 }
    guard end > start else { throw scanner.expected("a key, such as `memory: 8MiB`") }
    let key = scanner.take(start, to: end)
    guard scanner.take(":") else { throw scanner.missing("a `:` behind `\(key.text)`") }
    let first = scanner.offsetAfterSpaces
    let last = scanner.valueEnd(first)
    guard last > first else { throw scanner.missing("a value for `\(key.text)`") }
    return ConfigurationLine(key: key, value: scanner.take(first, to: last), text: line)
  }

  private static func isOfKey(_ byte: UInt8) -> Bool {
    Ascii.isLetter(byte) || Ascii.digits.contains(byte) || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "_")
  }
}

extension Scanner {
  /// "expected …" where a line may end.
  fileprivate func missing(_ what: String) -> LabError {
    let from = offsetAfterSpaces
    guard from < bytes.count, bytes[from] != UInt8(ascii: "#") else {
      return error(.expected(what, found: ConfigurationLine.theEnd), at: place)
    }
    return expected(what)
  }

  /// Where a value ends that begins at `start`: before white space and a comment, or at the end of the line.
  fileprivate func valueEnd(_ start: Int) -> Int {
    var end = start
    if byte(start) == Ascii.quote, let closing = closingQuote(start) { end = closing + 1 }
    while let byte = byte(end) {
      if byte == UInt8(ascii: "#"), end == start || Ascii.isSpace(bytes[end - 1]) { break }
      end += 1
    }
    while end > start, Ascii.isSpace(bytes[end - 1]) { end -= 1 }
    return end
  }
}
