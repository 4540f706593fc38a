/// The readers that commands are written with.
extension Scanner {
  /// Skips white space, then true if nothing is left.
  var isAtEnd: Bool {
    mutating get {
      skipSpaces()
      return position >= bytes.count
    }
  }

  /// Letters, digits and `_`, starting with a letter.
  mutating func name(_ expected: String) throws -> Named {
    let from = offsetAfterSpaces
    guard let end = nameEnd(from) else { throw self.expected(expected) }
    return take(from, to: end)
  }

  /// A name that may be given to something: one that is not reserved.
  mutating func newName(_ expected: String) throws -> Named {
    let before = position
    // `task run=5ms`: an option stands where the name is missing.
    if isAtOption { throw self.expected(expected) }
    if let next = byte(offsetAfterSpaces), nameEnd(offsetAfterSpaces) == nil,
      Ascii.digits.contains(next) || next == UInt8(ascii: "_")
    {
      throw self.expected("\(expected), beginning with a letter")
    }
    let name = try name(expected)
    try checkNameEnd(name, expected, before)
    guard isReserved(name.text) else { return name }
    position = before
    throw error(
      .conflict("`\(name.text)` is a word of the language: choose another name"), at: name.place)
  }

  /// Throws if the name goes on with something that no name can hold, as `V.0` and `my-task`.
  private mutating func checkNameEnd(
    _ name: Named, _ expected: String, _ before: Int
  ) throws {
    guard let next = byte(position), next == UInt8(ascii: ".") || next == UInt8(ascii: "-") else {
      return
    }
    let from = position - name.text.utf8.count
    var end = position
    while let byte = byte(end), !Ascii.isSpace(byte) { end += 1 }
    position = before
    throw error(
      .expected(
        "\(expected), of letters, digits and _", found: "`\(text(from: from, to: end))`"),
      at: place(from: from, to: end))
  }

  /// What stands up to the next white space, or a quoted text.
  mutating func word(_ expected: String) throws -> Named {
    let from = offsetAfterSpaces
    if byte(from) == Ascii.quote { return try quoted(expected) }
    var end = from
    while let byte = byte(end), !Ascii.isSpace(byte) { end += 1 }
    guard end > from else { throw self.expected(expected) }
    return take(from, to: end)
  }

  /// A text in double quotes, with `\n \t \r \0 \e \" \\ \u{…}` replaced by what they stand for.
  mutating func quoted(_ expected: String) throws -> Named {
    let from = offsetAfterSpaces
    guard byte(from) == Ascii.quote else { throw self.expected(expected) }
    guard let closing = closingQuote(from) else {
      throw error(
        .expected("a closing `\"`", found: Scanner.theEnd), at: place(from: from, to: bytes.count))
    }
    let text = try unescaped(from: from + 1, to: closing)
    position = closing + 1
    return Named(text: text, place: place(from: from, to: closing + 1))
  }

  /// The name of `NAME=` if that stands here (and not `NAME==`), read through the `=`; otherwise nil, and
  /// nothing is read.
  mutating func option() throws -> Named? {
    let from = offsetAfterSpaces
    guard let end = nameEnd(from), let equals = offset(of: "=", after: end),
      byte(equals + 1) != UInt8(ascii: "=")
    else { return nil }
    position = equals + 1
    return Named(text: text(from: from, to: end), place: place(from: from, to: end))
  }

  /// What stands up to the next white space outside of brackets and quotes, as in `clock(bit=0)`, `1..10` or
  /// `8,16,32`; a quoted text alone is taken without its quotes.
  mutating func rawValue(_ expected: String) throws -> Named {
    let from = offsetAfterSpaces
    if byte(from) == Ascii.quote, let closing = closingQuote(from),
      byte(closing + 1).map(Ascii.isSpace) ?? true
    {
      return try quoted(expected)
    }
    let end = try rawEnd(from, stoppingAtBracket: false)
    guard end > from else { throw self.expected(expected) }
    try checkUnit(behind: from, to: end)
    return take(from, to: end)
  }

  /// Throws if a blank parts a number from its unit.
  private func checkUnit(behind from: Int, to end: Int) throws {
    let isDigit = { (byte: UInt8) in Ascii.digits.contains(byte) || byte == UInt8(ascii: ".") }
    guard bytes[from..<end].allSatisfy(isDigit) else { return }
    var unitStart = end
    while let byte = byte(unitStart), Ascii.isSpace(byte) { unitStart += 1 }
    guard unitStart > end, let unitEnd = nameEnd(unitStart),
      byte(unitEnd).map(Ascii.isSpace) ?? true
    else { return }
    let unit = text(from: unitStart, to: unitEnd)
    guard Unit.all.contains(where: { $0.name == unit }) else { return }
    let number = text(from: from, to: end)
    throw error(
      .expected(
        "the unit right behind the number, as \(number)\(unit)", found: "a blank between them"),
      at: place(from: from, to: unitEnd))
  }

  /// Reads `symbol`, after white space, if it stands here. A symbol of letters must be a whole word.
  mutating func take(_ symbol: String) -> Bool {
    guard let from = offset(of: symbol, after: position) else { return false }
    let end = from + symbol.utf8.count
    if nameEnd(from) != nil, nameCharacterEnd(end) != nil { return false }
    position = end
    return true
  }

  /// Throws if anything is left.
  mutating func end() throws {
    guard isAtEnd else { throw expected(Scanner.theEnd) }
  }

  /// Reads the bytes up to `end`.
  mutating func take(_ from: Int, to end: Int) -> Named {
    position = end
    return Named(text: text(from: from, to: end), place: place(from: from, to: end))
  }

  /// Where `symbol` stands if only white space is between it and `start`.
  func offset(of symbol: String, after start: Int) -> Int? {
    var from = start
    while let byte = byte(from), Ascii.isSpace(byte) { from += 1 }
    var offset = from
    for expected in symbol.utf8 {
      guard byte(offset) == expected else { return nil }
      offset += 1
    }
    return from
  }

  /// The end of a raw value: white space outside of round brackets and quotes, or a `]`.
  func rawEnd(_ from: Int, stoppingAtBracket: Bool) throws -> Int {
    var end = from
    var open: [Int] = []
    while let byte = byte(end) {
      switch byte {
      case Ascii.quote:
        guard let closing = closingQuote(end) else {
          throw error(
            .expected("a closing `\"`", found: Scanner.theEnd),
            at: place(from: end, to: bytes.count))
        }
        end = closing
      case UInt8(ascii: "("): open.append(end)
      case UInt8(ascii: ")"):
        guard open.popLast() != nil else { return end }
      case UInt8(ascii: "]") where stoppingAtBracket && open.isEmpty: return end
      default:
        if open.isEmpty, Ascii.isSpace(byte) { return end }
      }
      end += 1
    }
    if let bracket = open.last {
      throw error(
        .expected("a closing `)`", found: Scanner.theEnd), at: place(from: bracket, to: bracket))
    }
    return end
  }
}
