import Testing

@testable import LabEngine

@Suite struct StopTests {
  @Test func breakpointStopsBeforeItsInstructionAndGoesOnFromIt() throws {
    let lab = try lab(Guests.factorial + "\nbreak M fact")
    let said = try lab.said("run M")
    #expect(
      said.contains("Breakpoint at 0x80000030 <fact>: it is about to execute `addi sp,sp,-16`."))
    #expect(
      try lab.print("M.pc == M.symbol(fact) and M.a0 == 3 and M.sp == M.symbol(top)") == "true")
    try lab.execute("run M")
    #expect(try lab.print("M.a0") == "2")
    try lab.execute("break M fact off")
    #expect(throws: LabError.self) { try lab.execute("break M fact off") }
    #expect(try lab.said("break M").hasPrefix("M has no breakpoints"))
  }

  /// It belongs to the history, and no register, count or page differs for it.
  @Test func stopsAreUndoneAndChangeNothing() throws {
    let plain = try lab(Guests.factorial + "\nrun M steps=40")
    let watched = try lab(Guests.factorial + "\nbreak M loop; watch M 0x80000100; run M steps=40")
    #expect(watched.machine.computers[0].image == plain.machine.computers[0].image)
    for name in ["M.pc", "M.sp", "M.a0", "M.instret", "M.cycles", "M.steps", "M.traps", "faults"] {
      #expect(try watched.print(name) == plain.print(name), "\(name)")
    }
    try watched.execute("back 2")
    #expect(watched.machine.computers[0].stops.watches.isEmpty)
    #expect(watched.machine.computers[0].stops.breakpoints == [0x8000_0028])
    try watched.execute("redo 2")
    #expect(try watched.print("M.steps") == "40")
  }

  @Test func watchStopsAfterTheStoreThatChanges() throws {
    let lab = try lab(Guests.factorial + "\nwatch M result")
    let said = try lab.said("run M")
    #expect(said.contains("Watched bytes at 0x80000078 <result> changed from 0x0 to 0x6"))
    #expect(try lab.print("M.pc == 0x80000024 and M.mem(result) == 6") == "true")
  }

  @Test func aStoreOfTheSameValueDoesNotStop() throws {
    let lab = try lab(
      """
      guest s
          la   t0, word
          sd   zero, 0(t0)
          li   t1, 5
          sb   t1, 3(t0)
      1:  j    1b
          .balign 8
      word: .dword 0
      end
      boot M guest=s
      watch M word+2 2
      """)
    #expect(try lab.said("run M").contains("changed from 0x0 to 0x500"))
    #expect(try lab.print("M.steps") == "5")
  }

  @Test func nextPassesOverCallsAndFinishReturns() throws {
    let lab = try lab(Guests.factorial + "\nrun M until M.pc == 0x80000018")
    let said = try lab.said("next M")
    #expect(try lab.print("M.pc") == "\(0x8000_001c)")
    #expect(try lab.print("M.a0") == "6")
    // Two levels of ten instructions and the calls' first, the innermost of eight: 12 + 12 + 8 + the call.
    #expect(said.contains("M: 33 instructions; running."))
    try lab.execute("back; run M until M.a0 == 1")
    #expect(
      try lab.said("finish M").contains("The function has returned to 0x8000004c <fact+0x1c>."))
    #expect(try lab.print("M.a0") == "1")
    #expect(try lab.said("finish M").contains("The function has returned to 0x8000004c"))
    #expect(try lab.print("M.a0") == "2")
    #expect(try lab.said("finish M").contains("The function has returned to 0x8000001c"))
    #expect(try lab.print("M.a0") == "6")
    try lab.execute("back 3; redo 3")
    #expect(try lab.print("M.a0") == "6")
  }

  @Test func finishLeavesATrapHandler() throws {
    let lab = try lab(Guests.factorial + "\nbreak M trap; run M")
    #expect(try lab.print("M.pc == M.symbol(trap)") == "true")
    #expect(
      try lab.said("finish M").contains(
        "The trap handler has returned to supervisor mode at 0x80000028 <loop>."))
  }

  @Test func breakpointInAnInterruptHandlerStopsBeforeTheInterrupt() throws {
    let lab = try lab(Guests.vectored + "\nbreak M vectors+28")
    #expect(
      try lab.said("run M").contains(
        "Breakpoint at 0x8000005c <vectors+0x1c>: it is about to take the machine timer interrupt"))
    #expect(try lab.print("M.traps") == "0")
    try lab.execute("step M")
    #expect(try lab.print("M.pc == M.symbol(timer) and M.traps(timer) == 1") == "true")
  }

  @Test func mistakesArePlaced() throws {
    let lab = try lab(Guests.factorial)
    func mistake(_ script: String) -> String {
      do {
        try lab.execute(script)
        return ""
      } catch let error as LabError { return error.message } catch { return "" }
    }
    #expect(mistake("break M fcat") == "there is no label `fcat`; did you mean `fact`?")
    #expect(mistake("watch M 0x1000").contains("0x80000000 to 0x800fffff"))
    #expect(mistake("watch M result 0").contains("1 to 4096"))
    #expect(mistake("break M 3s") == "expected an address or a label, found a time")
    #expect(mistake("break N fact").contains("`N`"))
    #expect(mistake("show walk M").contains("expected an address or a label"))
    #expect(mistake("show regs M hart=1") == "hart must be 0, not 1")
    #expect(mistake("show code M fact 0").contains("1 to 1000"))
  }
}
