import Testing

@testable import LabEngine

/// Drivers that break the rules of VIRTIO 1.1: their card asks to be reset, the rest of the machine lives on.
@Suite struct HostileNetworkTests {
  /// The pinger with one thing in it another, and a sound ponger beside it.
  private func lab(_ sound: String, _ broken: String) throws -> Lab {
    let parts = NetworkGuests.pair.split(separator: "guest ponger", maxSplits: 1).map(String.init)
    let pinger = parts[0].replacing(sound, with: broken)
    try #require(pinger != parts[0])
    let lab = try LabEngineTests.lab(pinger + "guest ponger" + parts[1])
    try lab.execute("run A steps=5000; run B steps=5000; run A steps=5000")
    return lab
  }

  private func isAlive(_ lab: Lab) throws {
    #expect(try lab.print("B.state") == "waiting")
    try lab.execute(
      "boot C guest=ponger ram=1MiB net=lan; run C; run B; process P pages=1; read P 0")
    _ = try lab.said("show network; show devices A; why A.pc; step A; back; back; redo")
    #expect(try lab.print("C.state") == "waiting")
  }

  @Test(
    arguments: [
      ("la   a1, transmit_descriptors", "li a1, 0x1000", "descriptor 2 lies outside of memory"),
      ("la   a1, transmit_descriptors", "li a1, -16", "descriptor 2 lies outside of memory"),
      ("la   a2, transmit_available", "li a2, 0x1000", "the available ring lies outside of memory"),
      ("la   a2, receive_available", "li a2, -1", "the available ring lies outside of memory"),
      ("la   a3, transmit_used", "li a3, 0x80100000", "the used ring lies outside of memory"),
      (".half 1, 5\n", ".half 1, 2\n", "the chain of descriptor 2 is a loop"),
      (".half 1, 5\n", ".half 1, 8\n", "descriptor 8 is beyond the queue's 8"),
      (".half 1, 5\n", ".half 5, 5\n", "descriptor 2 is indirect, which was not offered"),
      (".dword frame", ".dword 0x80100000 - 4", "descriptor 2: the frame lies outside of memory"),
      (".dword frame", ".dword -4", "descriptor 2: the frame lies outside of memory"),
      (
        "sh   s2, 2(t0)", "li t1, 0x7fff\n sh t1, 2(t0)",
        "the available ring holds 32767 entries, and the queue has 8"
      ),
      (
        "li   t2, 2                  #", "li   t2, 0xffff #",
        "descriptor 65535 is beyond the queue's 8"
      ),
      (
        "sw   t1, 0x38(s0)", "li t1, 6\n sw t1, 0x38(s0)",
        "the queue's size 6 is no power of 2 to 1024"
      ),
    ])
  func brokenRulesNeedAReset(_ sound: String, _ broken: String, _ reason: String) throws {
    let lab = try lab(sound, broken)
    #expect(try lab.said("show devices A").contains("needs reset: \(reason)"))
    try isAlive(lab)
  }

  /// Frames of no length, and of one that no Ethernet has, are lost and their buffers come back.
  @Test(arguments: ["0", "13", "1515", "0xffffffff"]) func noFrameOfThatLength(length: String)
    throws
  {
    let lab = try lab(".word 18", ".word \(length)")
    #expect(try lab.print("[A.netsent, A.netdropped, B.netreceived]") == "[0, 1, 0]")
    #expect(try lab.print("A.state") == "waiting")
    try isAlive(lab)
  }

  /// Ports hold so many frames, however many are sent.
  @Test func floods() throws {
    let lab = try lab("call receive\n    call write", "j again")
    try lab.execute("run A steps=100000")
    let sent = try lab.bits("A.netsent")
    #expect(sent > 512)
    #expect(try lab.bits("B.netreceived + B.netdropped") == sent - 256)
    #expect(try lab.said("show network").contains(" 256\n"))
  }

  /// A frame that arrives in the code of its receiver is executed from then on: the header's zeros are no instruction.
  @Test func receivesIntoItsCode() throws {
    let lab = try lab(
      "la   t1, received\n    sd   t1, 0(t0)", "la   t1, receive\n    sd   t1, 0(t0)")
    try lab.execute("run A steps=1000")
    #expect(try lab.print("A.netreceived") == "1")
    #expect(try lab.print("A.mem(receive, 8)") == "0")
    #expect(try lab.print("A.traps(illegal) + A.traps(fetchaccess) > 0") == "true")
  }

  /// A card that is reset before every frame starts afresh; what waits at its port stays.
  @Test func manyResets() throws {
    let lab = try lab(
      "again:\n    la   a1, everyone",
      """
      again:
          sw   zero, 0x70(s0)
          sw   zero, receive_available, t0
          sw   zero, receive_used, t0
          sw   zero, transmit_available, t0
          sw   zero, transmit_used, t0
          call initialise
          la   a1, everyone
      """)
    #expect(try lab.print("[A.netsent, A.netreceived]") == "[2, 1]")
    try isAlive(lab)
  }
}
