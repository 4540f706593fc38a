import Testing

@testable import LabEngine

/// Interrupts; The RISC-V Instruction Set Manual, Volume II, 20211203, sections 3.1.8, 3.1.9 and 3.2.1.
struct InterruptTests {
  private static let raiseAll = """
    li t0, 0x222
    csrs mip, t0
    li t0, 0x2000000
    li t1, 1
    sw t1, 0(t0)
    li t0, 0x2004000
    sd x0, 0(t0)
    li t0, -1
    csrw mie, t0
    """

  /// Section 3.1.9: external, software, timer of machine mode, then of supervisor mode.
  @Test func prioritiesAreThoseOfTheManual() throws {
    let lab = try ran(
      """
      la t0, handler
      csrw mtvec, t0
      \(Self.raiseAll)
      csrsi mstatus, 8
      j done
      .balign 4
      handler: csrr t0, mcause
      andi t0, t0, 15
      slli s0, s0, 4
      or s0, s0, t0
      li t1, 1
      sll t1, t1, t0
      csrc mie, t1
      mret
      """)
    #expect(try lab.bits("M.s0") == 0x37915)
    #expect(try lab.print("M.traps(interrupt)") == "5")
  }

  /// Section 3.1.7: vectored, interrupts go to four bytes a cause behind the base, exceptions to the base.
  @Test func vectorsLeadByCause() throws {
    let lab = try ran(
      """
      la t0, vectors + 1
      csrw mtvec, t0
      \(Self.raiseAll)
      li t0, 0x20
      csrw mie, t0
      csrsi mstatus, 8
      j done
      .balign 64
      vectors: j exception
      j bad; j bad; j bad; j bad
      j timer
      bad: li s0, 99
      j done
      timer: li s0, 5
      ecall
      exception: csrr s1, mcause
      j done
      """.lines)
    #expect(try lab.registers("s0 s1") == [5, 11])
  }

  /// Section 3.1.9: a delegated interrupt is not taken in machine mode; in user mode it always is. Machine
  /// interrupts are taken in lower modes whatever MIE says.
  @Test func delegatedInterruptsWaitForTheirMode() throws {
    let lab = try ran(
      """
      \(Piece.setUp)
      la t0, kernel
      csrw stvec, t0
      li t0, 0x222
      csrw mideleg, t0
      csrw mie, t0
      csrsi mstatus, 8
      csrsi mip, 2
      li s0, 1
      \(Piece.enter(.user, "user"))
      user: li s0, 2
      j user
      .balign 4
      kernel: csrr a0, scause
      csrci sip, 2
      csrr a1, sip
      ecall
      """)
    #expect(try lab.registers("s0 a0 a1 s2") == [1, 1 << 63 | 1, 0, 9])
  }

  @Test func machineInterruptsAreTakenInLowerModes() throws {
    let lab = try ran(
      """
      \(Piece.setUp)
      \(Self.raiseAll)
      \(Piece.enter(.supervisor, "body"))
      body: li s0, 2
      j body
      """)
    #expect(try lab.registers("s0 s2") == [0, 1 << 63 | 3])
  }

  /// Section 3.3.3: WFI goes on for an interrupt that is pending and enabled in mie, even with MIE clear.
  @Test func waitingEndsWithInterruptsOff() throws {
    let lab = try ran(
      """
      \(Piece.handler)
      li t0, 0x2004000
      li t1, 5000
      sd t1, 0(t0)
      li t0, 0x80
      csrw mie, t0
      wfi
      rdtime a0
      csrr a1, mip
      j done
      """)
    #expect(try lab.bits("M.a0") == 5000)
    #expect(try lab.bits("M.a1") & 0x80 == 0x80)
    #expect(try lab.print("M.traps") == "0")
  }

  @Test func waitingForNothingEndsTheRun() throws {
    let lab = try booted("wfi\n j done")
    try lab.execute("run M steps=1000")
    #expect(try lab.print("M.state") == "waiting")
  }

  /// The Sstc extension, 1.0, chapter 2: STIP is up while time is at least stimecmp.
  @Test func supervisorModeHasATimer() throws {
    let lab = try ran(
      """
      la t0, handler
      csrw stvec, t0
      csrr t0, time
      addi s0, t0, 300
      csrw stimecmp, s0
      li t0, 0x20
      csrw sie, t0
      csrsi sstatus, 2
      1: wfi
      j 1b
      .balign 4
      handler: csrr a0, scause
      csrr a1, sip
      rdtime a2
      li t0, -1
      csrw stimecmp, t0
      csrr a3, sip
      j done
      """, start: "s")
    #expect(try lab.registers("a0 a1 a3") == [1 << 63 | 5, 0x20, 0])
    #expect(try lab.bits("M.a2") == lab.bits("M.s0"))
  }

  /// Sstc, chapter 2: without menvcfg.STCE or mcounteren.TM stimecmp is illegal below machine mode.
  @Test(arguments: [(0, -1, 2), (1, 0, 2), (1, 2, 9)] as [(Int, Int, UInt64)])
  func theTimerIsLentByMachineMode(_ stce: Int, _ counters: Int, _ cause: UInt64) throws {
    let lab = try ran(
      """
      \(Piece.setUp)
      li t0, \(stce) << 63
      csrw menvcfg, t0
      li t0, \(counters)
      csrw mcounteren, t0
      \(Piece.enter(.supervisor, "body"))
      body: csrr t0, stimecmp
      ecall
      """)
    #expect(try lab.bits("M.s2") == cause)
  }
}
