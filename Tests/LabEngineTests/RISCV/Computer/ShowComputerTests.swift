import Testing

@testable import LabEngine

@Suite struct ShowComputerTests {
  @Test func registersMarkWhatTheLastCommandChanged() throws {
    let lab = try lab(Guests.factorial + "\nstep M 5; step M")
    let said = try lab.said("show regs")
    #expect(said.contains("a0 *0x3"))
    #expect(said.contains("t0 0x80000060 <trap>"))
    #expect(said.contains("sp 0x80000480"))
    #expect(said.contains("pc 0x80000018 <_start+0x18>, 6 instructions completed"))
    #expect(!(try lab.said("break M loop; show regs M")).contains("*"))
  }

  /// Volume II, section 3.1.6, 4.1.11 and table 3.6.
  @Test func controlRegistersInWords() throws {
    let lab = try lab(Guests.paging + "\nrun M until M.traps == 1")
    let said = try lab.said("show csrs M")
    #expect(said.contains("satp *0x8000000000080001 Sv39, root table at 0x80001000, ASID 0"))
    #expect(said.contains("scause *0xf store page fault"))
    #expect(said.contains("stval *0x1008"))
    #expect(said.contains("sstatus *0x200000100 SPP=S"))
    #expect(said.contains("mideleg 0x222 SSI STI SEI"))
    #expect(ControlWords.status(0x1888, isMachine: true) == "SPP=U MIE MPIE MPP=M")
    #expect(ControlWords.cause(1 << 63 | 7) == "machine timer interrupt")
    #expect(ControlWords.interrupts(0xaaa) == "SSI MSI STI MTI SEI MEI")
  }

