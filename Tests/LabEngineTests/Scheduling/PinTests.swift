import Testing

@testable import LabEngine

/// Pins: sets of CPUs that tasks and VMs are bound to.
@Suite struct PinTests {
  /// However often a pin is set, and however it is written, equal sets are kept once.
  @Test func equalSetsAreKeptOnce() throws {
    let drive = try HostDrive("host cpus=70; vm V workload=cpu pin=0..2; task J run=1s pin=0,1,2")
    for _ in 0..<50 { try drive.lab.execute("set V pin=1,69; set V pin=off; set J pin=69,1,1") }
    let core = try #require(drive.lab.machine.host).core
    #expect(core.affinities.count == 2 * core.idle.words.count)
    #expect(core.cpus(of: 1) == [1, 69])
    #expect(core.tasks[0].affinity == -1)
  }

  /// Worked by hand: V and W are pinned to CPU 0, X is free and has one vCPU, all of weight 256: V and W share CPU 0, X
  /// has the other. What an ideal without pins would say is 2/3 of a CPU for each.
  @Test func entitlementAndLagKnowPins() throws {
    let lab = try lab(
      """
      host cpus=2 scheduler=rr quantum=1ms
      vm V workload=cpu pin=0; vm W workload=cpu pin=0; vm X workload=cpu; run for=100ms
      """)
    #expect(
      try lab.print("[V.entitlement, W.entitlement, X.entitlement]") == "[0.25, 0.25, 0.5]")
    #expect(try lab.print("[V.lag, W.lag, X.lag, X.worstlag]") == "[0ns, 0ns, 0ns, 0ns]")
    // Each is at most half a quantum behind half of the CPU.
    #expect(try lab.print("worstlag") == "500us")
    #expect(try lab.print("fairness") == "1")
    try lab.execute("set X pin=0; run for=1ms")
    #expect(try lab.print("[V.entitlement, X.entitlement]") == "[0.166667, 0.166667]")
  }

  /// Worked by hand: from 10 ms on all three are on CPU 0 and due a third of it each, while W, X and V take turns of 1 ms.
  @Test func lagFollowsAChangeOfPins() throws {
    let lab = try lab(
      """
      host cpus=2 scheduler=fcfs
      task A run=10ms pin=0; task B run=1s pin=1; run for=4ms; set B pin=0; run for=6ms
      """)
    // A ran all the time; from 4 ms on either was due half of CPU 0.
    #expect(try lab.print("[A.lag, B.lag]") == "[-3ms, 3ms]")
  }
}
