/// Cuts source into statements of words; comments are gone.
///
/// "Using as", 3 (Syntax): `#` and `//` up to the end of the line, `/* */`, `;` between statements.
struct AssemblyLexer {
  let source: AssemblySource
  private var position = 0

  init(_ source: AssemblySource) { self.source = source }

  /// The words up to the end of a line or `;`, closed by `.end`; nil at the end of the text.
  mutating func statement() throws -> [AssemblyToken]? {
    guard position < source.bytes.count else { return nil }
    var tokens: [AssemblyToken] = []
    while try skipSpace(), let byte = peek() {
      let start = position
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";") {
        position += 1
        return tokens + [AssemblyToken(kind: .end, span: start..<start)]
      }
      tokens.append(AssemblyToken(kind: try kind(byte), span: start..<position))
    }
    let end = contentEnd
    return tokens + [AssemblyToken(kind: .end, span: end..<end)]
  }

  private var contentEnd: Int { source.bytes.count }

  private func peek(_ ahead: Int = 0) -> UInt8? {
    let index = position + ahead
    return index < source.bytes.count ? source.bytes[index] : nil
  }

  /// Passes blanks and comments; always true.
  private mutating func skipSpace() throws -> Bool {
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x0b, 0x0c: position += 1
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): skipLine()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): try skipBlock()
      default: return true
      }
    }
    return true
  }

  private mutating func skipLine() {
    while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
  }

  private mutating func skipBlock() throws {
    let start = position
    position += 2
    while peek() != nil {
      if peek() == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        position += 2
        return
      }
      position += 1
    }
    throw source.error(
      .expected("`*/` at the end of the comment", found: "the end of the program"),
      at: start..<(start + 2))
  }

  private mutating func kind(_ byte: UInt8) throws -> AssemblyToken.Kind {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "\""): return .text(try quoted())
    case UInt8(ascii: "'"): return .number(UInt64(try character()))
    case _ where Self.startsName(byte): return .name(name())
    default: return .mark(mark())
    }
  }

  static func startsName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "$"):
      true
    default: false
    }
  }

  private static func continuesName(_ byte: UInt8) -> Bool {
    startsName(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private mutating func name() -> String {
    let start = position
    while let byte = peek(), Self.continuesName(byte) { position += 1 }
    return source.text(start..<position)
  }

  /// One character, or an operator of two.
  private mutating func mark() -> String {
    let start = position
    position += 1
    let pair = source.text(start..<min(start + 2, source.bytes.count))
    if ["<<", ">>", "==", "!=", "<>", "<=", ">=", "&&", "||"].contains(pair) {
      position += 1
      return pair
    }
    // The rest of a character of several bytes.
    while let byte = peek(), source.bytes[start] >= 0x80, byte & 0xc0 == 0x80 { position += 1 }
    return source.text(start..<position)
  }
}

/// Numbers, characters and strings.
extension AssemblyLexer {
  /// Decimal, `0x`, `0b`, octal with a leading 0; or a local label, digits with `b` or `f`.
  private mutating func number() throws -> AssemblyToken.Kind {
    let start = position
    while let byte = peek(), Self.continuesName(byte) { position += 1 }
    let word = source.text(start..<position)
    let digits = word.dropLast()
    if word.hasSuffix("b") || word.hasSuffix("f"), digits.allSatisfy(\.isNumber),
      let label = UInt64(digits)
    {
      return .localLabel(label, isForward: word.hasSuffix("f"))
    }
    guard let value = Self.value(word.lowercased()) else {
      throw source.error(
        .expected("a number of at most 64 bits", found: "`\(word)`"), at: start..<position)
    }
    return .number(value)
  }

  private static func value(_ word: String) -> UInt64? {
    if word.hasPrefix("0x") { return UInt64(word.dropFirst(2), radix: 16) }
    if word.hasPrefix("0b") { return UInt64(word.dropFirst(2), radix: 2) }
    if word.hasPrefix("0"), word.count > 1 { return UInt64(word.dropFirst(1), radix: 8) }
    return UInt64(word)
  }

  /// `'a'`, `'\n'`, or without the second quote, as old assemblers have it.
  private mutating func character() throws -> UInt8 {
    let start = position
    position += 1
    guard let byte = peek(), byte != UInt8(ascii: "\n") else {
      throw source.error(
        .expected("a character behind `'`", found: "the end of the line"),
        at: start..<(start + 1))
    }
    let value = byte == UInt8(ascii: "\\") ? try escape() : byte
    if byte != UInt8(ascii: "\\") { position += 1 }
    if byte >= 0x80 {
      throw source.error(.refused("a character constant is one byte"), at: start..<position)
    }
    if peek() == UInt8(ascii: "'") { position += 1 }
    return value
  }

  private mutating func quoted() throws -> [UInt8] {
    let start = position
    position += 1
    var bytes: [UInt8] = []
    while let byte = peek(), byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\"") {
        position += 1
        return bytes
      }
      if byte == UInt8(ascii: "\\") {
        bytes.append(try escape())
      } else {
        bytes.append(byte)
        position += 1
      }
    }
    throw source.error(
      .expected("`\"` at the end of the text", found: "the end of the line"), at: start..<position)
  }

  /// "Using as", 3.6.1.1: `\b \f \n \r \t \\ \"`, up to three octal digits, `\x` and hexadecimal ones.
  private mutating func escape() throws -> UInt8 {
    let start = position
    position += 1
    let byte = peek() ?? 0
    if byte == UInt8(ascii: "x") || byte == UInt8(ascii: "X") {
      position += 1
      return digits(radix: 16, most: .max)
    }
    if (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) { return digits(radix: 8, most: 3) }
    let known: [(UInt8, UInt8)] = [
      (UInt8(ascii: "n"), 10), (UInt8(ascii: "t"), 9), (UInt8(ascii: "r"), 13),
      (UInt8(ascii: "b"), 8), (UInt8(ascii: "f"), 12), (UInt8(ascii: "\\"), 92),
      (UInt8(ascii: "\""), 34), (UInt8(ascii: "'"), 39),
    ]
    guard let match = known.first(where: { $0.0 == byte }) else {
      throw source.error(
        .expected(
          "`n`, `t`, `r`, `b`, `f`, `\\`, `\"`, octal digits or `x` behind `\\`",
          found: "`\(source.text(start..<min(start + 2, source.bytes.count)))`"),
        at: start..<(start + 1))
    }
    position += 1
    return match.1
  }

  /// The lowest eight bits of a number.
  private mutating func digits(radix: UInt32, most: Int) -> UInt8 {
    var (value, count): (UInt32, Int) = (0, 0)
    while count < most, let byte = peek(),
      let digit = Character(UnicodeScalar(byte)).hexDigitValue, digit < Int(radix)
    {
      value = value &* radix &+ UInt32(digit)
      position += 1
      count += 1
    }
    return UInt8(truncatingIfNeeded: value)
  }
}
