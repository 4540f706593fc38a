import Testing

@testable import LabEngine

/// What `step` tells. Encodings and effects: Volume I, chapter 2; traps: Volume II, sections 3.1.7 to 3.1.9.
@Suite struct SteppingTests {
  @Test func tellsRegistersStoresAndBranches() throws {
    let lab = try lab(Guests.factorial)
    try lab.execute("run M until M.pc == 0x80000034")
    #expect(
      try lab.said("step M 4") == """
        S 0x80000034 <fact+0x4>:     sd ra,8(sp)           8 bytes at 0x80000478 <result+0x400> = 0x8000001c
        S 0x80000038 <fact+0x8>:     sd a0,0(sp)           8 bytes at 0x80000470 <result+0x3f8> = 0x3
        S 0x8000003c <fact+0xc>:     li t0,1               t0 = 0x1
        S 0x80000040 <fact+0x10>:    bge t0,a0,80000054 <fact+0x24>  not taken
        """)
  }

  @Test func tellsAnExceptionAsWhatHappened() throws {
    let lab = try lab(Guests.factorial)
    try lab.execute("run M until M.pc == 0x80000024")
    #expect(
      try lab.said("step M") == """
        S 0x80000024 <_start+0x24>:  unimp
          trap: illegal instruction (exception 2), bits 0x0
            from supervisor mode at 0x80000024 <_start+0x24> to supervisor mode at 0x80000060 <trap>
            (stvec, delegated by medeleg); sepc = 0x80000024, scause = 0x2
        """)
    #expect(
      try lab.said("step M 5").hasSuffix(
        "sret                  back to supervisor mode at 0x80000028 <loop>"))
  }

  /// Volume II, table 3.5: with MODE 1 interrupts go to BASE + 4 × cause, exceptions to BASE.
  @Test func tellsAnInterruptInVectoredMode() throws {
    let lab = try lab(Guests.vectored)
    try lab.execute(
      "run M until M.x(7) == 3; run M until M.mode == \"S\" or M.pc == M.symbol(idle) + 4")
    let told = try lab.said("step M")
    let lines = told.split(separator: "\n")
    #expect(lines[0] == "  wakes from wfi")
    #expect(lines[1] == "  trap: machine timer interrupt (interrupt 7)")
    #expect(told.contains("to machine mode at 0x8000005c <vectors+0x1c>"))
    #expect(told.contains("(mtvec, vectored: base + 4 × 7)"))
    #expect(told.contains("mcause = 0x8000000000000007"))
    #expect(lines.last == "M 0x8000005c <vectors+0x1c>: j 80000064 <timer>")
  }

  @Test func tellsDevicesAndHarts() throws {
    let lab = try lab(
      """
      guest u
        li   t0, 0x10000000
        li   t1, 72
        sb   t1, 0(t0)
        lb   t2, 5(t0)
      end
      boot M guest=u harts=2 start=m
      """)
    let told = try lab.said("step M 4")
    #expect(told.contains("hart 0 M 0x80000000:"))
    #expect(told.contains("0x48 to UART 16550, offset 0x0"))
    #expect(told.contains("from UART 16550, offset 0x5"))
    #expect(told.contains("Console: \"H\""))
  }
}
