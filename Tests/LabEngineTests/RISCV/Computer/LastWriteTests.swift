import Testing

@testable import LabEngine

/// `why` for what a computer holds. Which instruction it is follows from the listing in `Guests`.
@Suite struct LastWriteTests {
  @Test func registerControlRegisterMemoryAndPC() throws {
    let lab = try lab(Guests.factorial + "\nrun M until M.traps == 1; run M steps=8")
    let a0 = try lab.said("why M.a0")
    #expect(a0.contains("S 0x80000050 <fact+0x20>:"))
    #expect(a0.contains("mul a0,a0,t0"))
    #expect(a0.contains("0x2 became 0x6"))
    #expect(try lab.said("why M.x(8)").contains("0x80000060 <trap>"))
    #expect(try lab.said("why M.mem(result, 8)").contains("8 bytes at 0x80000078 <result> = 0x6"))
    #expect(try lab.said("why M.csr(scause)").contains("trap: illegal instruction"))
    let sepc = try lab.said("why M.csr(sepc)")
    #expect(sepc.contains("csrw sepc,t0"))
    #expect(sepc.contains("Written 4 instructions before the last one"))
    #expect(try lab.said("why M.pc").contains("Written by the last instruction"))
    #expect(try lab.said("why M.s5").contains("No instruction has written it since M was booted."))
    #expect(try lab.said("why M.x(0)").contains("always zero"))
    #expect(try lab.said("why M.csr(instret)").contains("counts by itself"))
  }

  /// A write of the value that was there already is a write.
  @Test func sameValue() throws {
    let lab = try lab(
      "guest g\n li a0, 7\n li a0, 7\n nop\n1: j 1b\nend\nboot M guest=g\nrun M steps=5")
    let said = try lab.said("why M.a0")
    #expect(said.contains("0x80000004"))
    #expect(said.contains("it was 0x7 before, too"))
    #expect(said.contains("Written 3 instructions before the last one"))
  }

  /// Over the bounds of commands and of the stretches of the search.
  @Test func farBackAndAcrossCommands() throws {
    let lab = try lab(
      """
      guest g
          li   s1, 9
          li   s2, 1
      1:  addi s3, s3, 1
          j    1b
      end
      boot M guest=g
      step M
      run M steps=100001
      step M 3
      next M
      """)
    let said = try lab.said("why M.s1")
    #expect(said.contains("li s1,9"))
    #expect(said.contains("Written 100005 instructions before the last one; 0x0 became 0x9"))
    #expect(try lab.said("back 2; why M.s2").contains("Written 100000 instructions before"))
  }

  @Test func lastTraps() throws {
    let lab = try lab(
      """
      guest g
          la   t0, trap
          csrw mtvec, t0
      1:  ecall
          j    1b
      trap:
          csrr t0, mepc
          addi t0, t0, 4
          csrw mepc, t0
          mret
      end
      boot M guest=g start=m
      run M steps=300
      """)
    let said = try lab.said("why M.traps")
    let traps = said.split(separator: "\n").filter {
      $0 == "  trap: environment call from machine mode (exception 11)"
    }
    // 3 instructions, then 6 a round: the ecall, four of the handler and the jump; 297 / 6 rounds have begun.
    #expect(traps.count == 20)
    #expect(said.contains("The last 20 of 50 traps."))
    #expect(said.contains("from machine mode at 0x8000000c <_start+0xc>") == false)
    #expect(said.contains("mcause = 0xb"))
    #expect(
      try lab.said("why M.traps(timer)")
        == "M.traps(timer) is 0: traps taken; without brackets, of all causes.")
  }
}
