import Testing

@testable import LabEngine

/// `run` of the host: as far as asked, and in steps that are worth their while.
struct HostRunTests {
  @Test func itStopsWhereTheConditionHolds() throws {
    let lab = try lab(
      """
      machine frames=4 policy=lru
      host scheduler=rr quantum=10ms
      vm V workload="cpu=2ms touch((0..4)w)" ram=20KiB
      run until V.faults == 7
      """)
    #expect(try lab.print("V.faults") == "7")
    try lab.execute("run until V.cpu >= 7ms")
    #expect(try lab.evaluate("V.cpu >= 7ms and V.cpu < 9ms") == .truth(true))
  }

  private static let guests = """
    machine frames=64 cycle=1us cost_vmexit=0 cost_host=0 cost_shadow=0
    guest g
    1:  addi s0, s0, 1
        j 1b
    end
    host cpus=2 scheduler=rr quantum=10ms
    vm V guest=g ram=64KiB mode=hardware
    vm W guest=g ram=64KiB mode=hardware
    """

  /// A stretch of a guest alone in its VM is a millisecond: two guests on two CPUs do not cut each other's, so 1000
  /// moments bring them far.
  @Test func guestsOnTwoCPUsDoNotHoldEachOtherUp() throws {
    let lab = try lab(Self.guests + "\nrun steps=1000")
    #expect((lab.machine.host?.core.now ?? 0) >= 200_000_000)
    #expect(try lab.evaluate("V.steal == 0s and W.steal == 0s") == .truth(true))
  }

  /// Whatever the stretches, both have executed as long as the host ran.
  @Test func guestsOnTwoCPUsGetAllOfTheTime() throws {
    let lab = try lab(Self.guests + "\nrun for=100ms")
    for guest in ["V", "W"] {
      #expect(try lab.evaluate("\(guest).cpu + \(guest).hostwait == 100ms") == .truth(true))
    }
  }

  /// By hand: V.0 waits at the barrier from 2 ms on, for V.1 alone, which is unplugged at 5 ms: from then on it passes every
  /// barrier at once.
  @Test func whoeverIsUnpluggedIsNotWaitedFor() throws {
    let drive = try HostDrive(
      """
      host cpus=1 scheduler=fcfs
      vm V vcpus=2 workload="cpu=2ms barrier=B | cpu=50ms barrier=B"
      run for=5ms; set V vcpus=1; run for=20ms
      """)
    #expect(try drive.integer("V.vcpu(0).cpu") == 22_000_000)
    #expect(try drive.integer("V.vcpu(0).blocked") == 3_000_000)
  }
}
