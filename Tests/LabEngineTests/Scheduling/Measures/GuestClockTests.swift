import Testing

@testable import LabEngine

/// Clocks of guests that have stopped, and what `why` tells of a real guest's. The schedules are worked by hand.
@Suite struct GuestClockTests {
  /// Says one letter after so many rounds of two instructions, and switches off.
  private static func counter(_ rounds: Int) -> String {
    HostGuest.speaker.replacing(
      "_start: li t2",
      with: "_start: li t0, \(rounds)\n again: addi t0, t0, -1\n bnez t0, again\n li t2")
  }

  private func lab(_ clock: String, _ end: String) throws -> Lab {
    try LabEngineTests.lab(
      "machine frames=256 fault=2ms cycle=100ns\n" + Self.counter(30_000)
        + "host cpus=1 scheduler=rr quantum=1ms\nvm V guest=speaker ram=128KiB mode=hardware \(clock)\n"
        + "vm X workload=cpu\n\(end)")
  }

  /// A and B take turns, 1 ms each: A is done after 1 + 1 + 1 of its own and 2 of B's.
  @Test func describedTasksThatHaveStopped() throws {
    let lab = try LabEngineTests.lab(
      "host scheduler=rr quantum=1ms; task A run=3ms; task B run=20ms; run for=5ms")
    #expect(try lab.print("[A.clock, A.drift, B.clock]") == "[5ms, 0ns, 5ms]")
    try lab.execute("run")
    #expect(try lab.print("[A.clock, A.drift, A.finish, B.clock]") == "[5ms, 0ns, 5ms, 23ms]")
    try lab.execute("task C run=7ms; run")
    #expect(try lab.print("[A.clock, B.clock, C.clock]") == "[5ms, 23ms, 7ms]")
  }

  @Test(arguments: GuestClockMode.allCases) func aRealGuestThatHasStopped(_ mode: GuestClockMode)
    throws
  {
    let lab = try lab("clock=\(mode.rawValue) sync=3ms", "run for=40ms")
    #expect(try lab.print("V.doing") == "finished")
    let before = try lab.print("[V.clock, V.drift]")
    #expect(try lab.print("V.clock - V.drift == V.finish") == "true")
    try lab.execute("run for=100ms")
    #expect(try lab.print("[V.clock, V.drift]") == before)
    if mode == .tick {
      let away = "V.steal + V.hostwait + V.hypervisorcycles * 100ns"
      #expect(try lab.print("V.drift + \(away)") == "0ns")
    }
    // The curve ends where the clock did.
    guard case .chart(let chart)? = try lab.execute("plot drift").last?.report.blocks.first,
      case .quantity(let drift) = try lab.evaluate("V.drift / 1ms")
    else {
      Issue.record("no chart")
      return
    }
    let series = try #require(chart.series.first)
    let unit = chart.yLabel == "drift in us" ? 1e3 : chart.yLabel == "drift in ns" ? 1e6 : 1
    #expect(abs((series.points.last?.y ?? 1) / unit - drift.number.double) < 1e-9)
  }

