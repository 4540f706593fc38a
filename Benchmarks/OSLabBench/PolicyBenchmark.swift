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
    let idle = allocatedMegabytes()
    var lab = try prepared(policy)
    try lab.load(trace, into: "A")
    let memory = allocatedMegabytes() - idle
    var (best, inC) = (Double.infinity, Double.infinity)
    // By turns, so that what disturbs the machine disturbs both.
    for _ in 0..<runs {
      if let baseline = Self.baselines[policy] {
        inC = min(inC, try secondsInC(baseline, trace, lab.summary.faults))
      }
      lab = try prepared(policy)
      best = min(best, try seconds { try lab.load(trace, into: "A") })
    }
    let logged = try seconds { _ = try lab.replayWithFullLog() }
    say(
      row(
        [
          policy, rate(best), rate(inC), fixed(inC / best, 2), rate(logged),
          fixed(memory, 0),
        ], widths: Self.widths))
  }

  private func prepared(_ policy: String) throws -> Lab {
    let lab = Lab()
    try lab.execute("machine frames=\(frames) policy=\(policy); process A pages=\(pages)")
    return lab
  }

  private func secondsInC(
    _ baseline: Baseline, _ trace: InMemoryTrace, _ expected: Int
  ) throws -> Double {
    var faults: UInt64 = 0
    let time = seconds {
      faults = baseline(trace.base, trace.count, UInt32(pages), UInt32(frames))
    }
    guard faults == UInt64(expected) else {
      throw BenchmarkFailure(reason: "the machine counts \(expected) faults, C \(faults)")
    }
    return time
  }

  private func rate(_ seconds: Double) -> String {
    seconds.isFinite ? fixed(Double(references) / seconds / 1e6) : ""
  }
}

/// A result that cannot be right.
struct BenchmarkFailure: Error {
  let reason: String
}
