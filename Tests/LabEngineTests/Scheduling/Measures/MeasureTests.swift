import Testing

@testable import LabEngine

@Suite struct MeasureTests {
  /// Silberschatz, Galvin and Gagne, Operating System Concepts, 10th ed., 5.3.1 to 5.3.3: averages in milliseconds.
  @Test(arguments: [
    ("fcfs", "24 3 3", "17ms"), ("fcfs", "3 3 24", "3ms"), ("sjf", "6 8 7 3", "7ms"),
    ("rr quantum=4ms", "24 3 3", "5.66667ms"),
  ])
  func averageWaitingOfTextbooks(_ scheduler: String, _ bursts: String, _ waiting: String) throws {
    let tasks = bursts.split(separator: " ").enumerated().map { "task P\($0) run=\($1)ms;" }
    let lab = try lab("host scheduler=\(scheduler);" + tasks.joined() + "run")
    #expect(try lab.print("average.waiting") == waiting)
  }

  /// Jain, "Throughput Fairness Index: An Explanation" (ATM Forum 99-0045): 50, 30 and 50 where 50, 10 and 10 are due
  /// give 81/105.
  @Test func fairnessOfJainsExample() throws {
    let lab = try lab(
      """
      host scheduler=fcfs; task A run=50ms weight=50; task B run=30ms weight=10
      task C run=50ms weight=10; run
      """)
    #expect(try lab.evaluate("fairness == 81/105") == .truth(true))
  }

  /// Jain, Chiu and Hawe, DEC-TR-301 (1984): if k of n get equal parts and the others nothing, it is k/n.
  @Test func fairnessWhereFewGetAll() throws {
    let tasks = (0..<10).map { "task P\($0) run=1s;" }.joined()
    let lab = try lab("host cpus=2 scheduler=fcfs;" + tasks + "run for=500ms")
    #expect(try lab.print("fairness") == "0.2")
  }

  /// Worked by hand: two tasks of equal weight and a quantum of 1 ms. While the first runs its quantum the other
  /// falls behind by half of it, and after two quanta both are even.
  @Test func lagUnderRoundRobinByHand() throws {
    let lab = try lab(
      "host scheduler=rr quantum=1ms; task A run=3ms; task B run=2ms; run for=2500us")
    #expect(try lab.print("[A.lag, B.lag]") == "[-250us, 250us]")
    try lab.execute("run")
    #expect(try lab.print("[A.worstlag, B.worstlag, worstlag]") == "[0ns, 500us, 500us]")
  }

  /// Worked by hand: weight 3:1 under fcfs. A gets 3/4 in the ideal and all in fact, so B falls behind by 1 ms in 4 ms;
  /// then B alone is there, and catches up nothing: the ideal gives it the whole CPU too.
  @Test func lagByWeight() throws {
    let lab = try lab(
      "host scheduler=fcfs; task A run=4ms weight=768; task B run=2ms weight=256; run")
    #expect(try lab.print("[A.lag, B.lag, B.worstlag]") == "[-1ms, 1ms, 1ms]")
  }

  /// Worked by hand: until a switch of 1 ms is over the task that is switched to is still behind.
  @Test func lagGrowsWhileACPUSwitches() throws {
    let lab = try lab(
      "host scheduler=rr quantum=4ms switch=1ms; task A run=4ms; task B run=4ms; run")
    #expect(try lab.print("B.worstlag") == "3ms")
    #expect(try lab.print("[switching, idle, busy, switching(0)]") == "[1ms, 0ns, 8ms, 1ms]")
  }

  /// Worked by hand: Y is capped to a tenth of a CPU, the rest of two CPUs goes 2:1:1.
  @Test func entitlementIsWaterFilling() throws {
    let lab = try lab(
      """
      host cpus=2
      vm V workload=cpu vcpus=2 weight=512; vm W workload=cpu weight=256
      vm X workload=cpu weight=256; vm Y workload=cpu cap=10%
      """)
    #expect(
      try lab.print("[V.entitlement, W.entitlement, X.entitlement, Y.entitlement]")
        == "[0.475, 0.2375, 0.2375, 0.05]")
    #expect(try lab.print("V.vcpu(0).entitlement") == "0.2375")
  }

  /// Worked by hand under fcfs: B wakes at 2 ms behind A's burst up to 5 ms, then at 7 ms on an idle CPU.
  @Test func latencies() throws {
    let lab = try lab(
      """
      host scheduler=fcfs
      task B workload="cpu=1ms io=1ms cpu=1ms io=1ms cpu=1ms"; task A run=4ms; run
      """)
    #expect(try lab.print("[B.latency(30%), B.latency(67%), B.latency]") == "[0ns, 3ms, 3ms]")
    #expect(try lab.print("[A.latency, latency, latency(50%)]") == "[1ms, 3ms, 0ns]")
  }

  /// Stallings, Operating Systems, table 9.5, FCFS with the tasks of table 9.4: Tr/Ts of B is 1.17, of E 6.00.
  @Test func normalisedTurnaround() throws {
    let lab = try lab(
      """
      host scheduler=fcfs; task A run=3s; task B run=6s arrive=2s; task C run=4s arrive=4s
      task D run=5s arrive=6s; task E run=2s arrive=8s; run
      """)
    #expect(
      try lab.print("[A.slowdown, B.slowdown, C.slowdown, D.slowdown, E.slowdown]")
        == "[1, 1.16667, 2.25, 2.4, 6]")
    #expect(try lab.print("average.turnaround") == "8.6s")
  }

  /// As everywhere: what is supposed holds for a host that nobody named, too, and behind `machine`.
  @Test func suppositionsReachTheHost() throws {
    let lab = try lab("machine frames=4; task A run=30ms; task B run=10ms; run")
    #expect(
      try lab.print("[average.turnaround, [scheduler=fcfs] average.turnaround]") == "[30ms, 35ms]")
    #expect(
      try lab.print("[scheduler, [scheduler=fcfs] scheduler, cpus]") == "[\"rr\", \"fcfs\", 1]")
  }

  @Test func mistakes() {
    for script in [
      "print latency", "task A run=1ms; run; print A.latency(2)",
      "task A run=1ms; run; print A.latency(5ms)",
      "task A run=1ms; run; print A.entitlement", "task A run=1ms; print A.slowdown",
      "host; print average.turnaround", "host cpus=2; print busy(2)",
      "task A run=1ms; print A.latency(1%).x",
    ] { #expect(problem(of: script) != nil, "\(script)") }
  }
}
