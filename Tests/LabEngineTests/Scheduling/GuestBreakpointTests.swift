import Testing

@testable import LabEngine

/// Breakpoints and the keyboard in a run of the host.
struct GuestBreakpointTests {
  private func lab(_ vcpus: Int = 1) throws -> Lab {
    let lab = Lab()
    try lab.execute("machine frames=256 cycle=100ns\n" + HostGuest.toucher)
    try lab.execute(
      """
      host cpus=1 scheduler=rr quantum=10us
      vm V guest=toucher mode=hardware ram=128KiB
      vm W guest=toucher mode=trap ram=128KiB
      task X run=10s
      """)
    return lab
  }

  @Test func aRunStopsThere() throws {
    let lab = try lab()
    try lab.execute("break V again")
    let said = try lab.said("run for=1s")
    #expect(
      said.hasSuffix(
        ": Breakpoint at 0x80000008 <again>: it is about to execute `li s1,10`."))
    // `la` is two instructions; the page with them came in from the disk.
    #expect(try lab.print("[V.instret, V.pc == V.symbol(again)]") == "[2, true]")
    #expect(try lab.print("time < 9ms and V.hostwait > 7ms") == "true")
    let time = try lab.print("time")
    try lab.execute("run for=1s")
    // Ten times around `inner`, five instructions each, and three more.
    #expect(try lab.print("V.instret") == "55")
    try lab.execute("back")
    #expect(try lab.print("time") == time)
    try lab.execute("redo; break V again off; run for=1s")
    #expect(try lab.print("V.instret > 1000") == "true")
  }

  /// However it is cut into stretches, it stops at every passage: ten times around `inner`, five instructions each, and
  /// three more.
  @Test func everyPassageStops() throws {
    let lab = try lab()
    try lab.execute("run for=200ms; break V again; run for=1s")
    let first = try #require(Int(try lab.print("V.instret")))
    for passage in 1...20 {
      try lab.execute("run for=1s")
      #expect(try lab.print("V.pc == V.symbol(again)") == "true")
      #expect(try lab.print("V.instret") == "\(first + 53 * passage)")
    }
  }

  @Test func watchedBytesStopToo() throws {
    let lab = try lab()
    try lab.execute("watch W data")
    #expect(
      try lab.said("run for=1s").hasSuffix("changed from 0x0 to 0xa, by the last instruction."))
    #expect(try lab.print("W.instret") == "5")
  }

  /// A migration goes by them, as it does without a host.
  @Test func aMigrationPassesThem() throws {
    let lab = try lab()
    try lab.execute("run for=200ms; break W again; migrate V bandwidth=1GiB")
    #expect(try lab.print("V.downtime > 0ns") == "true")
  }

  /// Echoes what is typed until a `q`, polling.
  private static let echo = """
    guest echo
    _start: li s0, 0x10000000
    1: lbu t0, 5(s0)
      andi t0, t0, 1
      beqz t0, 1b
      lbu t1, 0(s0)
      sb t1, 0(s0)
      li t2, 113
      bne t1, t2, 1b
      li a7, 0x53525354
      li a0, 0
      li a1, 0
      ecall
    end

    """

  /// Somebody who types one character whenever asked.
  private final class Typist: ConsoleLink {
    private var left: [UInt8]
    private(set) var connected: [String] = []
    private(set) var shown: [UInt8] = []

    init(_ text: String) { left = Array(text.utf8) }

    var wantsToLeave: Bool { false }
    func connect(to computer: String) { connected.append(computer) }
    func disconnect() {}
    func show(_ bytes: [UInt8]) { shown += bytes }
    func typed(waiting milliseconds: Int) -> [UInt8] {
      left.isEmpty ? [] : [left.removeFirst()]
    }
  }

  @Test func theOnlyGuestHasTheKeyboard() throws {
    let lab = Lab()
    let typist = Typist("abcq")
    lab.console = typist
    try lab.execute("machine frames=64 cycle=100ns\n" + Self.echo)
    try lab.execute("host cpus=1\nvm V guest=echo ram=64KiB\ntask X run=50ms\nrun")
    #expect(typist.connected == ["V"])
    #expect(String(decoding: typist.shown, as: UTF8.self) == "abcq")
    #expect(
      try lab.print("[V.console, V.state, X.finish > 50ms]") == "[\"abcq\", \"stopped\", true]")
    let instructions = try lab.print("V.instret")
    // What was typed is typed again.
    try lab.execute("back; redo")
    #expect(try lab.print("[V.console, V.instret]") == "[\"abcq\", \(instructions)]")
    #expect(typist.connected == ["V"])
  }

  @Test func ofTwoGuestsNoneHasIt() throws {
    let lab = Lab()
    let typist = Typist("")
    lab.console = typist
    try lab.execute("machine frames=64 cycle=100ns\n" + HostGuest.speaker)
    try lab.execute("host cpus=1\nvm V guest=speaker ram=64KiB\nvm W guest=speaker ram=64KiB")
    #expect(
      try lab.said("run").hasSuffix(
        "The keyboard was nobody's, as V, W ran side by side: `run V` gives it to V alone, and `input V \"…\"` types something for it."
      ))
    #expect(typist.connected == [])
  }
}
