/// What a letter after a backslash stands for in a quoted text.
struct TextEscape: Sendable {
  let letter: Unicode.Scalar
  let scalar: Unicode.Scalar

  static let all = [
    TextEscape(letter: "n", scalar: "\n"), TextEscape(letter: "t", scalar: "\t"),
    TextEscape(letter: "r", scalar: "\r"), TextEscape(letter: "0", scalar: "\0"),
    TextEscape(letter: "e", scalar: "\u{1b}"), TextEscape(letter: "\"", scalar: "\""),
    TextEscape(letter: "\\", scalar: "\\"),
  ]
}

extension Scanner {
  /// The bytes from `from` up to `to`, with escapes replaced.
  func unescaped(from: Int, to: Int) throws -> String {
    var result = String.UnicodeScalarView()
    var offset = from
    while offset < to {
      let run = bytes[offset..<to].firstIndex(of: Ascii.backslash) ?? to
      result.append(contentsOf: text(from: offset, to: run).unicodeScalars)
      guard run < to else { break }
      let (scalar, end) = try escape(at: run, limit: to)
      result.append(scalar)
      offset = end
    }
    return String(result)
  }

  private func escape(at offset: Int, limit: Int) throws -> (Unicode.Scalar, end: Int) {
    let letter = byte(offset + 1) ?? 0
    if let escape = TextEscape.all.first(where: { $0.letter.value == UInt32(letter) }) {
      return (escape.scalar, offset + 2)
    }
    if letter == UInt8(ascii: "u"), byte(offset + 2) == UInt8(ascii: "{"),
      let closing = bytes[offset..<limit].firstIndex(of: UInt8(ascii: "}")),
      let value = UInt32(text(from: offset + 3, to: closing), radix: 16),
      let scalar = Unicode.Scalar(value)
    {
      return (scalar, closing + 1)
    }
    let end = min(limit, offset + 1 + scalarLength(offset + 1))
    throw error(
      .expected(
        "`\\n`, `\\t`, `\\r`, `\\0`, `\\e`, `\\\"`, `\\\\` or `\\u{…}`",
        found: "`\(text(from: offset, to: end))`"),
      at: place(from: offset, to: end))
  }

  /// True if a number starts at `offset`.
  func startsNumber(_ offset: Int) -> Bool {
    guard let first = byte(offset) else { return false }
    if first == UInt8(ascii: ".") { return isDigit(offset + 1) }
    return Ascii.digits.contains(first)
  }

  func isDigit(_ offset: Int) -> Bool { byte(offset).map(Ascii.digits.contains) ?? false }

  func digitsEnd(_ offset: Int) -> Int {
    var end = offset
    while isDigit(end) { end += 1 }
    return end
  }

  /// A number with the unit that follows it directly. White space has been skipped, and a number starts here.
  mutating func number() throws -> Quantity {
    if byte(position) == UInt8(ascii: "0"), (byte(position + 1) ?? 0) | 0x20 == UInt8(ascii: "x") {
      return try hexadecimal()
    }
    let literal = decimalLiteral(position)
    let unitEnd = unitEnd(literal.end)
    let unit = try unitEnd > literal.end ? unit(from: literal.end, to: unitEnd) : nil
    guard let number = literal.number(in: unit) else {
      throw error(
        .overflow("`\(text(from: position, to: unitEnd))` does not fit into 64 bits"),
        at: place(from: position, to: unitEnd))
    }
    position = unitEnd
    return Quantity(number, unit?.dimension ?? .none)
  }

  private func unitEnd(_ offset: Int) -> Int {
    if byte(offset) == UInt8(ascii: "%") { return offset + 1 }
    var end = offset
    while let next = nameCharacterEnd(end) { end = next }
    return end
  }

  private func unit(from: Int, to: Int) throws -> Unit {
    let name = text(from: from, to: to)
    if let unit = Unit.afterNumber(name) { return unit }
    let known = Unit.all.map(\.name)
    throw error(
      .unknown(kind: "unit", name: name, nearest: nearest(name, among: known), known: known),
      at: place(from: from, to: to))
  }

