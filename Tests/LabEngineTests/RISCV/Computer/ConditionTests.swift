import Testing

@testable import LabEngine

/// `run M until …` ends after the first instruction after which the same expression is true when it is printed.
@Suite struct ConditionTests {
  @Test(arguments: [
    "M.a0 == 1", "M.pc == M.symbol(loop)", "M.x(10) * 3 > 17 and M.pc != 0x80000020",
    "not M.sp == 0 and (M.s0 == 1 or M.ra - 4 == M.symbol(fact) + 0x18)", "M.csr(scause) == 2",
    "M.mem(result) == 6", "M.mem(0x80000078, 1) >= 6", "M.instret >= 20 + 3", "M.steps > 11",
    "M.cycles == 30", "M.hart(0).a0 == 2", "-M.a0 == -2", "M.mode == \"S\" and M.a0 == 2",
    "M.traps == 1 and M.s1 > 3", "time / 2 > 3us and M.s1 == 5", "faults >= 1 and M.a0 == 2",
  ])
  func endsWhereTheExpressionBecomesTrue(_ condition: String) throws {
    let stepped = try lab(Guests.factorial)
    var steps = 0
    while steps < 200, try stepped.print(condition) != "true" {
      try stepped.execute("run M steps=1")
      steps += 1
    }
    let run = try lab(Guests.factorial + "\nrun M until \(condition)")
    #expect(try run.print("M.steps") == "\(steps)")
    #expect(steps > 0 && steps < 200)
    // The machine's own counts have come as far.
    for name in ["M.pc", "M.instret", "time", "faults"] {
      #expect(try run.print(name) == stepped.print(name), "\(name)")
    }
  }

  /// What the expression objects to, it objects to as ever; a sum that is too large only once it is.
  @Test(arguments: [
    "M.a0", "M.a0 == \"S\"", "M.mem(0x1000) == 0", "M.csr(nothing) == 0", "M.x(32) == 0",
    "M.a0 + M.pc", "M.s1 * 4000000000000000000 > 9000000000000000000", "M.a0 == 1ms",
    "M.hart(1).a0 == 0", "M.a0 == 99 or M.pc",
  ])
  func mistakesAreTold(_ condition: String) throws {
    let lab = try lab(Guests.factorial)
    #expect(throws: LabError.self) { try lab.execute("run M steps=1000 until \(condition)") }
    #expect(try lab.print("M.state") == "ready")
  }

  /// Memory is seen wherever it lies: not brought in yet, written by the program, and evicted.
  @Test func memoryIsSeenThroughReplacement() throws {
    let lab = try lab(
      """
      machine frames=3 policy=fifo
      guest s
          li   s0, 0x80004000
          li   s1, 0x1000
      1:  addi t0, t0, 1
          sd   t0, 0(s0)
          add  t1, s0, s1
          ld   t2, 0(t1)
          add  t1, t1, s1
          ld   t2, 0(t1)
          add  t1, t1, s1
          ld   t2, 0(t1)
          j    1b
      end
      boot M guest=s ram=1MiB
      run M until M.mem(0x80004000) == 7
      """)
    #expect(try lab.print("M.t0") == "7")
    #expect(try lab.print("evictions > 10 and M.mem(0x80004000) == 7") == "true")
  }
}