  @Test func codeWithLabelsLinesAndMarks() throws {
    let lab = try lab(Guests.factorial + "\nstep M 5; break M 0x80000018")
    let said = try lab.said("show code M _start+16 3").split(separator: "\n")
    #expect(said[0].hasSuffix("csrw stvec,t0 _start+0x10 6"))
    #expect(said[1].hasPrefix("> 0x80000014 00300513 li a0,3"))
    #expect(said[2].hasPrefix("b 0x80000018"))
    #expect(
      try lab.said("show code 0x80000060 1").hasPrefix("0x80000060 00140413 addi s0,s0,1 trap"))
    #expect(try lab.said("show code M 0x1000") == "There is no memory at 0x1000.")
    #expect(throws: LabError.self) { try lab.execute("show code M 0x80000001") }
  }

  @Test func stackWords() throws {
    let lab = try lab(Guests.factorial + "\nrun M until M.pc == 0x80000038")
    let said = try lab.said("show stack M").split(separator: "\n")
    #expect(said[0] == "sp+0 0x80000470 0x0")
    #expect(said[1] == "sp+8 0x80000478 0x8000001c <_start+0x1c> behind a call")
  }

  /// Worked out by hand from Volume II, section 4.3.2 and figure 4.21: 0x1abc has VPN 0, 0, 1.
  @Test func walkLevelByLevel() throws {
    let lab = try lab(Guests.paging + "\nrun M until M.traps == 1")
    #expect(
      try lab.said("show walk M 0x1abc") == """
        satp: Sv39, root table at 0x80001000, ASID 0
        0x1abc: VPN[2] = 0, VPN[1] = 0, VPN[0] = 1, offset 0xabc
        2 0 0x80001000 0x20000801 ---- ---v table 0x80002000
        1 0 0x80002000 0x20000c01 ---- ---v table 0x80003000
        0 1 0x80003008 0x20001017 ---u rw-v 4KiB page at 0x80004000
        In supervisor mode:
          load   load page fault: U is 1, and SUM is 0
          store  store page fault: U is 1, and SUM is 0
          fetch  instruction page fault: U is 1: supervisor mode never executes a user's page
        """)
    let page = try lab.said("show walk 0x2010")
    #expect(page.contains("  load   0x80004010, and the walk sets A\n"))
    #expect(page.contains("  store  store page fault: W is 0"))
    let giga = try lab.said("show walk M 0x80000028")
    #expect(giga.contains("2 2 0x80001010 0x200000cf da-- rwxv 1GiB superpage at 0x80000000"))
    #expect(giga.contains("  fetch  0x80000028"))
    #expect(try lab.said("show walk 0x200000").contains("superpage is not aligned"))
    #expect(try lab.said("show walk 0x3000").contains("where nothing is: an access fault"))
    #expect(try lab.said("show walk 0x4000").contains("level 0: V is 0: not valid"))
    #expect(
      try lab.said("show walk 0x0100000000000000").contains(
        "bits 63 to 39 are not all equal to bit 38"))
  }

  /// The walk that is drawn says what the hart does.
  @Test func walkAgreesWithTheHart() throws {
    let lab = try lab(Guests.paging + "\nrun M until M.traps == 1")
    let computer = lab.machine.computers[0]
    let hart = computer.harts[0]
    var random = SeededRandom(seed: 7)
    for _ in 0..<300 {
      let entry = UInt64(random.next(below: 256)) | 0x2000_1000
      _ = computer.writeWord(0x8000_3008, entry)
      hart.csr.mstatus = hart.csr.mstatus & ~0xc0000 | UInt64(random.next(below: 4)) << 18
      hart.mode = random.next(below: 2) == 0 ? .user : .supervisor
      let verdicts = WalkDrawing(0x1abc, hart, computer).verdicts.dropFirst()
      for (kind, verdict) in zip([AccessKind.load, .store, .fetch], verdicts) {
        let physical = hart.translate(0x1abc, kind, hart.mode, computer)
        #expect(
          verdict.contains(physical == nil ? Trap(kind.pageFault).meaning : "0x80004abc"),
          "\(entry) \(kind) \(verdict)")
        _ = computer.writeWord(0x8000_3008, entry)
      }
    }
  }

  @Test func devicesTrapsAndComputers() throws {
    let lab = try lab(Guests.factorial + "\nrun M until M.traps == 1")
    // The addresses of QEMU's virt board.
    let devices = try lab.said("show devices M")
    #expect(devices.contains("UART 16550 0x10000000-0x100000ff 10"))
    #expect(devices.contains("CLINT 0x2000000-0x200ffff"))
    #expect(devices.contains("Memory lies at 0x80000000-0x800fffff."))
    #expect(try lab.said("show traps").contains("illegal exception 2 1 illegal instruction"))
    #expect(try lab.said("show computers").hasPrefix("M running 0 S 0x80000060 <trap>"))
    #expect(try lab.said("show processes").hasPrefix("M computer running 256 1 1"))
    #expect(lab.summary.running == "S trap")
  }

  @Test func computersAreNoProcesses() throws {
    let lab = try lab(Guests.factorial + "\nprocess P pages=4\nrun M steps=30")
    for command in ["read M 0", "write M 0", "refs M 1 2", "fork M X"] {
      let problem = #expect(throws: LabError.self) { try lab.execute(command) }
      #expect(problem?.message.hasPrefix("M is a computer: ") == true, "\(command)")
    }
    let problem = #expect(throws: LabError.self) { try lab.execute("run P") }
    #expect(problem?.message == "P is a process, not a computer: `boot` makes a computer")
    // Swapped out in the middle, it faults back and ends in the same state.
    let plain = try self.lab(Guests.factorial + "\nrun M steps=90")
    try lab.execute("swapout M; run M steps=60")
    for name in ["M.pc", "M.a0", "M.s0", "M.mem(result)", "M.traps"] {
      #expect(try lab.print(name) == plain.print(name), "\(name)")
    }
    try lab.execute("terminate M")
    #expect(try lab.print("M.state") == "stopped")
    #expect(throws: LabError.self) { try lab.execute("run M") }
    try lab.execute("back; run M steps=2")
    #expect(try lab.print("M.state") == "running")
  }

  @Test func completionKnowsComputers() throws {
    let lab = try lab(Guests.factorial)
    func offers(_ line: String) -> [String] {
      lab.completions(line, offset: line.count).candidates.map(\.text)
    }
    #expect(offers("run ").contains("M"))
    #expect(offers("boot N guest=") == ["k"])
    #expect(offers("break M f") == ["fact"])
    #expect(offers("break lo") == ["loop"])
    #expect(offers("show code M tr") == ["trap"])
    #expect(offers("show wa") == ["walk"])
    #expect(
      offers("print M.a") == ["M.a0", "M.a1", "M.a2", "M.a3", "M.a4", "M.a5", "M.a6", "M.a7"])
    #expect(offers("why M.csr(sat") == ["satp"])
    #expect(offers("why M.mem(res") == ["result"])
    #expect(offers("why M.traps(st").contains("storepage"))
    #expect(offers("run M until M.p").contains("M.pc"))
  }
}

/// A lab in which a script has run; the name inside of a suite.
extension ShowComputerTests {
  private func lab(_ script: String) throws -> Lab { try LabEngineTests.lab(script) }
}
