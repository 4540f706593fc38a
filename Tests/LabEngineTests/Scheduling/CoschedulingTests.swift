import Testing

@testable import LabEngine

@Suite struct CoschedulingTests {
  /// Two VMs whose vCPUs hold their lock in turn as long as both run at once.
  private func turns(_ scheduler: String) -> String {
    """
    host cpus=2 scheduler=\(scheduler) quantum=10ms
    vm V workload="lock=L cpu=1ms unlock=L cpu=1ms | cpu=1ms lock=L cpu=1ms unlock=L" vcpus=2
    task I workload="cpu=3ms io=4ms" run=1s
    vm W workload="lock=L cpu=1ms unlock=L cpu=1ms | cpu=1ms lock=L cpu=1ms unlock=L" vcpus=2
    run for=5s
    """
  }

  /// Uhlig et al., Towards Scalable Multiprocessor Virtual Machines, VM 2004: a vCPU that loses its CPU while it holds
  /// a lock makes the others spin for whole time slices. Never so if all run at once (Ousterhout 1982).
  @Test func gangsSpareTheSpinning() throws {
    let robin = try HostDrive(turns("rr"))
    let gang = try HostDrive(turns("gang"))
    #expect(try robin.integer("V.spin + W.spin") > 500_000_000)
    #expect(try gang.integer("V.spin + W.spin") == 0)
  }

  /// By hand: slot 0 holds V and J side by side, slot 1 W; each has a quantum.
  @Test func fillsTheMatrixFirstFit() throws {
    let host = try HostDrive(
      """
      host cpus=3 scheduler=gang quantum=10ms
      vm V workload=cpu vcpus=2; vm W workload=cpu vcpus=2; task J run=10ms
      run for=30ms
      """)
    #expect(
      try host.lab.print("timeline")
        == #"[[0ns, "V.0", 10ms], [0ns, "V.1", 10ms], [0ns, "J", 10ms], [10ms, "W.0", 10ms], [10ms, "W.1", 10ms], [20ms, "V.0", 10ms], [20ms, "V.1", 10ms]]"#
    )
  }

  @Test func runsAllOfAVirtualMachineOrNone() throws {
    let host = try HostDrive(
      """
      host cpus=4 scheduler=gang quantum=3ms
      vm U workload=cpu vcpus=3; vm V workload=cpu vcpus=2; vm W workload=cpu vcpus=4; vm X workload=cpu
      """)
    try host.watch(100, of: "1300us") { host in
      for client in host.infos.indices {
        let running = host.members(of: client).count { host.core.tasks[$0].state == .running }
        #expect(running == 0 || running == host.members(of: client).count)
      }
    }
  }

  /// With so many, holes are not closed at once; whoever is left is run to its end all the same.
  @Test(arguments: ["gang", "gang(alternate=1)"])
  func closesHolesAmongMany(_ scheduler: String) throws {
    let jobs = (0..<400).map { "task J\($0) run=\(1 + $0 % 7)ms arrive=\($0 % 50)ms" }
    let host = try HostDrive(
      "host cpus=8 scheduler=\(scheduler) quantum=3ms\n" + jobs.joined(separator: "\n")
        + "\nvm V workload=cpu vcpus=5")
    try host.watch(60, of: "4ms") { _ in }
    try host.watch(20, of: "40ms") { _ in }
    let finished = host.lab.machine.host.map { host in
      (0..<400).count { host.core.tasks[$0].state == .finished }
    }
    #expect(finished == 400)
  }

  @Test func alternatesFillIdlePlaces() throws {
    func share(_ scheduler: String) throws -> Double {
      let host = try HostDrive(
        "host cpus=2 scheduler=\(scheduler); vm V workload=cpu; vm W workload=cpu vcpus=2; run for=1s"
      )
      return try host.number("utilization")
    }
    #expect(abs(try share("gang") - 0.75) < 0.01)
    #expect(try share("gang(alternate=1)") >= 0.99)
  }

  /// VMware: the skew between vCPUs of a VM is bounded; with round robin a pinned one falls behind without end.
  @Test(arguments: [("1ms", 1_000_000), ("3ms", 3_000_000), ("20ms", 20_000_000)])
  func relaxedBoundsTheSkew(_ skew: String, _ bound: Int) throws {
    let host = try HostDrive(
      """
      host cpus=3 scheduler=relaxed(skew=\(skew)) quantum=7ms
      vm V workload=cpu vcpus=3; vm W workload=cpu vcpus=2 weight=100; vm X workload=cpu
      vm P workload=cpu pin=0; vm Q workload=cpu pin=0
      """)
    try host.watch(300, of: "1100us") { host in
      for client in 0..<2 {
        let times = host.members(of: client).map {
          host.core.tasks[$0].cpuTime + host.core.running(host.core.tasks[$0])
        }
        #expect((times.max() ?? 0) - (times.min() ?? 0) <= bound)
      }
    }
  }

  /// By hand, on two CPUs: V.0 shares CPU 0 with P, V.1 has CPU 1 to itself but is co-stopped at 2ms ahead until it is
  /// 1ms ahead.
  @Test func relaxedStopsTheLeader() throws {
    let host = try HostDrive(
      """
      host cpus=2 scheduler=relaxed(skew=2ms) quantum=10ms
      vm P workload=cpu pin=0; vm V workload=cpu vcpus=2 pin=0..1; vm R workload=cpu pin=1
      run for=5s
      """)
    let times = try ["V.vcpu(0).cpu", "V.vcpu(1).cpu"].map { try host.integer($0) }
    #expect(abs(times[0] - times[1]) <= 2_000_000)
    #expect(abs(try host.number("P.share / R.share") - 1) < 0.02)
  }
}
