import Testing

@testable import LabEngine

/// What a program does wrong is a trap or an end in words; the lab lives on.
@Suite struct HostileGuestTests {
  private func run(_ program: String, _ options: String = "", _ steps: Int = 1000) throws -> Lab {
    let lab = Lab()
    try lab.execute(
      "guest g\n\(program)\nend\nboot M guest=g ram=1MiB \(options)\nrun M steps=\(steps)")
    _ = try lab.said("show regs; show csrs; show code; show stack; show traps; why M.traps; step M")
    return lab
  }

  @Test func loopsForEverWithinItsFuel() throws {
    var limits = Limits.interactive
    limits.instructions = 500_000
    let lab = Lab(limits: limits)
    try lab.execute("guest g\n1: j 1b\nend\nboot M guest=g")
    let problem = #expect(throws: LabError.self) { try lab.execute("run M") }
    #expect(problem?.message == "more than 500000 instructions in all are not allowed")
    #expect(try lab.print("M.steps") == "0")
    #expect(throws: LabError.self) { try lab.execute("break M 0; finish M") }
    #expect(try lab.print("M.state") == "ready")
  }

  @Test func jumpsToNowhere() throws {
    let user = try run("li t0, 0x1000\n jr t0", "start=u")
    #expect(try user.print("M.state") == "failed")
    #expect(
      try user.said("step M")
        == "M is failed: instruction access fault at 0x1000 with nobody to handle it.")
    // Without a handler the trap leads to 0, where nothing is either.
    let machine = try run("li t0, 0x1000\n jr t0", "start=m")
    #expect(try machine.print("M.pc == 0 and M.traps(fetchaccess) == M.traps") == "true")
    #expect(try machine.said("show code") == "There is no memory at 0x0.")
  }

  @Test func comesToItsTimeAlsoIfItOnlyTraps() throws {
    let lab = Lab()
    try lab.execute(
      "guest g\nla t0, h\ncsrw stvec, t0\n.balign 4\nh: .word 0\nend\nboot M guest=g ram=1MiB")
    try lab.execute("run M steps=10; run M for=50us")
    // An instruction costs a nanosecond.
    #expect(try lab.print("M.steps") == "50010")
    #expect(try lab.print("M.state") == "running")
  }

  @Test func trapsInItsTrapHandler() throws {
    let lab = try run("la t0, h\n csrw stvec, t0\nh: .word 0")
    #expect(try lab.print("M.pc == M.symbol(h) and M.traps(illegal) > 900") == "true")
    #expect(try lab.said("why M.traps").contains("from supervisor mode at 0x8000000c <h>"))
  }

  /// Taking away the page of its own code, it gets a page fault for every fetch.
  @Test func writesItsOwnPageTables() throws {
    let lab = try lab(
      Guests.paging.replacing(
        "access:", with: "la t4, root\n sd zero, 16(t4)\n sfence.vma\naccess:")
        + "\nrun M steps=200")
    #expect(try lab.print("M.traps(fetchpage) > 100") == "true")
    #expect(try lab.said("show walk M M.pc").contains("V is 0: not valid"))
    #expect(try lab.said("why M.mem(root + 16)").contains("sd zero,16(t4)"))
  }

  @Test func mapsOutsideOfMemory() throws {
    let lab = try lab(
      Guests.paging.replacing("li   a1, 0x1000", with: "li   a1, 0x3000").replacing(
        "sd   a1, 8(a1)", with: "ld   a1, 8(a1)") + "\nrun M steps=20")
    #expect(try lab.print("M.traps(loadaccess)") == "1")
    #expect(try lab.print("M.csr(stval) == 0x3008") == "true")
  }

  /// Volume I, chapter 3: what was stored is executed after a `fence.i`. 0x00700513 is `li a0,7`.
  @Test func storesToItsCode() throws {
    let lab = try run(
      "la t0, there\n li t1, 0x00700513\n sw t1, 0(t0)\n fence.i\nthere: li a0, 1\n1: j 1b")
    #expect(try lab.print("M.a0") == "7")
    #expect(try lab.said("why M.a0").contains("li a0,7"))
  }

  /// The handler leaves the timer as it is, so that the interrupt comes again after every `sret`.
  @Test func stormsInterrupts() throws {
    let lab = try run(
      """
      la t0, h
      csrw stvec, t0
      csrw stimecmp, zero
      li t0, 32
      csrw sie, t0
      csrsi sstatus, 2
      1: j 1b
      h: sret
      """, "", 5000)
    #expect(try lab.print("M.traps(stimer) > 4900 and M.state == \"running\"") == "true")
    #expect(
      try lab.said("break M h; run M").contains("is about to take the supervisor timer interrupt"))
  }

  @Test(
    arguments: [
      ([], "it is not an ELF file"),
      ([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1], "it ends within its header"),
      (header(class: 1), "it is not for 64 bits; the machine is RV64"),
      (header(machine: 62), "it is for another machine (number 62), not RISC-V (243)"),
      (header(type: 1), "not an executable"), (header(), "nothing in it is to be loaded"),
      (header(headers: 3), "beyond the end of the file"),
    ] as [([UInt8], String)])
  func corruptELFFiles(_ bytes: [UInt8], _ reason: String) throws {
    let lab = Lab(files: OneFile(bytes: bytes))
    let problem = #expect(throws: LabError.self) { try lab.execute("guest g file=x.elf") }
    #expect(problem?.message.contains(reason) == true, "\(problem?.message ?? "")")
    #expect(problem?.place != nil)
    try lab.execute("process A pages=1; read A 0")
  }

  /// The 64 bytes of an ELF header, System V ABI, "ELF Header".
  private static func header(
    class width: UInt8 = 2, type: UInt8 = 2, machine: UInt8 = 243, headers: UInt8 = 0
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 64)
    bytes.replaceSubrange(0..<7, with: [0x7f, 0x45, 0x4c, 0x46, width, 1, 1])
    bytes[16] = type
    bytes[18] = machine
    bytes[20] = 1
    bytes[27] = 0x80
    bytes[32] = 64
    bytes[52] = 64
    bytes[54] = 56
    bytes[56] = headers
    return bytes
  }
}

/// A file system with one file under every name.
private final class OneFile: FileAccess {
  private let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  func read(_ path: String) throws -> [UInt8] { bytes }
  func write(_ bytes: [UInt8], to path: String) throws {}
  func draw(_ chart: Chart, to path: String) throws {}
}
