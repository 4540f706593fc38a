import LabEngine

/// A number as a student types it: `12`, `0x1f`, `8.2 us`, `2.5e-6`, `0.1%`, `1/400`.
struct AnswerNumber {
  let number: Number
  /// As typed after the number; empty without.
  let unitText: String
  /// Nil without a unit, and if there is none of that name.
  let unit: Unit?

  init?(_ text: String) {
    var reader = Reader(bytes: Array(text.utf8))
    guard let number = reader.number() else { return nil }
    self.number = number
    unitText = reader.rest
    unit = unitText.isEmpty ? nil : AnswerNumber.unit(unitText)
  }

  /// True for `66,67` and `1,000`.
  var hasComma: Bool { unitText.first == "," && unitText.dropFirst().first?.isNumber == true }

  private static func unit(_ text: String) -> Unit? {
    // Micro is typed as an ordinary letter, but may be pasted as either of its two signs.
    let plain = String(text.map { $0 == "\u{b5}" || $0 == "\u{3bc}" ? "u" : $0 })
    return Unit.named(plain)
  }

  /// In the base unit of its own unit.
  var quantity: Quantity? {
    guard let unit else { return unitText.isEmpty ? Quantity(number) : nil }
    return number.scaled(by: unit).map { Quantity($0, unit.dimension) }
  }

  /// Reads digits; the bytes are those of the answer.
  private struct Reader {
    let bytes: [UInt8]
    var index = 0

    private var byte: UInt8 { index < bytes.count ? bytes[index] : 0 }

    private mutating func skipSpaces() {
      while byte == 0x20 || byte == 0x09 { index += 1 }
    }

    private mutating func digits() -> String {
      let start = index
      while (0x30...0x39).contains(byte) { index += 1 }
      return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// What follows the number, without white space around it.
    var rest: String {
      let text = String(decoding: bytes[index...], as: UTF8.self)
      let characters = text.drop(while: \.isWhitespace)
      guard let end = characters.lastIndex(where: { !$0.isWhitespace }) else { return "" }
      return String(characters[...end])
    }

    mutating func number() -> Number? {
      skipSpaces()
      let isNegative = byte == 0x2d
      if isNegative || byte == 0x2b { index += 1 }
      if byte == 0x30, index + 1 < bytes.count, let radix = radix(bytes[index + 1]) {
        return based(radix, isNegative: isNegative)
      }
      guard let top = decimal() else { return nil }
      let mark = index
      skipSpaces()
      guard byte == 0x2f else {
        index = mark
        return isNegative ? top.negated : top
      }
      index += 1
      skipSpaces()
      guard let bottom = decimal(), bottom.real != 0 else { return nil }
      let quotient = Number.real(top.real / bottom.real)
      return isNegative ? quotient.negated : quotient
    }

    private func radix(_ letter: UInt8) -> Int? {
      switch letter | 0x20 {
      case 0x78: 16
      case 0x6f: 8
      case 0x62: 2
      default: nil
      }
    }

    private mutating func based(_ radix: Int, isNegative: Bool) -> Number? {
      index += 2
      let start = index
      while Unicode.Scalar(byte).properties.isASCIIHexDigit { index += 1 }
      let digits = String(decoding: bytes[start..<index], as: UTF8.self)
      return Int(isNegative ? "-\(digits)" : digits, radix: radix).map { .integer($0) }
    }

    private mutating func decimal() -> Number? {
      let start = index
      let whole = digits()
      var isWhole = true
      if byte == 0x2e {
        index += 1
        isWhole = false
        if digits().isEmpty || whole.isEmpty { return nil }
      }
      if whole.isEmpty { return nil }
      if byte | 0x20 == 0x65, exponent() { isWhole = false }
      let text = String(decoding: bytes[start..<index], as: UTF8.self)
      if isWhole { return Int(text).map { .integer($0) } }
      return Double(text).flatMap { $0.isFinite ? .real($0) : nil }
    }

    /// Steps over `e-6`, unless the letter begins a unit.
    private mutating func exponent() -> Bool {
      let mark = index
      index += 1
      if byte == 0x2b || byte == 0x2d { index += 1 }
      if !digits().isEmpty { return true }
      index = mark
      return false
    }
  }
}

extension Number {
  var real: Double {
    switch self {
    case .integer(let integer): Double(integer)
    case .real(let real): real
    }
  }

  var negated: Number {
    switch self {
    case .integer(let integer): integer == .min ? .real(-Double(integer)) : .integer(-integer)
    case .real(let real): .real(-real)
    }
  }

  /// In the base unit; nil if that is more than a number can hold.
  func scaled(by unit: Unit) -> Number? {
    if case .integer(let integer) = self, unit.divisor == 1 {
      let (product, overflow) = integer.multipliedReportingOverflow(by: unit.factor)
      return overflow ? nil : .integer(product)
    }
    let scaled = real * Double(unit.factor) / Double(unit.divisor)
    return scaled.isFinite ? .real(scaled) : nil
  }
}
