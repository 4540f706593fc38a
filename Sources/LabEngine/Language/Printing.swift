extension Value {
  /// As `print` writes it: a text raw, but quoted in a list; in `unit` where that fits.
  public func written(in unit: Unit? = nil) -> String {
    if case .text(let text) = self { return text }
    return writtenQuoted(in: unit)
  }

  /// As it is typed in an expression: texts in quotes.
  public func writtenQuoted(in unit: Unit? = nil) -> String {
    switch self {
    case .quantity(let quantity): quantity.written(in: unit)
    case .truth(let truth): truth ? "true" : "false"
    case .text(let text): quotedText(text)
    case .page(let page): page.description
    case .list(let elements):
      "[" + elements.map { $0.writtenQuoted(in: unit) }.joined(separator: ", ") + "]"
    }
  }
}

extension Quantity {
  /// In `unit` with twelve significant digits; without one, or if it is of another dimension, in the largest
  /// unit that gives at least 1, with six. A plain integer is written as it is.
  func written(in unit: Unit? = nil) -> String {
    if let unit, unit.dimension == dimension {
      if unit.isHexadecimal, case .integer(let integer) = number { return hexadecimal(integer) }
      return digits(in: unit).rounded(to: 12).text + (unit.isHexadecimal ? "" : unit.name)
    }
    if dimension == .none {
      if case .integer(let integer) = number { return String(integer) }
      return DecimalDigits(number).rounded(to: 6).text
    }
    guard let unit = largestUnit else {
      return DecimalDigits(number).rounded(to: 6).text + dimension.symbol
    }
    return digits(in: unit).rounded(to: 6).text + unit.name
  }

  /// The largest unit that gives at least 1, or else the smallest; nil for a dimension without units.
  private var largestUnit: Unit? {
    let units = (Unit.all + Unit.forms).filter { $0.isChosen && $0.dimension == dimension }
    if number.isZero { return units.first }
    let size = number.double.magnitude
    return units.last { size >= Double($0.factor) / Double($0.divisor) } ?? units.first
  }

  private func digits(in unit: Unit) -> DecimalDigits {
    if let shift = unit.decimalShift { return DecimalDigits(number).shifted(by: shift) }
    let scaled = number.double / Double(unit.factor) * Double(unit.divisor)
    return scaled.isFinite ? DecimalDigits(scaled) : DecimalDigits(number)
  }

  private func hexadecimal(_ integer: Int) -> String {
    "0x" + String(UInt(bitPattern: integer), radix: 16)
  }
}

extension Dimension {
  /// In base units, as `ns^2` or `B/ns`.
  public var symbol: String {
    let factors = [("B", data), ("ns", time)]
    func product(_ powers: [(String, Int)]) -> String {
      powers.map { $0.1 == 1 ? $0.0 : "\($0.0)^\($0.1)" }.joined(separator: "*")
    }
    let above = product(factors.filter { $0.1 > 0 })
    let below = factors.filter { $0.1 < 0 }.map { ($0.0, -$0.1) }
    guard !below.isEmpty else { return above }
    return above + "/" + (below.count > 1 ? "(\(product(below)))" : product(below))
  }
}

/// The text as a literal that reads back as the same text.
private func quotedText(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    if let escape = TextEscape.all.first(where: { $0.scalar == scalar }) {
      result += "\\"
      result.unicodeScalars.append(escape.letter)
    } else if scalar.value < 0x20 || scalar.value == 0x7f {
      result += "\\u{\(String(scalar.value, radix: 16))}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
