import LabEngine

/// How far from the key a number may be and still be right.
enum Tolerance: Hashable, Sendable {
  /// Equal to twelve significant digits.
  case exact
  /// A share of the key: `1%`.
  case relative(Double)
  /// In the base unit of the key: `5us`, `0.001`.
  case absolute(Double, Dimension)
  /// Rounded to so many significant digits: `3 digits`.
  case digits(Int)

  static let wanted = "'exact', a percentage, a distance such as '5us', or '3 digits'"

  init?(_ text: String) {
    let words = text.split(separator: " ")
    if words == ["exact"] {
      self = .exact
    } else if words.count == 2, ["digits", "digit"].contains(words[1]), let count = Int(words[0]),
      (1...12).contains(count)
    {
      self = .digits(count)
    } else if let number = AnswerNumber(text), number.number.real >= 0 {
      let isPercent = number.unitText == "%"
      guard isPercent || number.quantity != nil else { return nil }
      self =
        isPercent
        ? .relative(number.number.real / 100)
        : .absolute(number.quantity?.number.real ?? 0, number.quantity?.dimension ?? .none)
    } else {
      return nil
    }
  }

  /// Both numbers in the base unit.
  func accepts(_ answer: Number, for key: Number) -> Bool {
    if case .integer(let a) = answer, case .integer(let b) = key, self == .exact { return a == b }
    let (a, b) = (answer.real, key.real)
    guard a.isFinite, b.isFinite else { return false }
    // What a decimal that is exactly at the edge may lose in binary.
    let slack = 5e-12 * max(a.magnitude, b.magnitude)
    return (a - b).magnitude <= width(b) + slack
  }

  private func width(_ key: Double) -> Double {
    switch self {
    case .exact: 0
    case .relative(let share): share * key.magnitude
    case .absolute(let distance, _): distance
    case .digits(let count): 0.5 * Tolerance.unitOfLastDigit(key.magnitude, digits: count)
    }
  }

  /// Ten to the power that the last of `digits` significant digits of `value` counts.
  private static func unitOfLastDigit(_ value: Double, digits: Int) -> Double {
    guard value > 0 else { return 0 }
    var unit = 1.0
    while unit * 10 <= value, unit < 1e300 { unit *= 10 }
    while unit > value, unit > 1e-300 { unit /= 10 }
    for _ in 1..<max(1, digits) { unit /= 10 }
    return unit
  }

  /// For the student: `; 1% off is accepted`.
  func hint(_ text: String) -> String {
    switch self {
    case .exact: ""
    case .digits(let count): ", to \(count) significant digit\(count == 1 ? "" : "s")"
    case .relative, .absolute: "; \(text) off is accepted"
    }
  }
}
