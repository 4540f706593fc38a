/// An exact number of points, in hundredths, written without trailing zeros: `2`, `1.5`, `0.67`.
public struct Points: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// At most a million points.
  public static let greatest = Points(hundredths: 100_000_000)
  public static let zero = Points(hundredths: 0)

  public let hundredths: Int

  public init(hundredths: Int) { self.hundredths = hundredths }

  /// Reads `2`, `1.5` or `0.25`: digits with at most two decimals. Nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first, (1...2).contains(parts.count) else { return nil }
    let decimals = parts.count == 2 ? parts[1] : "0"
    guard (1...7).contains(whole.utf8.count), (1...2).contains(decimals.utf8.count),
      whole.utf8.allSatisfy({ (48...57).contains($0) }),
      decimals.utf8.allSatisfy({ (48...57).contains($0) }),
      let units = Int(whole), let cents = Int(decimals)
    else { return nil }
    let hundredths = units * 100 + (decimals.utf8.count == 1 ? cents * 10 : cents)
    guard hundredths <= Points.greatest.hundredths else { return nil }
    self.hundredths = hundredths
  }

  /// The share `part` of `whole`, rounded to the nearest hundredth, half up; `part` is kept within
  /// the whole.
  public func share(_ part: Int, of whole: Int) -> Points {
    guard whole > 0 else { return .zero }
    let kept = min(max(part, 0), whole)
    let (product, overflow) = hundredths.multipliedReportingOverflow(by: kept)
    guard !overflow else { return self }
    return Points(hundredths: (product + whole / 2) / whole)
  }

  public static func + (a: Points, b: Points) -> Points {
    Points(hundredths: a.hundredths &+ b.hundredths)
  }

  public static func < (a: Points, b: Points) -> Bool { a.hundredths < b.hundredths }

  public var description: String {
    let whole = hundredths / 100
    let rest = hundredths % 100
    if rest == 0 { return "\(whole)" }
    if rest % 10 == 0 { return "\(whole).\(rest / 10)" }
    return rest < 10 ? "\(whole).0\(rest)" : "\(whole).\(rest)"
  }
}
