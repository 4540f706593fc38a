import LabEngine

/// What braces insert: one value in the form that its surroundings need.
struct InsertedValue: Sendable, Hashable {
  /// In a sentence, as a person writes it.
  let display: String
  /// In a command.
  let script: String
  /// In an expression: exact, and one operand.
  let expression: String

  /// A varied value: the same text everywhere.
  init(text: String) {
    display = text
    script = text
    expression = text.hasPrefix("-") ? "(\(text))" : text
  }

  init(display: String, script: String, expression: String) {
    self.display = display
    self.script = script
    self.expression = expression
  }

  /// The value of a `let`.
  init(_ value: Value) {
    display = value.written()
    expression = value.exactOperand
    switch value {
    case .list(let entries): script = entries.map(\.scriptWord).joined(separator: " ")
    default: script = value.scriptWord
    }
  }
}

extension Value {
  /// Text that an expression reads back as exactly this value, and as one operand.
  var exactOperand: String {
    switch self {
    case .quantity(let quantity): quantity.exactOperand
    case .truth(let truth): truth ? "true" : "false"
    case .text(let text): "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    case .page(let page): "\(page)"
    case .list(let entries): "[\(entries.map(\.exactOperand).joined(separator: ", "))]"
    }
  }

  /// As it stands in a command: a text without quotation marks, a page by its number.
  fileprivate var scriptWord: String {
    switch self {
    case .text(let text): text
    case .page(let page): "\(page.page)"
    case .quantity(let quantity): quantity.exact
    default: exactOperand
    }
  }
}

extension Quantity {
  /// In the base unit; brackets around what is negative or has no unit of its own.
  fileprivate var exactOperand: String {
    let text = exact
    return text.hasPrefix("-") || text.contains("*") ? "(\(text))" : text
  }

  fileprivate var exact: String {
    switch (dimension.time, dimension.data) {
    case (0, 0): number.exact
    case (1, 0): "\(number.exact)ns"
    case (0, 1): "\(number.exact)B"
    case (let time, let data):
      "\(number.exact)\(factors("1ns", time))\(factors("1B", data))"
    }
  }

  private func factors(_ unit: String, _ power: Int) -> String {
    String(repeating: power < 0 ? "/\(unit)" : "*\(unit)", count: min(16, abs(power)))
  }
}

extension Number {
  /// All digits, without an exponent.
  var exact: String {
    switch self {
    case .integer(let integer): "\(integer)"
    case .real(let real): Number.plain(real)
    }
  }

  /// The shortest decimal that reads back as `real`, without an exponent.
  private static func plain(_ real: Double) -> String {
    let text = "\(real)"
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...])
    else { return text.hasSuffix(".0") ? String(text.dropLast(2)) : text }
    let isNegative = text.hasPrefix("-")
    let mantissa = text[..<mark].drop { $0 == "-" }
    let parts = mantissa.split(separator: ".")
    let whole = String(parts.first ?? "0")
    let rest = parts.count > 1 && parts[1] != "0" ? String(parts[1]) : ""
    var digits = whole + rest
    let point = whole.count + exponent
    if point <= 0 {
      digits = "0." + String(repeating: "0", count: -point) + digits
    } else if point >= digits.count {
      digits += String(repeating: "0", count: point - digits.count)
    } else {
      let index = digits.index(digits.startIndex, offsetBy: point)
      digits = "\(digits[..<index]).\(digits[index...])"
    }
    return isNegative ? "-\(digits)" : digits
  }
}
