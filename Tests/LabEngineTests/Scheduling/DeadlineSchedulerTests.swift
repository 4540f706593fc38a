import Testing

@testable import LabEngine

@Suite struct DeadlineSchedulerTests {
  /// Periods and slices in ms whose utilization is at most 1: random, and one that is exactly 1.
  private static func feasible(_ seed: Int) -> [(period: Int, slice: Int)] {
    if seed == 0 { return [(4, 1), (8, 2), (10, 5)] }
    var random = SeededRandom(seed: UInt64(seed))
    var left = 1.0
    var set: [(period: Int, slice: Int)] = []
    for _ in 0..<5 {
      let period = 5 + Int(random.next(below: 40))
      let slice = 1 + Int(random.next(below: UInt64(max(1, period / 3))))
      guard Double(slice) / Double(period) <= left else { continue }
      left -= Double(slice) / Double(period)
      set.append((period, slice))
    }
    return set
  }

  private static func script(
    _ scheduler: String, _ set: [(period: Int, slice: Int)]
  ) -> String {
    let lines = set.enumerated().map {
      "vm V\($0.offset) workload=cpu period=\($0.element.period)ms slice=\($0.element.slice)ms"
    }
    return "host cpus=1 scheduler=\(scheduler)\n" + lines.joined(separator: "\n")
  }

  /// Liu and Layland 1973, theorem 7: earliest deadline first meets every deadline if the utilization is at most 1.
  @Test(arguments: ["rtds", "sedf", "edf"], 0...6)
  func meetsEveryDeadline(_ scheduler: String, _ seed: Int) throws {
    let set = Self.feasible(seed)
    let host = try HostDrive(Self.script(scheduler, set))
    try host.watch(400, of: "1ms") { host in
      for (server, time) in zip(set, host.cpuTimes) {
        let periods = host.now / (server.period * 1_000_000)
        #expect(time >= periods * server.slice * 1_000_000, "\(scheduler), set \(seed), \(server)")
        if scheduler == "rtds" {
          #expect(time <= (periods + 1) * server.slice * 1_000_000, "\(scheduler), set \(seed)")
        }
      }
    }
  }

  /// By hand: (4, 1), (8, 2) and (10, 5), which fill the CPU.
  @Test func rtdsFollowsDeadlines() throws {
    let host = try HostDrive(Self.script("rtds", Self.feasible(0)))
    try host.lab.execute("run for=10ms")
    #expect(
      try host.lab.print("timeline")
        == #"[[0ns, "V0", 1ms], [1ms, "V1", 2ms], [3ms, "V2", 1ms], [4ms, "V0", 1ms], [5ms, "V2", 4ms], [9ms, "V0", 1ms]]"#
    )
  }

  /// Xen's RTDS: 4ms in every 10ms unless told, and no more though the CPU idles.
  @Test func rtdsHoldsBudgetsOnAnIdleHost() throws {
    let host = try HostDrive("host cpus=2 scheduler=rtds; vm V workload=cpu; run for=1s")
    #expect(try host.integer("V.cpu") == 400_000_000)
  }

  /// A deferrable server keeps its budget while it sleeps: woken at 7ms it still has all of it before 10ms.
  @Test func rtdsDefersABudget() throws {
    let host = try HostDrive(
      """
      host cpus=1 scheduler=rtds
      vm H workload=cpu period=20ms slice=10ms
      task D workload="io=7ms cpu=3ms" run=3ms period=10ms slice=3ms
      run for=20ms
      """)
    #expect(try host.integer("D.finish") == 10_000_000)
  }

  /// What nobody is sure of goes to all by weight.
  @Test func sedfSharesExtraTime() throws {
    let host = try HostDrive(
      """
      host cpus=1 scheduler=sedf
      vm R workload=cpu period=20ms slice=5ms weight=256
      vm A workload=cpu weight=512; vm B workload=cpu weight=256
      run for=10s
      """)
    // A quarter is R's; of the other three A has two parts, R and B one each.
    #expect(abs(try host.number("A.share") - 0.375) < 0.005)
    #expect(abs(try host.number("B.share") - 0.1875) < 0.005)
    #expect(abs(try host.number("R.share") - 0.4375) < 0.005)
  }

  /// Abeni and Buttazzo 1998: a server that wants more than its bandwidth cannot make another one late.
  @Test func edfIsolates() throws {
    let host = try HostDrive(
      """
      host cpus=1 scheduler=edf
      vm G workload=cpu period=10ms slice=5ms
      task T workload="cpu=2ms io=8ms" run=200ms period=10ms slice=5ms
      run for=2s
      """)
    // Each burst of 2ms is done within a period of 10ms, so that the round of 10ms takes 18ms at most.
    #expect(try host.integer("T.turnaround") <= 100 * 18_000_000)
    #expect(try host.integer("G.cpu") == 1_800_000_000)
  }
}
