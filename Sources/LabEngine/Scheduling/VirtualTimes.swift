/// What tasks have run, scaled by their weights: a task of the standard weight gains a nanosecond a nanosecond.
///
/// The fraction that a division leaves is carried to the next, so that nothing is lost however often a task is
/// charged. Values stop at a quarter of what an integer holds; nothing runs that long.
struct VirtualTimes {
  /// The share of a task of weight 256 with one vCPU, see `TaskRecord.share`.
  static let standardShare = 256 << 10

  private var values: [Int] = []
  private var rests: [Int] = []

  mutating func admit(_ task: Int) {
    guard task >= values.count else { return }
    let more = max(task + 1, values.count * 2) - values.count
    values.append(contentsOf: repeatElement(0, count: more))
    rests.append(contentsOf: repeatElement(0, count: more))
  }

  subscript(task: Int) -> Int {
    get { values[task] }
    set {
      values[task] = max(-Host.endless, min(newValue, Host.endless))
      rests[task] = 0
    }
  }

  /// The task has run for so long.
  mutating func advance(_ task: Int, ran: Int, share: Int) {
    let (gain, rest) = Self.scale(ran, rest: rests[task], share: share)
    values[task] = min(values[task] + gain, Host.endless)
    rests[task] = rest
  }

  /// Moves it, and keeps the fraction.
  mutating func shift(_ task: Int, by change: Int) {
    values[task] = max(-Host.endless, min(values[task] + change, Host.endless))
  }

  /// Virtual time of a stretch of real time, and the fraction over, in parts of the share.
  @inline(__always) static func scale(
    _ time: Int, rest: Int = 0, share: Int
  ) -> (gain: Int, rest: Int) {
    if share == standardShare { return (time, min(rest, share - 1)) }
    // Only what lasts more than nine hours does not fit into one word.
    if time < 1 << 44 {
      let product = time << 18 + min(rest, share - 1)
      return (product / share, product % share)
    }
    let product = time.multipliedFullWidth(by: standardShare)
    guard product.high < share / 2 else { return (Host.endless, 0) }
    let (quotient, left) = share.dividingFullWidth(product)
    return (min(max(0, quotient), Host.endless), left)
  }

  /// Real time in which a task gains so much virtual time, rounded up.
  @inline(__always) static func real(_ gain: Int, share: Int) -> Int {
    let (product, overflow) = gain.multipliedReportingOverflow(by: share)
    return overflow
      ? Host.endless : min((product + standardShare - 1) / standardShare, Host.endless)
  }
}
