/// Percentiles by the nearest-rank method: the smallest value that at least so many of all do not exceed.
enum Percentile {
  /// `values` with how often each occurs, from the smallest; `part` of 1 is the greatest. Nil of nothing.
  static func of(_ values: [(time: Int, count: Int)], _ part: Double) -> Int? {
    let total = values.reduce(0) { $0 + $1.count }
    // 7% of 100 is the seventh, although 0.07 × 100 is a little more than 7 in binary.
    let rank = max(1, Int((part * Double(total) - 1e-9 * Double(total)).rounded(.up)))
    var seen = 0
    for (time, count) in values {
      seen += count
      if seen >= rank { return time }
    }
    return values.last?.time
  }
}
