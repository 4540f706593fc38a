import LabEngine

/// A number of a `vary` range with its unit: exact, as an integer of some small unit.
private struct RangeNumber {
  /// Digits without the point: 2.5us is 25 with one decimal.
  var digits: Int
  var decimals: Int
  /// As written; empty for a plain number.
  var unit: String

  init?(_ text: String) {
    let negative = text.hasPrefix("-")
    let body = negative ? String(text.dropFirst()) : text
    let number = body.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), number.count <= 17,
      let digits = Int(parts.joined())
    else { return nil }
    self.digits = negative ? -digits : digits
    decimals = parts.count == 2 ? parts[1].count : 0
    unit = String(body[number.endIndex...])
  }
}

/// `200ns..400ns step 50ns`: whole multiples of a step between two ends, without rounding.
struct VariationRange: Sendable {
  let low: Int
  let step: Int
  let count: Int
  /// Decimal places of `low` and `step`.
  let decimals: Int
  /// Appended to each number.
  let unit: String

  /// Nil if `text` is no range at all; a problem if it is one that cannot be used.
  static func parse(_ text: SourceText, problems: ProblemList) -> VariationRange? {
    guard let (lowText, rest) = text.split(at: "..") else { return nil }
    let pieces = rest.split(at: " step ")
    let highText = pieces?.0 ?? rest
    guard let low = RangeNumber(lowText.text), let high = RangeNumber(highText.text) else {
      problems.report(.badRange("A range has a number at each end, such as 3..5."), at: lowText)
      return nil
    }
    var step = RangeNumber("1\(low.unit)")
    if let stepText = pieces?.1 {
      step = RangeNumber(stepText.text)
      guard let step, step.digits > 0 else {
        problems.report(.badRange("A step is a number above 0, such as 50ns."), at: stepText)
        return nil
      }
    }
    guard let step else { return nil }
    guard let range = VariationRange(low, high, step) else {
      let reason =
        "The ends of a range and its step need the same kind of unit, and numbers that fit."
      problems.report(.badRange(reason), at: lowText)
      return nil
    }
    guard range.count >= 1, range.step > 0 else {
      problems.report(.badRange("This range is empty: its low end comes first."), at: lowText)
      return nil
    }
    return range
  }

  private init?(_ low: RangeNumber, _ high: RangeNumber, _ step: RangeNumber) {
    let all = [low, high, step]
    guard let common = VariationRange.commonUnit(all.map(\.unit)) else { return nil }
    unit = common
    let decimals = all.map(\.decimals).max() ?? 0
    self.decimals = decimals
    let scaled = all.compactMap { VariationRange.scale($0, decimals: decimals, to: common) }
    guard scaled.count == 3 else { return nil }
    self.low = scaled[0]
    self.step = scaled[2]
    let span = scaled[1].subtractingReportingOverflow(scaled[0])
    guard !span.overflow else { return nil }
    let isEmpty = span.partialValue < 0 || scaled[2] <= 0
    let steps = isEmpty ? -1 : span.partialValue / scaled[2]
    guard steps < Int.max else { return nil }
    count = steps + 1
  }

  /// The one unit, or the smallest of several of one dimension; nil if they do not go together.
  private static func commonUnit(_ units: [String]) -> String? {
    let first = units[0]
    if units.allSatisfy({ $0 == first }) { return first }
    let known = units.compactMap { name in Unit.named(name).map { (name, $0) } }
    guard known.count == units.count,
      known.allSatisfy({ $0.1.dimension == known[0].1.dimension && $0.1.divisor == 1 })
    else { return nil }
    return known.min { $0.1.factor < $1.1.factor }?.0
  }

  private static func scale(_ number: RangeNumber, decimals: Int, to unit: String) -> Int? {
    var value = number.digits
    for _ in number.decimals..<decimals {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
    }
    guard number.unit != unit else { return value }
    guard let from = Unit.named(number.unit), let to = Unit.named(unit), to.factor > 0,
      from.factor.isMultiple(of: to.factor)
    else { return nil }
    let (product, overflow) = value.multipliedReportingOverflow(by: from.factor / to.factor)
    return overflow ? nil : product
  }

  /// The number at `index`, as a person writes it.
  func text(at index: Int) -> String {
    let value = low + index * step
    let sign = value < 0 ? "-" : ""
    var digits = String(value.magnitude)
    guard decimals > 0 else { return "\(sign)\(digits)\(unit)" }
    if digits.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
    }
    var whole = String(digits.dropLast(decimals))
    var rest = String(digits.suffix(decimals))
    while rest.last == "0" { rest.removeLast() }
    if !rest.isEmpty { whole += "." + rest }
    return "\(sign)\(whole)\(unit)"
  }
}
