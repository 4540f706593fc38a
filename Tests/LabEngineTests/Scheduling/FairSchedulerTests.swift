import Testing

@testable import LabEngine

@Suite struct FairSchedulerTests {
  /// By hand from sched_slice: alone a task runs for the 6ms of latency, beside one of equal weight for 3ms, and with
  /// twice the weight for 4ms against 2ms.
  @Test func cfsSlicesByWeight() throws {
    let equal = try HostDrive("host cpus=1 scheduler=cfs; task A run=6ms; task B run=6ms; run")
    #expect(
      try equal.lab.print("timeline")
        == #"[[0ns, "A", 3ms], [3ms, "B", 3ms], [6ms, "A", 3ms], [9ms, "B", 3ms]]"#)
    let weighted = try HostDrive(
      "host cpus=1 scheduler=cfs; task A run=8ms weight=512; task B run=4ms; run")
    #expect(
      try weighted.lab.print("timeline")
        == #"[[0ns, "A", 4ms], [4ms, "B", 2ms], [6ms, "A", 4ms], [10ms, "B", 2ms]]"#)
  }

  /// sched-design-CFS.rst: CPU time in proportion to weight.
  @Test(arguments: ["cfs", "eevdf"])
  func sharesByWeight(_ scheduler: String) throws {
    let host = try HostDrive(
      """
      host cpus=1 scheduler=\(scheduler)
      vm V workload=cpu weight=512; vm W workload=cpu weight=256
      run for=10s
      """)
    #expect(abs(try host.number("V.share / W.share") - 2) < 0.01)
  }

  /// A latency of 6ms in which all run once, as long as slices are not below the granularity.
  @Test func cfsKeepsItsLatency() throws {
    let host = try HostDrive(
      """
      host cpus=1 scheduler=cfs
      vm A workload=cpu; vm B workload=cpu; vm C workload=cpu; vm D workload=cpu
      """)
    var before = [0, 0, 0, 0]
    try host.watch(100, of: "9ms") { host in
      let times = host.cpuTimes
      for (old, new) in zip(before, times) { #expect(new > old) }
      before = times
    }
  }

  /// place_entity: one that slept for long is placed at most half of the latency before others, so it takes the CPU at
  /// once but gains no more than that; it neither starves the others nor exceeds its own share.
  @Test func cfsPlacesSleepers() throws {
    let short = try HostDrive(
      """
      host cpus=1 scheduler=cfs
      vm A workload=cpu; vm B workload=cpu; vm I workload="cpu=500us io=10ms"
      run for=10s
      """)
    #expect(try short.number("I.steal / I.dispatches") < 1_000_000)
    let long = try HostDrive(
      "host cpus=1 scheduler=cfs; vm A workload=cpu; task I arrive=1s workload=\"io=1s cpu\"; run for=3s"
    )
    // From 2s on half of the CPU, and at most 3ms and the slice that it is in beside that.
    let gained = try long.integer("I.cpu") - 500_000_000
    #expect((-3_000_000...6_000_000).contains(gained), "\(gained)")
  }

  /// Queues that differ by a task are evened out (fix_small_imbalance): three on two CPUs get two thirds each.
  @Test func cfsBalances() throws {
    let host = try HostDrive(
      "host cpus=2 scheduler=cfs; vm A workload=cpu; vm B workload=cpu; vm C workload=cpu; run for=10s"
    )
    for name in ["A", "B", "C"] { #expect(abs(try host.number("\(name).share") - 1 / 3) < 0.01) }
  }

  /// By hand from the paper: requests of 3ms; A has V = 1 after 2 of 3 parts, B is due at 6 and A at 4.5.
  @Test func eevdfChoosesTheEarliestEligibleDeadline() throws {
    let host = try HostDrive(
      "host cpus=1 scheduler=eevdf; task A run=12ms weight=512; task B run=6ms; run")
    // t=0: both eligible, deadlines 1.5 and 3: A. t=3: V=1, A at 1.5 is ahead: B. t=6: V=2, A 1.5 eligible due 3, B
    // at 3 is ahead: A. t=9: V=3, both eligible (A 3, B 3), due 4.5 and 6: A. t=12: V=4, A 4.5 ahead: B.
    #expect(
      try host.lab.print("timeline")
        == #"[[0ns, "A", 3ms], [3ms, "B", 3ms], [6ms, "A", 6ms], [12ms, "B", 3ms], [15ms, "A", 3ms]]"#
    )
  }

  /// Stoica and Abdel-Wahab, theorem 1 and its corollary: with requests of one quantum no lag exceeds a quantum.
  @Test(arguments: 1...8)
  func eevdfBoundsTheLag(_ seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let weights = (0..<6).map { _ in 50 + Int(random.next(below: 1000)) }
    let lines = weights.enumerated().map { "vm V\($0.offset) workload=cpu weight=\($0.element)" }
    let host = try HostDrive(
      "host cpus=1 scheduler=eevdf quantum=4ms\n" + lines.joined(separator: "\n"))
    let sum = Double(weights.reduce(0, +))
    try host.watch(200, of: "2300us") { host in
      for (weight, time) in zip(weights, host.cpuTimes) {
        let lag = Double(host.now) * Double(weight) / sum - Double(time)
        #expect(abs(lag) <= 4_000_100, "seed \(seed): lag \(lag)")
      }
    }
  }
}
