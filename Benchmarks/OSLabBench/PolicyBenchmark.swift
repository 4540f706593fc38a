import CBaseline
import LabEngine

/// References a second of each policy on a loaded trace, beside plain C arrays on the same trace.
struct PolicyBenchmark {
  let references: Int
  let pages: Int
  let frames: Int
  let runs: Int

  private typealias Baseline = @Sendable (UnsafePointer<UInt32>, Int, UInt32, UInt32) -> UInt64
  private static let baselines: [String: Baseline] = [
    "fifo": baseline_fifo, "clock": baseline_clock, "lru": baseline_lru, "opt": baseline_opt,
  ]
  private static let widths = [8, 9, 9, 7, 9, 9]

  /// Prints one row a policy, for all if none is named; throws if the machine and the C arrays count different faults.
  func run(policies: [String]) throws {
    let trace = InMemoryTrace(ZipfTrace.make(references: references, pages: pages, seed: 1))
    say("\(references) references, Zipf 1.0 over \(pages) pages, \(frames) frames;")
    say("million references a second of processor time, best of \(runs); MB beside the trace")
    say(row(["", "oslab", "C arrays", "ratio", "full log", "MB"], widths: Self.widths))
    let all = PolicyRegistry.descriptions.map(\.name)
    for policy in policies.isEmpty ? all : policies { try run(policy, trace) }
  }

  private func run(_ policy: String, _ trace: InMemoryTrace) throws {
    let inC = try Self.baselines[policy].map { try secondsInC($0, trace, of: policy) }
    let idle = residentMegabytes("VmRSS")
    var lab = try prepared(policy)
    var first = true
    let seconds = try bestSeconds(of: runs) {
      if !first { lab = try prepared(policy) }
      first = false
      try lab.load(trace, into: "A")
    }
    let memory = residentMegabytes("VmRSS") - idle
    let logged = try bestSeconds(of: 1) { _ = try lab.replayWithFullLog() }
    say(
      row(
        [
          policy, rate(seconds), inC.map(rate) ?? "", inC.map { fixed($0 / seconds, 2) } ?? "",
          rate(logged), fixed(memory, 0),
        ], widths: Self.widths))
  }

  private func prepared(_ policy: String) throws -> Lab {
    let lab = Lab()
    try lab.execute("machine frames=\(frames) policy=\(policy); process A pages=\(pages)")
    return lab
  }

  private func secondsInC(
    _ baseline: Baseline, _ trace: InMemoryTrace, of policy: String
  ) throws -> Double {
    var faults: UInt64 = 0
    let seconds = bestSeconds(of: runs) {
      faults = baseline(trace.base, trace.count, UInt32(pages), UInt32(frames))
    }
    let lab = try prepared(policy)
    try lab.load(trace, into: "A")
    guard lab.summary.faults == Int(faults) else {
      throw BenchmarkFailure(
        reason: "\(policy): the machine counts \(lab.summary.faults) faults, C \(faults)")
    }
    return seconds
  }

  private func rate(_ seconds: Double) -> String { fixed(Double(references) / seconds / 1e6) }
}

/// A result that cannot be right.
struct BenchmarkFailure: Error {
  let reason: String
}
