import Testing

@testable import LabEngine

/// vCPUs of real guests on the host's CPUs.
struct GuestsOnHostTests {
  /// A guest that is descheduled does just what it does alone, only later: so the bare computer is the yardstick.
  @Test(arguments: VirtualGuests.all.filter { $0.harts == 1 }, TechniqueRegistry.names)
  func overcommittedGuestsEndAsAlone(_ guest: VirtualGuests.Guest, _ technique: String) throws {
    let lab = Lab()
    let ram = guest.options.contains("ram=") ? "" : "ram=1MiB"
    let options = "guest=g \(ram) start=\(guest.start) \(guest.options)"
    try lab.execute(
      """
      machine frames=256 policy=lru
      guest g
      \(guest.source)
      end
      boot M \(options)
      run M steps=2000000
      host scheduler=rr quantum=7us
      vm V \(options) mode=\(technique)
      vm W workload=cpu
      run for=100ms
      """)
    for name in ["console", "instret", "traps", "state", "x(8)", "x(9)", "x(10)", "pc"] {
      let pair = try lab.evaluate("[V.\(name), M.\(name)]")
      guard case .list(let values) = pair else { continue }
      #expect(values[0] == values[1], "\(name) of \(guest.name)")
    }
    #expect(
      try lab.evaluate("V.steal > 0ns and V.drift < 0ns and W.cpu > 0ns") == .truth(true))
  }

  /// Two vCPUs that send each other interrupts, on one CPU and on two.
  @Test(arguments: [1, 2], ["rr", "credit", "cfs", "gang"])
  func severalVCPUsComeToTheirEnd(_ cpus: Int, _ scheduler: String) throws {
    let guest = VirtualGuests.twoHarts
    let lab = Lab()
    try lab.execute(
      """
      machine frames=256
      guest g
      \(guest.source)
      end
      host cpus=\(cpus) scheduler=\(scheduler) quantum=100us
      vm V guest=g ram=1MiB vcpus=2 start=\(guest.start) mode=hardware \(guest.options)
      vm W workload="cpu=1ms io=1ms" vcpus=2
      boot M guest=g ram=1MiB harts=2 start=\(guest.start) \(guest.options)
      run M steps=2000000
      run for=20ms
      """)
    #expect(try lab.evaluate("V.state == M.state and V.console == M.console") == .truth(true))
    #expect(
      try lab.evaluate(
        "V.vcpu(0).cpu + V.vcpu(0).steal + V.vcpu(0).hostwait + V.vcpu(0).blocked == V.vcpu(0).turnaround"
      ) == .truth(true))
  }

  /// A host with fewer frames than its guests want: they wait for its disk, somebody else runs, and their clocks
  /// stand still. The times of a vCPU add up to the nanosecond.
  @Test func faultsOnTheHostAreWaitedFor() throws {
    let lab = Lab()
    try lab.execute("machine frames=12 policy=lru\n" + HostGuest.toucher)
    try lab.execute(
      """
      host cpus=1 scheduler=rr quantum=1ms
      vm V guest=toucher mode=hardware ram=128KiB
      vm W guest=toucher mode=trap ram=128KiB clock=para
      vm X workload=cpu
      run for=1s
      """)
    for vm in ["V", "W", "X"] {
      #expect(
        try lab.evaluate("\(vm).cpu + \(vm).steal + \(vm).hostwait + \(vm).blocked")
          == .nanoseconds(1_000_000_000))
    }
    #expect(try lab.evaluate("X.share > 0.99 and V.hostwait > 0.9s") == .truth(true))
    #expect(try lab.evaluate("V.clock + V.hostwait + V.steal <= 1s") == .truth(true))
    #expect(try lab.evaluate("W.drift") == .nanoseconds(0))
    // One disk, 8 ms each way: it cannot have done more than fits into the time.
    #expect(try lab.evaluate("(pageins + pageouts - 3) * 8ms <= 1s") == .truth(true))
    let before = try lab.evaluate("[V.steal, V.hostwait, faults, timeline]")
    try lab.execute("back; redo")
    #expect(try lab.evaluate("[V.steal, V.hostwait, faults, timeline]") == before)
  }

  /// A migration is downtime for the VM alone, and a guest that counts its own time does not notice it.
  @Test func aMigrationUnderLoad() throws {
    let lab = Lab()
    try lab.execute("machine frames=256\n" + HostGuest.toucher)
    try lab.execute(
      """
      host cpus=2 scheduler=credit
      vm V guest=toucher mode=hardware ram=128KiB
      vm W guest=toucher mode=hardware ram=128KiB clock=para
      vm X workload=cpu
      run for=200ms
      """)
    let before = try lab.evaluate("V.drift")
    let ran = try lab.evaluate("X.cpu")
    try lab.execute("migrate V bandwidth=1GiB")
    guard case .quantity(let lost) = try lab.evaluate("V.drift"), case .quantity(let old) = before,
      case .quantity(let down) = try lab.evaluate("V.downtime")
    else { return }
    #expect(down.number.double > 0)
    #expect(old.number.double - lost.number.double >= down.number.double)
    #expect(try lab.evaluate("W.drift") == .nanoseconds(0))
    #expect(try lab.evaluate("X.cpu") != ran)
  }

  /// `run V` lets V alone go on, which is not counted as drift.
  @Test func aGuestThatWasRunAlone() throws {
    let lab = Lab()
    try lab.execute("machine frames=256\n" + HostGuest.toucher)
    try lab.execute(
      """
      host cpus=1
      vm V guest=toucher mode=hardware ram=128KiB
      vm W guest=toucher mode=hardware ram=128KiB
      run for=200ms
      """)
    let before = try lab.evaluate("V.drift")
    try lab.execute("run V steps=100000; run for=1ns")
    // The nanosecond of the host's run aside, in which W runs.
    #expect(try lab.evaluate("V.drift + 1ns") == before)
    #expect(try lab.evaluate("time > 200ms + 100us") == .truth(true))
  }
}

/// vCPUs that come and go while their VM runs on the host.
struct HotPlugOnHostTests {
  @Test func aVCPUComesBackAsTheOneItWas() throws {
    let lab = Lab()
    try lab.execute(
      "host cpus=2; vm V workload=cpu vcpus=2; run for=10ms; set V vcpus=1; run for=5ms")
    #expect(try lab.evaluate("V.cpu == 25ms and V.vcpu(1).cpu == 10ms") == .truth(true))
    try lab.execute("set V vcpus=3; run for=10ms")
    // Three on two CPUs under round robin, quantum 10 ms: the third runs when the slice of the first is over, at 20 ms.
    #expect(try lab.evaluate("V.cpu == 45ms and V.vcpu(1).cpu == 20ms") == .truth(true))
    #expect(try lab.evaluate("V.vcpu(2).steal") == .nanoseconds(5_000_000))
    try lab.execute("back 2; redo 2")
    #expect(try lab.evaluate("V.cpu") == .nanoseconds(45_000_000))
  }
}
