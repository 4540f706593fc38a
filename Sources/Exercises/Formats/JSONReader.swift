/// Reads JSON as RFC 8259 has it, from people who may wish us ill.
///
/// Strict where readers differ, because two readings of one submission would be two gradings: duplicate
/// names, halves of surrogate pairs, invalid UTF-8 and anything after the value are errors. A byte-order
/// mark is passed over. Time and memory are in proportion to the bytes, whatever they are.
///
/// ```swift
/// let submission = try JSONReader.value(bytes, limits: .submission)
/// ```
public struct JSONReader {
  /// What a document may be at most.
  public struct Limits: Hashable, Sendable {
    public var bytes: Int
    public var depth: Int
    public var values: Int

    public init(bytes: Int, depth: Int, values: Int) {
      self.bytes = bytes
      self.depth = depth
      self.values = values
    }

    /// For one submission; documented in docs/limits.md, and versioned, because it is a verdict.
    public static let submission = Limits(bytes: 1 << 20, depth: 16, values: 100_000)
  }

  private let bytes: [UInt8]
  private let limits: Limits
  private var index = 0
  private var depth = 0
  private var values = 0

  /// The one value in `bytes`. Throws a `JSONError` that says what is wrong, and where.
  public static func value(
    _ bytes: [UInt8], limits: Limits = .submission
  ) throws(JSONError) -> JSONValue {
    guard bytes.count <= limits.bytes else { throw JSONError(.tooLong(limits.bytes), at: 0) }
    var reader = JSONReader(bytes: bytes, limits: limits)
    try reader.checkEncoding()
    return try reader.document()
  }

  private init(bytes: [UInt8], limits: Limits) {
    self.bytes = bytes
    self.limits = limits
  }

  /// After this, every sequence of bytes between two ASCII characters is valid UTF-8.
  private mutating func checkEncoding() throws(JSONError) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw JSONError(.notUTF8, at: error.byteOffsets.lowerBound)
    }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
  }

  private mutating func document() throws(JSONError) -> JSONValue {
    skipSpace()
    guard index < bytes.count else { throw JSONError(.empty, at: index) }
    let value = try value()
    skipSpace()
    guard index == bytes.count else { throw JSONError(.trailing(found), at: index) }
    return value
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    values += 1
    guard values <= limits.values else {
      throw JSONError(.tooManyValues(limits.values), at: index)
    }
    switch peek ?? 0 {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default: return try word()
    }
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    try enter()
    var members: [JSONMember] = []
    var names: Set<String> = []
    guard !skip("}") else { return leave(.object([])) }
    repeat {
      skipSpace()
      let place = index
      guard peek == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
      let name = try string()
      guard names.insert(name).inserted else { throw JSONError(.duplicateName(name), at: place) }
      guard skip(":") else { throw unexpected("\":\"") }
      skipSpace()
      members.append(JSONMember(name, try value()))
    } while skip(",")
    guard skip("}") else { throw unexpected("\",\" or \"}\"") }
    return leave(.object(members))
  }

  private mutating func list() throws(JSONError) -> JSONValue {
    try enter()
    var items: [JSONValue] = []
    guard !skip("]") else { return leave(.list([])) }
    repeat {
      skipSpace()
      items.append(try value())
    } while skip(",")
    guard skip("]") else { throw unexpected("\",\" or \"]\"") }
    return leave(.list(items))
  }

  private mutating func enter() throws(JSONError) {
    depth += 1
    guard depth <= limits.depth else { throw JSONError(.tooDeep(limits.depth), at: index) }
    index += 1
  }

  private mutating func leave(_ value: JSONValue) -> JSONValue {
    depth -= 1
    return value
  }

  private mutating func word() throws(JSONError) -> JSONValue {
    let words: [(StaticString, JSONValue)] = [
      ("true", .truth(true)), ("false", .truth(false)), ("null", .null),
    ]
    for (word, value) in words {
      let end = index + word.utf8CodeUnitCount
      let isHere = word.withUTF8Buffer {
        end <= bytes.count && bytes[index..<end].elementsEqual($0)
      }
      guard isHere else { continue }
      index = end
      return value
    }
    throw unexpected("a value")
  }
}