  private mutating func hexadecimal() throws -> Quantity {
    let from = position + 2
    var end = from
    while let next = nameCharacterEnd(end) { end = next }
    let digits = text(from: from, to: end)
    let significant = digits.drop { $0 == "0" }
    guard !digits.isEmpty, digits.utf8.allSatisfy({ Scanner.isHexadecimal($0) }) else {
      throw error(
        .expected("a hexadecimal number such as `0x1f`", found: "`0x\(digits)`"),
        at: place(from: position, to: end))
    }
    guard let pattern = UInt(significant.isEmpty ? "0" : significant, radix: 16) else {
      throw error(
        .overflow("`0x\(digits)` does not fit into 64 bits"), at: place(from: position, to: end))
    }
    position = end
    return Quantity(Int(bitPattern: pattern))
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    Ascii.digits.contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  private func decimalLiteral(_ offset: Int) -> DecimalLiteral {
    var end = digitsEnd(offset)
    var digits = Array(bytes[offset..<end])
    var places = 0
    var isWhole = true
    if byte(end) == UInt8(ascii: "."), isDigit(end + 1) {
      let fraction = end + 1
      end = digitsEnd(fraction)
      digits += bytes[fraction..<end]
      places = end - fraction
      isWhole = false
    }
    var exponent = 0
    if let (value, exponentEnd) = exponentPart(end) {
      exponent = value
      end = exponentEnd
      isWhole = false
    }
    return DecimalLiteral(
      digits: digits, exponent: exponent - places, isWhole: isWhole, end: end)
  }

  /// `e3`, `e-3`; an exponent that no double has room for is as good as any other.
  private func exponentPart(_ offset: Int) -> (value: Int, end: Int)? {
    guard (byte(offset) ?? 0) | 0x20 == UInt8(ascii: "e") else { return nil }
    let sign = byte(offset + 1)
    let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
    let first = offset + (isSigned ? 2 : 1)
    guard isDigit(first) else { return nil }
    let end = digitsEnd(first)
    let size = min(Int(text(from: first, to: end)) ?? 100_000, 100_000)
    return (sign == UInt8(ascii: "-") ? -size : size, end)
  }
}

/// digits × 10^exponent, as typed.
private struct DecimalLiteral {
  var digits: [UInt8]
  var exponent: Int
  /// Typed without point or exponent.
  var isWhole: Bool
  var end: Int

  /// In base units, an integer if it is whole; nil if it does not fit.
  func number(in unit: Unit?) -> Number? {
    if let integer = integer(factor: unit?.factor ?? 1, divisor: unit?.divisor ?? 1) {
      return .integer(integer)
    }
    if isWhole, unit == nil { return nil }
    let shift = unit?.decimalShift
    let text = String(decoding: digits, as: UTF8.self)
    guard let real = Double("\(text)e\(exponent - (shift ?? 0))") else { return nil }
    let scale = shift == nil ? Double(unit?.factor ?? 1) / Double(unit?.divisor ?? 1) : 1
    return try? Number.normal(real * scale)
  }

  /// Exact, if the number is whole and fits.
  private func integer(factor: Int, divisor: Int) -> Int? {
    var value: UInt128 = 0
    func multiplied(_ a: UInt128, _ b: UInt128) -> UInt128? {
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      return overflow ? nil : product
    }
    for digit in digits {
      guard let shifted = multiplied(value, 10), shifted < UInt128.max - 10 else { return nil }
      value = shifted + UInt128(digit - Ascii.digits.lowerBound)
    }
    guard value != 0 else { return 0 }
    guard var value = multiplied(value, UInt128(factor)), exponent.magnitude < 40 else {
      return nil
    }
    var below = UInt128(divisor)
    for _ in 0..<exponent.magnitude {
      guard let next = multiplied(exponent > 0 ? value : below, 10) else { return nil }
      if exponent > 0 { value = next } else { below = next }
    }
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: below)
    return remainder == 0 ? Int(exactly: quotient) : nil
  }
}
