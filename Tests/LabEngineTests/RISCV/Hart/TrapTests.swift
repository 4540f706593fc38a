import Testing

@testable import LabEngine

/// Traps and returns; The RISC-V Instruction Set Manual, Volume II, 20211203.
struct TrapTests {
  /// Table 3.6 and section 3.3.1: causes of ECALL by mode; xtval is zero.
  @Test(
    arguments: [(PrivilegeMode.user, 8), (.supervisor, 9), (.machine, 11)]
      as [(PrivilegeMode, UInt64)])
  func callsSayFromWhichMode(_ mode: PrivilegeMode, _ cause: UInt64) throws {
    let lab = try ran(
      "\(Piece.setUp)\n \(Piece.enter(mode, "body"))\n body: ecall\n j done")
    #expect(try lab.registers("s2 s3") == [cause, 0])
    #expect(try lab.bits("M.s4") == lab.bits("M.symbol(body)"))
    // Section 3.1.6.1: MPP holds the mode that the trap came from.
    #expect(try lab.bits("M.s5") >> 11 & 3 == UInt64(mode.rawValue))
  }

  /// Section 3.1.16: a breakpoint's value is its address (or zero).
  @Test func aBreakpointTellsItsAddress() throws {
    let lab = try ran("\(Piece.handler)\n here: ebreak\n j done")
    #expect(try lab.bits("M.s2") == 3)
    #expect(try [0, lab.bits("M.symbol(here)")].contains(lab.bits("M.s3")))
  }

  /// Section 3.1.8: a delegated trap goes to S mode and leaves the machine's registers alone; from M mode it
  /// never does.
  @Test func delegatedTrapsGoToSupervisorMode() throws {
    let lab = try ran(
      """
      \(Piece.setUp)
      li t0, 1 << 8
      csrw medeleg, t0
      la t0, kernel
      csrw stvec, t0
      csrw mcause, x0
      \(Piece.enter(.user, "user"))
      user: ecall
      kernel: csrr a0, scause
      csrr a1, sepc
      csrr a2, sstatus
      ecall
      """)
    #expect(try lab.registers("a0 s2") == [8, 9])
    #expect(try lab.bits("M.a1") == lab.bits("M.symbol(user)"))
    // Section 4.1.1: SPP is clear for a trap from user mode.
    #expect(try lab.bits("M.a2") & 1 << 8 == 0)
  }

  @Test func noTrapGoesToALessPrivilegedMode() throws {
    let lab = try ran("\(Piece.handler)\n li t0, -1\n csrw medeleg, t0\n .word 0\n j done")
    #expect(try lab.bits("M.s2") == 2)
    // Section 3.1.8: bit 11 of medeleg is read-only zero.
    #expect(try lab.bits("M.csr(medeleg)") & 1 << 11 == 0)
  }

  /// Section 3.1.6.1: a trap moves MIE to MPIE and clears it; MRET moves it back, sets MPIE and makes MPP user.
  @Test func theStackOfInterruptEnablesIsPushedAndPopped() throws {
    let lab = try ran(
      """
      la t0, handler
      csrw mtvec, t0
      csrsi mstatus, 8
      ecall
      csrr a1, mstatus
      j done
      .balign 4
      handler: csrr a0, mstatus
      csrr t0, mepc
      addi t0, t0, 4
      csrw mepc, t0
      mret
      """)
    let (inside, after) = (try lab.bits("M.a0"), try lab.bits("M.a1"))
    #expect((inside & 8, inside & 0x80, inside >> 11 & 3) == (0, 0x80, 3))
    #expect((after & 8, after & 0x80, after >> 11 & 3) == (8, 0x80, 0))
  }

  /// Sections 3.1.6.5 and 3.3.2: TVM, TW and TSR make satp, sfence.vma, wfi and sret illegal in S mode.
  @Test(arguments: [
    ("csrr t0, satp", 1 << 20), ("sfence.vma", 1 << 20), ("wfi", 1 << 21), ("sret", 1 << 22),
  ])
  func virtualizationSupportTraps(_ instruction: String, _ bit: Int) throws {
    let lab = try ran(
      """
      \(Piece.setUp)
      li t0, \(bit)
      csrs mstatus, t0
      \(Piece.enter(.supervisor, "body"))
      body: \(instruction)
      ebreak
      """)
    #expect(try lab.bits("M.s2") == 2)
    #expect(try lab.bits("M.s4") == lab.bits("M.symbol(body)"))
  }

  /// Section 3.3: what user mode may not execute.
  @Test(arguments: ["sret", "mret", "wfi", "sfence.vma", "csrr t0, sscratch", "csrr t0, mstatus"])
  func userModeMayNot(_ instruction: String) throws {
    let lab = try ran(
      "\(Piece.setUp)\n \(Piece.enter(.user, "body"))\n body: \(instruction)\n ebreak")
    #expect(try lab.bits("M.s2") == 2)
  }

  /// Section 3.1.6.3: MRET to a mode below M, and SRET, clear MPRV.
  @Test func returnsClearModifyPrivilege() throws {
    let lab = try ran(
      """
      \(Piece.setUp)
      li t0, 1 << 17
      csrs mstatus, t0
      csrr s0, mstatus
      \(Piece.enter(.supervisor, "body"))
      body: ecall
      """)
    #expect(try lab.bits("M.s0") >> 17 & 1 == 1)
    #expect(try lab.bits("M.s5") >> 17 & 1 == 0)
  }
}
