/// CPU time over weight: how far a task is ahead of its entitlement, in nanoseconds of a task with the standard weight.
enum WeightedTime {
  /// The share of a task with the standard weight of 256 and one vCPU.
  static let standardShare = 256 << 10

  /// `time × 256 / weight`, rounded down, and at most `Host.endless`.
  @inline(__always) static func of(_ time: Int, share: Int) -> Int {
    if time < 1 << 40 { return time << 18 / share }
    let (value, overflow) = (time / share).multipliedReportingOverflow(by: standardShare)
    return overflow ? Host.endless : min(value, Host.endless)
  }

  /// The CPU time that a task may have for so much weighted time, rounded down.
  @inline(__always) static func inverse(_ time: Int, share: Int) -> Int {
    let (value, overflow) = (time >> 8).multipliedReportingOverflow(by: share)
    if overflow { return Host.endless }
    let (fine, tooFine) = time.multipliedReportingOverflow(by: share)
    return min(tooFine ? value >> 10 : fine >> 18, Host.endless)
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
