import Testing

@testable import LabEngine

/// Jobs that were not done by their deadlines.
@Suite struct DeadlineMissTests {
  private static let monotonic = "scheduler rm pick=min(period) preempt=on quantum=1000s\n"

  /// Periodic tasks; the host's clock stands still between them.
  private func misses(
    _ scheduler: String, _ tasks: [(period: String, work: String)], for time: String
  ) throws -> [Int] {
    let lines = tasks.enumerated().map {
      "task T\($0) workload=\"cpu=\($1.work) every=\($1.period)\" run=1000s period=\($1.period) "
        + "slice=\($1.work)"
    }
    let drive = try HostDrive(
      Self.monotonic + "host scheduler=\(scheduler)\n" + lines.joined(separator: "\n")
        + "\nrun for=\(time)")
    return try tasks.indices.map { try drive.integer("T\($0).misses") }
  }

  /// Liu and Layland, JACM 20(1), 1973, section 4: with T1 = 2, C1 = 1 and T2 = 5, a rate-monotonic schedule has room for C2
  /// = 2, "but not more". Half a unit more is still a utilization of 1, which the deadline driven scheduling algorithm
  /// schedules (theorem 7).
  @Test func rateMonotonicMissesWhatDeadlineDrivenMeets() throws {
    let fits = [(period: "2ms", work: "1ms"), (period: "5ms", work: "2ms")]
    #expect(try misses("rm", fits, for: "100ms") == [0, 0])
    let full = [(period: "2ms", work: "1ms"), (period: "5ms", work: "2500us")]
    #expect(try misses("edf", full, for: "1s") == [0, 0])
    let late = try misses("rm", full, for: "1s")
    #expect(late[0] == 0 && late[1] > 0)
    #expect(try misses("rm", full, for: "5ms") == [0, 1])
    #expect(try misses("rm", full, for: "4999us") == [0, 0])
  }

  /// Silberschatz, Galvin and Gagne, Operating System Concepts, 10th ed., 5.6.4 and 5.6.5: P1 (50, 25) and P2 (80, 35).
  /// Rate monotonic, P2 is done at 85 and misses its deadline at 80 (figure 5.23); by deadlines both meet theirs.
  @Test func silberschatz() throws {
    let set = [(period: "50ms", work: "25ms"), (period: "80ms", work: "35ms")]
    #expect(try misses("rm", set, for: "80ms") == [0, 1])
    #expect(try misses("edf", set, for: "400ms") == [0, 0])
  }

  /// By hand, utilization 3/2 on one CPU: A (10, 10) and B (10, 5) under edf. Jobs of 10 and 5 ms take turns, A first:
  /// A's are done at 10, 25, 40, 55 and B's at 15, 30, 45, 60. By 60 ms six of each were due: of A's all but the first
  /// are late, B's all; the fourth ones and those after them are not done.
  @Test func overload() throws {
    let found = try misses(
      "edf", [(period: "10ms", work: "10ms"), (period: "10ms", work: "5ms")], for: "60ms")
    #expect(found == [5, 6])
  }

  /// By hand: a slice of rtds is lost with its period. A (5, 4) and B (10, 4): A runs to 4, B to 8, A from 8 to 10, where it
  /// has had 2 of its second 4; then all begins anew.
  @Test func lostSlicesUnderRTDS() throws {
    let drive = try HostDrive(
      """
      host scheduler=rtds
      vm A workload=cpu period=5ms slice=4ms; vm B workload=cpu period=10ms slice=4ms; run for=1s
      """)
    #expect(try drive.integer("A.misses") == 100)
    #expect(try drive.integer("misses") == 100)
    #expect(try drive.integer("A.cpu + B.cpu") == 1_000_000_000)
  }

  /// A task that waits of its own accord has nothing to miss.
  @Test(arguments: ["edf", "sedf", "rtds", "rr"]) func whoWaitsMissesNothing(_ name: String) throws
  {
    let drive = try HostDrive(
      """
      host scheduler=\(name)
      task A workload="cpu=1ms io=7ms" run=100ms period=10ms slice=5ms; run for=1s
      """)
    #expect(try drive.integer("A.misses") == 0)
  }

  @Test func whyTellsTheJobs() throws {
    let lab = try lab(
      Self.monotonic + """
        host scheduler=rm
        task A workload="cpu=25ms every=50ms" run=1s period=50ms slice=25ms
        task B workload="cpu=35ms every=80ms" run=1s period=80ms slice=35ms
        run for=100ms
        """)
    let text = try lab.execute("why B.misses").map { "\($0.report)" }.joined()
    #expect(
      text.contains(
        "B, job 1, released at 0ns, was not done at its deadline, 80ms, with 5ms of 35ms still to run"
      ))
    #expect(text.contains("CPU 0 ran A for 25ms"))
  }

  /// With a period of 20 ms the two are worth one CPU; with 10 ms again they are not.
  @Test(arguments: ["edf", "sedf", "rtds"]) func changingPeriods(_ name: String) throws {
    let lab = try lab(
      """
      host scheduler=\(name)
      vm A workload=cpu period=20ms slice=10ms; vm B workload=cpu period=10ms slice=5ms
      run for=100ms
      """)
    #expect(try lab.print("misses") == "0")
    try lab.execute("set A period=10ms; run for=100ms")
    #expect(try lab.evaluate("misses > 0") == .truth(true))
    try lab.execute("set A slice=2ms period=4ms; set B slice=2ms")
    let before = try lab.print("misses")
    try lab.execute("run for=100ms")
    #expect(try lab.print("misses") == before)
  }

  @Test func mistakes() {
    for script in [
      "set V slice=11ms", "set V period=3ms", "set V period=0ms", "set V slice=0ms",
      "set V period=99999999999s", "set V slice=99999999999999999999s", "set J period=3ms",
      "set J slice=3ms", "print J.misses", "set V period=4ms slice=5ms",
    ] {
      let host = "host scheduler=sedf; vm V workload=cpu period=10ms slice=4ms; task J run=1s\n"
      #expect(problem(of: host + script) != nil, "\(script)")
    }
  }

  /// In whatever pieces it runs, and whenever it is asked.
  @Test func isTheSameInPieces() throws {
    let host = """
      host scheduler=edf cpus=2
      vm V vcpus=3 workload="cpu=uniform(1ms..4ms) io=exp(2ms)" period=10ms slice=6ms
      vm W vcpus=2 workload=cpu period=7ms slice=5ms; task J run=1s period=9ms slice=4ms

      """
    let whole = try lab(host + "run for=300ms")
    let pieces = try lab(host)
    for _ in 0..<30 {
      try pieces.execute("run for=9999999ns; print misses")
      try pieces.execute("run for=1ns")
    }
    #expect(try whole.print("misses") == pieces.print("misses"))
    #expect(try whole.evaluate("misses > 0") == .truth(true))
  }
}
