import Testing

@testable import LabEngine

/// Two computers at one switch; what they write follows from their programs.
@Suite struct NetworkTests {
  private func pair() throws -> Lab { try lab(NetworkGuests.pair) }

  private func consoles(_ lab: Lab) throws -> [String] {
    [try lab.print("A.console"), try lab.print("B.console")]
  }

  @Test func frameGoesThereAndBack() throws {
    let lab = try pair()
    try lab.execute("run A")
    #expect(try lab.print("A.state") == "waiting")
    #expect(try lab.print("A.netsent") == "1")
    #expect(try lab.print("B.netreceived") == "0", "B stands still")
    try lab.execute("run B")
    #expect(try lab.print("B.state") == "waiting")
    #expect(try lab.print("B.console") == "ping1\n")
    #expect(try lab.print("[B.netreceived, B.netsent, A.netreceived]") == "[1, 1, 0]")
    try lab.execute("run A; run B; run A; run B")
    #expect(try consoles(lab) == ["pong2\npong2\n", "ping1\nping1\nping1\n"])
    #expect(try lab.print("[A.netsent, B.netsent, A.netdropped, B.netdropped]") == "[3, 3, 0, 0]")
  }

  @Test func showsTheNetwork() throws {
    let lab = try lab(NetworkGuests.script)
    #expect(try lab.said("show network").hasPrefix("No computer has a network card"))
    #expect(
      try lab.said("boot A guest=pinger ram=1MiB net=lan")
        == "Computer A: 1 hart, 1MiB of memory, pinger in supervisor mode; its card is "
        + "02:00:00:00:00:01 at switch lan.")
    try lab.execute("boot B guest=ponger ram=1MiB net=lan; boot C guest=ponger ram=1MiB net=wan")
    #expect(
      try lab.said("show network").hasSuffix(
        "No address has been learned: what is sent goes to all ports of the switch."))
    try lab.execute("run A; run B; run C")
    #expect(
      try lab.said("show network") == """
        lan A 02:00:00:00:00:01 1 0 0 1
        lan B 02:00:00:00:00:02 1 1 0 0
        wan C 02:00:00:00:00:03 0 0 0 0
        lan 02:00:00:00:00:01 A
        lan 02:00:00:00:00:02 B
        """)
    #expect(
      try lab.said("show devices A").contains("virtio net 0x10002000-0x10002fff 2 address 02"))
    try lab.execute("terminate B; run A; boot D guest=ponger ram=1MiB net=lan; run D")
    #expect(try lab.said("show network").contains("lan D 02:00:00:00:00:04 0 0 0 0"))
    #expect(!(try lab.said("show network").contains("lan B")))
  }

  /// Without `net=` the place is empty, as it was: VIRTIO 1.1, section 4.2.2, device id 0.
  @Test func noCardWithoutANetwork() throws {
    let lab = try lab(NetworkGuests.script + "\nboot A guest=pinger ram=1MiB; run A")
    #expect(try lab.print("A.state") == "stopped", "the driver gives up")
    #expect(try lab.print("[A.netsent, A.netreceived, A.netdropped]") == "[0, 0, 0]")
  }

  /// Into how many pieces a run is cut makes no difference, not even to a single cycle.
  @Test(arguments: [1, 7, 100]) func piecesAreTheWhole(_ piece: Int) throws {
    let whole = try pair()
    let parts = try pair()
    for name in ["A", "B", "A", "B"] {
      let before = try whole.bits("\(name).steps")
      try whole.execute("run \(name)")
      let count = Int(try whole.bits("\(name).steps") - before)
      for _ in 0..<(count / piece + 1) { try parts.execute("run \(name) steps=\(piece)") }
    }
    #expect(try consoles(parts) == consoles(whole))
    #expect(parts.memory == whole.memory)
    #expect(parts.fingerprint == whole.fingerprint)
    #expect(try parts.said("show network") == whole.said("show network"))
  }

  /// Buffers that were made available without a notification are found at no other time, either.
  @Test func lateBuffersDoNotDependOnPieces() throws {
    let script =
      NetworkGuests.script.replacing(
        "sw   zero, 0x50(s0)\n",
        with: "li t4, 200\n3: addi t4, t4, -1\nbnez t4, 3b\nsw zero, 0x50(s0)\n")
      + "\nboot A guest=pinger ram=1MiB net=lan; boot B guest=ponger ram=1MiB net=lan; run A"
    let whole = try lab(script)
    let parts = try lab(script)
    try whole.execute("run B steps=700")
    for _ in 0..<100 { try parts.execute("run B steps=7") }
    #expect(parts.memory == whole.memory)
    #expect(parts.fingerprint == whole.fingerprint)
    #expect(try whole.print("B.netreceived") == "1")
  }

  @Test func timeTravelTakesTheNetworkAlong() throws {
    let lab = try pair()
    try lab.execute("run A; run B; run A")
    let (consoles, network) = (try consoles(lab), try lab.said("show network"))
    let steps = Int(try lab.bits("A.steps"))
    try lab.execute("back 60 steps; back; back")
    #expect(try lab.print("[A.netsent, B.netsent]") == "[1, 0]")
    try lab.execute("run B; run A")
    #expect(try self.consoles(lab) == consoles)
    #expect(try lab.said("show network") == network)
    #expect(try Int(lab.bits("A.steps")) == steps)
    #expect(try lab.print("[frames=8] B.netreceived") == "1")
    try lab.execute("back 3; redo 3")
    #expect(try lab.said("show network") == network)
    let copy = lab.copy()
    try copy.execute("run B; run A")
    #expect(try lab.said("show network") == network)
  }

  @Test func untilStopsAtTheFrame() throws {
    let lab = try pair()
    try lab.execute("run A until A.netsent == 1")
    #expect(try lab.print("A.netsent") == "1")
    // `sw t1,0x50(s0)`, by the encoding of S-type instructions: the store to QueueNotify.
    #expect(try lab.print("A.mem(A.pc - 4, 4) == 0x04642823") == "true")
    try lab.execute("run B until B.netreceived == 1; run A")
    // What waits is received with the first buffer: by the notification of `provide`, or at DRIVER_OK.
    #expect(try lab.print("B.netreceived == 1 and B.console == \"\"") == "true")
    #expect(
      try lab.said("why B.mem(received + 26, 4)").contains(
        "0x0 to virtio net, offset 0x50\n  its card receives 18 bytes from 02:00:00:00:00:01"))
  }

  @Test func stepsTellOfFrames() throws {
    let lab = try pair()
    try lab.execute("run A; run B; run A until A.netsent == 2; back 1 steps")
    #expect(
      try lab.said("step A").hasSuffix(
        "0x1 to virtio net, offset 0x50\n  its card sends 1 Ethernet frame"))
    #expect(
      try lab.said("step B").hasPrefix(
        "  its card receives 18 bytes from 02:00:00:00:00:01\n  wakes from wfi\n"))
    try lab.execute("step B 10")
    #expect(
      try lab.said("why B.mem(receive_used + 2, 2)").contains(
        "its card receives 18 bytes from 02:00:00:00:00:01\n"))
  }

  /// A host that has too few frames for both takes longer, and nothing else changes.
  @Test func survivesPaging() throws {
    let small = try lab(NetworkGuests.pair.replacing("frames=256", with: "frames=3 policy=lru"))
    try small.execute("run A; run B; run A; run B")
    #expect(try consoles(small) == ["pong2\n", "ping1\nping1\n"])
    #expect(try small.print("evictions > 0") == "true")
  }

  /// Three at one switch: both answer the first call, and are told apart by their addresses.
  @Test func broadcastReachesAll() throws {
    let lab = try pair()
    try lab.execute("boot C guest=ponger ram=1MiB net=lan; run A; run B; run C; run A")
    #expect(try lab.print("C.console") == "ping1\n")
    #expect(try lab.print("A.console") == "pong2\npong3\n")
  }

  @Test(arguments: [
    ("boot A guest=pinger net=", "expected the value of net"),
    ("boot A guest=pinger net=1", "expected the name of a switch, found `1`"),
    ("boot A guest=pinger net=a-b", "expected the end of the command, found `-`"),
    ("boot A guest=pinger network=lan", "there is no option of boot `network`"),
  ])
  func mistakes(_ command: String, _ message: String) {
    let problem = problem(of: NetworkGuests.script + "\n" + command)
    #expect(problem?.message.hasPrefix(message) == true, "\(problem?.message ?? "none")")
    #expect(problem?.place != nil)
  }
}

extension Lab {
  /// The memories of all computers, and where their harts are.
  fileprivate var memory: [String] {
    machine.computers.map { computer in
      let bytes = computer.peek(Computer.memoryBase, count: Int(computer.ramSize)) ?? []
      let sum = bytes.reduce(UInt64(0)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
      return "\(computer.name) \(sum) \(computer.clock) \(computer.steps) \(computer.harts[0].pc)"
    }
  }
}
