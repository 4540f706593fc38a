import Testing

@testable import LabEngine

/// The step `every=` of workloads, by hand: releases are counted from the arrival, whenever a job is done.
@Suite struct PeriodicJobTests {
  @Test func releasesDoNotDrift() throws {
    let lab = try lab(
      "host scheduler=fcfs; task T workload=\"cpu=2ms every=5ms\" run=6ms arrive=3ms; run")
    #expect(
      try lab.print("timeline") == #"[[3ms, "T", 2ms], [8ms, "T", 2ms], [13ms, "T", 2ms]]"#)
    #expect(try lab.print("T.blocked") == "6ms")
  }

  /// B keeps T from its CPU up to 4 ms; T's jobs, released at 0, 3 and 6 ms, are then done one after the other.
  @Test func whoIsLateCatchesUp() throws {
    let lab = try lab(
      """
      host scheduler=fcfs; task B run=4ms
      task T workload="cpu=2ms every=3ms" run=6ms; run
      """)
    #expect(try lab.print("timeline") == #"[[0ns, "B", 4ms], [4ms, "T", 6ms]]"#)
    try lab.execute("task U workload=\"cpu=7ms every=5ms cpu=1ms every=5ms\" run=10ms; run")
    // Released at 10, 15, 20 and 25 ms: the second one begins late, the third in time.
    #expect(
      try lab.print("timeline")
        == #"[[0ns, "B", 4ms], [4ms, "T", 6ms], [10ms, "U", 8ms], [20ms, "U", 2ms]]"#)
  }

  @Test func mistakes() {
    for work in ["every=5ms", "cpu=1ms (every=1ms)*3", "cpu=1ms every=0ms", "cpu=1ms every"] {
      #expect(problem(of: "task T run=5ms workload=\"\(work)\"") != nil, "\(work)")
    }
  }
}