// MARK: - Numbers and texts

extension JSONReader {
  /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`, kept as it is written.
  private mutating func number() throws(JSONError) -> String {
    let start = index
    if peek == UInt8(ascii: "-") { index += 1 }
    let first = peek
    let whole = skipDigits()
    guard whole > 0, whole == 1 || first != UInt8(ascii: "0") else {
      throw JSONError(.badNumber, at: start)
    }
    if peek == UInt8(ascii: ".") {
      index += 1
      guard skipDigits() > 0 else { throw JSONError(.badNumber, at: start) }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      index += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
      guard skipDigits() > 0 else { throw JSONError(.badNumber, at: start) }
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func skipDigits() -> Int {
    let start = index
    while let byte = peek, byte >= 0x30, byte <= 0x39 { index += 1 }
    return index - start
  }

  private mutating func string() throws(JSONError) -> String {
    index += 1
    var start = index
    var text = ""
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        text += String(decoding: bytes[start..<index], as: UTF8.self)
        index += 1
        return text
      case UInt8(ascii: "\\"):
        text += String(decoding: bytes[start..<index], as: UTF8.self)
        text.unicodeScalars.append(try escape())
        start = index
      case 0..<0x20: throw JSONError(.controlCharacter(byte), at: index)
      default: index += 1
      }
    }
    throw unexpected("the closing quote")
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    let place = index
    index += 1
    guard let byte = peek else { throw unexpected("an escape") }
    if byte == UInt8(ascii: "u") { return try escapedScalar(at: place) }
    let escapes: [(UInt8, Unicode.Scalar)] = [
      (0x22, "\""), (0x5c, "\\"), (0x2f, "/"), (0x62, "\u{8}"), (0x66, "\u{c}"), (0x6e, "\n"),
      (0x72, "\r"), (0x74, "\t"),
    ]
    guard let scalar = escapes.first(where: { $0.0 == byte })?.1 else {
      throw JSONError(.badEscape("\\" + found), at: place)
    }
    index += 1
    return scalar
  }

  /// `\uXXXX`, or a pair of them beyond the first 65536 characters.
  private mutating func escapedScalar(at place: Int) throws(JSONError) -> Unicode.Scalar {
    let high = try hexadecimalUnit(at: place)
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xdc00, peek == UInt8(ascii: "\\"), index + 1 < bytes.count,
      bytes[index + 1] == UInt8(ascii: "u")
    else { throw JSONError(.loneSurrogate, at: place) }
    index += 1
    let low = try hexadecimalUnit(at: place)
    guard low >= 0xdc00, low < 0xe000,
      let scalar = Unicode.Scalar(0x1_0000 + (high - 0xd800) << 10 + (low - 0xdc00))
    else { throw JSONError(.loneSurrogate, at: place) }
    return scalar
  }

  /// The four digits after a `u`, where the index stands.
  private mutating func hexadecimalUnit(at place: Int) throws(JSONError) -> UInt32 {
    index += 1
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80
      else { throw JSONError(.badEscape("\\u"), at: place) }
      unit = unit << 4 | UInt32(digit)
      index += 1
    }
    return unit
  }
}

// MARK: - Bytes

extension JSONReader {
  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      index += 1
    }
  }

  /// Passes over space and then `character`, if that comes next.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private func unexpected(_ what: String) -> JSONError {
    index < bytes.count
      ? JSONError(.expected(what, found: found), at: index)
      : JSONError(.endsEarly(expected: what), at: index)
  }

  /// The character here, as a message may show it.
  private var found: String {
    // A character has at most four bytes, and an index stands at the first of them.
    let rest = String(decoding: bytes[index..<min(bytes.count, index + 4)], as: UTF8.self)
    return rest.unicodeScalars.first.map { "\"\(SafeText.scalar($0))\"" } ?? "nothing"
  }
}
