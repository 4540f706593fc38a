/// CPU time over weight: how far a task is ahead of its entitlement, in nanoseconds of a task with the standard weight.
enum WeightedTime {
  /// The share of a task with the standard weight of 256 and one vCPU.
  static let standardShare = 256 << 10

  /// `time × 256 / weight`, rounded down, and at most `Host.endless`.
  @inline(__always) static func of(_ time: Int, share: Int) -> Int {
    if share == standardShare { return min(time, Host.endless) }
    if time < 1 << 40 { return time << 18 / share }
    let (value, overflow) = (time / share).multipliedReportingOverflow(by: standardShare)
    return overflow ? Host.endless : min(value, Host.endless)
  }

  /// `amount × share / whole`, rounded down, and at most `Host.endless`.
  @inline(__always) static func part(_ amount: Int, _ share: Int, of whole: Int) -> Int {
    if amount < 1 << 36 { return amount * share / whole }
    return Int(min(Int128(amount) * Int128(share) / Int128(whole), Int128(Host.endless)))
  }

  /// A sum that stays within `Host.endless`.
  @inline(__always) static func sum(_ a: Int, _ b: Int) -> Int { min(a + b, Host.endless) }
}

extension HostView {
  /// The CPU among those that a task may use whose load is the least; the first of several.
  func leastLoaded(for task: Int, _ load: [Int]) -> Int {
    var best = -1
    for cpu in 0..<cpuCount where allows(task, on: cpu) {
      if best < 0 || load[cpu] < load[best] { best = cpu }
    }
    return max(0, best)
  }
}
