/// One axis of a chart: from where to where, and the round values that are labelled.
///
/// Worked out in integers from 1, 2 or 5 times a power of ten, so that labels are exact decimals.
struct AxisScale {
  private(set) var low: Double
  private(set) var high: Double
  private(set) var ticks: [(value: Double, label: String)] = []

  /// `values` are finite. With `fromZero` the axis begins at 0 if nothing is below, and ends on a tick.
  init(_ values: [Double], most: Int, fromZero: Bool) {
    low = values.min() ?? 0
    high = values.max() ?? 1
    if fromZero, low > 0 { low = 0 }
    // A single value still needs an axis to lie on.
    if !(high - low > abs(high) * 1e-12) {
      let room = max(1, abs(high) * 0.5)
      low -= fromZero && low == 0 ? 0 : room
      high += room
    }
    let whole = values.allSatisfy { $0 == $0.rounded(.towardZero) }
    let step = Self.step(span: high - low, most: max(2, most), whole: whole)
    if fromZero {
      low = (low / step.size).rounded(.down) * step.size
      high = (high / step.size).rounded(.up) * step.size
    }
    let first = Int(exactly: (low / step.size).rounded(.up)) ?? 0
    let last = Int(exactly: (high / step.size).rounded(.down)) ?? 0
    guard first <= last, last - first <= 1_000 else { return }
    ticks = (first...last).map { (Double($0) * step.size, Self.label($0, step)) }
  }

  /// Where `value` lies between the ends, 0 to 1.
  func fraction(_ value: Double) -> Double {
    let place = (value - low) / (high - low)
    return place.isFinite ? min(1, max(0, place)) : 0
  }

  private struct Step {
    var digit: Int
    var exponent: Int
    var size: Double
  }

  /// The smallest round step that gives no more than `most` of them; at least 1 on an axis of counts.
  private static func step(span: Double, most: Int, whole: Bool) -> Step {
    var power = 1.0
    var exponent = 0
    let wanted = span / Double(most)
    while power * 10 <= wanted, exponent < 300 {
      power *= 10
      exponent += 1
    }
    while power > wanted, exponent > (whole ? 0 : -300) {
      power /= 10
      exponent -= 1
    }
    let digit = [1, 2, 5].first { Double($0) * power >= wanted } ?? 10
    return Step(digit: digit, exponent: exponent, size: Double(digit) * power)
  }

  /// `count` steps as an exact decimal.
  private static func label(_ count: Int, _ step: Step) -> String {
    let (mantissa, overflow) = count.multipliedReportingOverflow(by: step.digit)
    if overflow || abs(step.exponent) > 9 || mantissa == 0 {
      return mantissa == 0 ? "0" : "\(Double(count) * step.size)"
    }
    let digits = String(mantissa.magnitude)
    let sign = mantissa < 0 ? "-" : ""
    if step.exponent >= 0 { return sign + digits + String(repeating: "0", count: step.exponent) }
    let places = -step.exponent
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    var fraction = String(padded.suffix(places))
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return sign + padded.dropLast(places) + (fraction.isEmpty ? "" : "." + fraction)
  }
}

extension AxisScale {
  /// The two axes of a chart; nil if it has no finite point.
  static func pair(
    _ points: [(x: Double, y: Double)], mostX: Int, mostY: Int
  ) -> (x: AxisScale, y: AxisScale)? {
    if points.isEmpty { return nil }
    return (
      AxisScale(points.map(\.x), most: mostX, fromZero: false),
      AxisScale(points.map(\.y), most: mostY, fromZero: true)
    )
  }
}
