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
}