  /// The sum at the end is the drift, and its parts are those that the lines before it tell.
  private func checkStory(_ lab: Lab, _ name: String) throws {
    let lines = try lab.said("why V.\(name)").split(separator: "\n").map(String.init)
    let last = try #require(lines.last)
    let drift = try lab.print("V.drift")
    guard last != "It has never stood still." else {
      #expect(drift == "0ns")
      return
    }
    let all = try #require(last.split(separator: " ").dropLast(2).last)
    #expect(last.hasSuffix(" in all."))
    #expect(try lab.print("V.drift == \(all)") == "true", "\(last)")
    let parts = last.prefix { $0 != ":" }.split(separator: ", ")
    let numbers = parts.compactMap { $0.split(separator: " ").first }.map { "(\($0))" }
    let sum = numbers.joined(separator: " + ").replacing("(+", with: "(")
    #expect(try lab.print("0ns + \(sum) == V.drift") == "true", "\(last)")
    let still = lines.compactMap { line -> String? in
      guard line.contains("it stood still"), let open = line.firstIndex(of: "("),
        let close = line.firstIndex(of: ")")
      else { return nil }
      return String(line[line.index(after: open)..<close])
    }
    let told = parts.filter {
      $0.first == "-" && !$0.contains("hypervisor") && !$0.contains("count")
        && !$0.contains("brought") && !$0.contains("restored")
    }
    .compactMap { $0.split(separator: " ").first }.map { $0.dropFirst() }
    guard still.count < WhyCommand.lines / 2, !still.isEmpty else { return }
    #expect(
      try lab.print("\(still.joined(separator: " + ")) == \(told.joined(separator: " + "))")
        == "true", "\(lines)")
  }

  @Test(arguments: GuestClockMode.allCases, ["run for=3500us", "run for=9ms", "run for=40ms"])
  func theStoryIsTheDrift(_ mode: GuestClockMode, _ end: String) throws {
    let lab = try lab("clock=\(mode.rawValue) sync=3ms", end)
    for name in ["drift", "clock", "worstdrift"] { try checkStory(lab, name) }
    try lab.execute("run V steps=1000")
    try checkStory(lab, "drift")
    try lab.execute("run for=1234567ns")
    try checkStory(lab, "drift")
  }

  /// Its first instruction faults: 100 ns, the hypervisor's work before the page is asked for, and 2 ms of the disk. Then
  /// it and X have 1 ms each.
  @Test func theStretchesAreThoseOfTheSchedule() throws {
    let lab = try lab("", "run for=9ms")
    let lines = try lab.said("why V.drift").split(separator: "\n").map(String.init)
    let still = lines.filter { $0.contains("it stood still") }
    #expect(
      still.first
        == "from 520.1us to 2.5201ms (2ms): it stood still; the vCPU was waiting for a page")
    let ready = still.dropFirst()
    #expect(ready.count >= 2)
    #expect(
      ready.dropLast().allSatisfy { $0.contains("(1ms): it stood still; the vCPU was ready") })
    #expect(
      lines.last?.contains("-2ms waiting for a page, ") == true
        && lines.last?.contains(", -520us the hypervisor worked for it: ") == true, "\(lines)")
  }

  /// One that has stopped and is restored goes on with a clock that knows nothing of the time between; its clone with
  /// the same.
  @Test func theStoryOfGuestsThatAreRestored() throws {
    let lab = try lab("", "run for=6ms; snapshot V s; run for=60ms")
    try lab.execute("restore V s; run for=3ms")
    try checkStory(lab, "drift")
    #expect(try lab.said("why V.drift").contains("ms from its end until it was restored"))
    try lab.execute("clone V W; run for=4ms")
    #expect(try lab.said("why W.drift").contains("brought along"))
    try lab.execute("run for=50ms")
    try checkStory(lab, "drift")
  }

  /// Two vCPUs that wait for each other, and a guest that waits for its timer.
  @Test(arguments: GuestClockMode.allCases, [1, 3])
  func theStoryOfGuestsThatAreIdle(_ mode: GuestClockMode, _ cycle: Int) throws {
    for guest in VirtualGuests.all {
      let ram = guest.options.contains("ram=") ? "" : "ram=1MiB"
      let lab = try LabEngineTests.lab(
        """
        machine frames=256 fault=200us cycle=\(cycle)ns
        guest g
        \(guest.source)
        end
        host scheduler=rr quantum=7us switch=100ns
        vm V guest=g \(ram) vcpus=\(guest.harts) start=\(guest.start) \(guest.options) clock=\(mode.rawValue) sync=3ms
        vm X workload="cpu=20us io=5us"
        """)
      for time in ["30us", "2ms"] {
        try lab.execute("run for=\(time)")
        try checkStory(lab, "drift")
      }
    }
  }
}
