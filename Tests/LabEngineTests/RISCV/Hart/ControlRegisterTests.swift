import Testing

@testable import LabEngine

/// Control and status registers; Volume I, 20191213, chapters 9 and 10; Volume II, 20211203, chapters 2 and 3.
struct ControlRegisterTests {
  /// Volume I, table 9.1: what each of the six reads and writes.
  @Test func theSixInstructions() throws {
    let lab = try ran(
      """
      li t0, 0xf0
      csrrw a0, mscratch, t0
      li t0, 0x3c
      csrrs a1, mscratch, t0
      csrrc a2, mscratch, t0
      csrrwi a3, mscratch, 21
      csrrsi a4, mscratch, 2
      csrrci a5, mscratch, 1
      csrr a6, mscratch
      csrrw t0, mscratch, t0
      csrr a7, mscratch
      j done
      """)
    #expect(
      try lab.registers("a0 a1 a2 a3 a4 a5 a6 a7 t0")
        == [
          0, 0xf0, 0xfc, 0xc0, 21, 23, 22, 0x3c, 22,
        ])
  }

  /// Volume II, section 2.1: no write to a read-only register; Volume I, chapter 9: CSRRS of x0 does not write.
  @Test(
    arguments: [
      ("csrw mvendorid, x0", 2), ("csrw cycle, t0", 2), ("csrs mhartid, t0", 2),
      ("csrrsi t0, mhartid, 1", 2), ("csrr t0, mhartid", 0), ("csrrs t0, cycle, x0", 0),
      ("csrrci t0, instret, 0", 0), ("csrr t0, 0x5c0", 2), ("csrr t0, 0x8ff", 2),
      ("csrw 0x7c0, t0", 2),
    ] as [(String, UInt64)])
  func whatMayBeWritten(_ instruction: String, _ cause: UInt64) throws {
    let lab = try ran("\(Piece.handler)\n \(instruction)\n j done")
    #expect(try lab.bits("M.s2") == cause)
  }

  /// Fields that hold only legal values: Volume II, sections 3.1.6.1, 3.1.7, 3.1.14, 4.1.11.
  @Test func illegalValuesAreNotKept() throws {
    let lab = try ran(
      """
      li t0, 8 << 60 | 0x80010
      csrw satp, t0
      li t0, 9 << 60 | 0x1234
      csrw satp, t0
      csrr a0, satp
      csrw satp, x0
      li t0, 0x80000003
      csrw mepc, t0
      csrr a1, mepc
      li t0, 2 << 11
      csrw mstatus, t0
      csrr a2, mstatus
      srli a2, a2, 11
      andi a2, a2, 3
      csrw misa, x0
      csrr a3, misa
      j done
      """)
    #expect(try lab.bits("M.a0") == 8 << 60 | 0x80010)
    #expect(try lab.bits("M.a1") == 0x8000_0002)
    #expect(try lab.bits("M.a2") != 2)
    // RV64 with A, C, I, M, S and U.
    #expect(try lab.bits("M.a3") == 2 << 62 | 0x141105)
  }

  /// Section 4.1.1: sstatus is a part of mstatus.
  @Test func theSupervisorSeesAPartOfTheStatus() throws {
    let lab = try ran(
      """
      li t0, 1 << 17 | 1 << 7 | 1 << 20
      csrs mstatus, t0
      li t0, -1
      csrw sstatus, t0
      csrr a0, sstatus
      csrr a1, mstatus
      csrw sstatus, x0
      csrr a2, mstatus
      csrw mstatus, x0
      j done
      """)
    let own: UInt64 = 1 << 1 | 1 << 5 | 1 << 8 | 1 << 18 | 1 << 19
    #expect(try lab.bits("M.a0") == own | 2 << 32)
    #expect(try lab.bits("M.a1") & own == own)
    let kept: UInt64 = 1 << 17 | 1 << 7 | 1 << 20
    #expect(try lab.bits("M.a2") & (own | kept) == kept)
  }

  /// Volume II, sections 3.1.10 and 3.1.12: counters can be set, and stopped.
  @Test func countersCanBeSetAndStopped() throws {
    let lab = try ran(
      """
      li t0, 1000
      csrw minstret, t0
      csrr a0, minstret
      nop
      csrr a1, minstret
      csrw mcycle, t0
      nop
      nop
      rdcycle a2
      li t1, 5
      csrw mcountinhibit, t1
      csrr a3, minstret
      csrr a4, mcycle
      nop
      csrr a5, minstret
      csrr a6, mcycle
      csrw mcountinhibit, x0
      csrr a7, minstret
      j done
      """)
    let values = try lab.registers("a0 a1 a2 a3 a4 a5 a6 a7")
    #expect(Array(values[0...2]) == [1000, 1002, 1002])
    #expect((values[3], values[4]) == (values[5], values[6]))
    #expect(values[7] - values[5] <= 1)
  }

  /// Volume II, sections 3.1.11 and 4.1.5: both enables for user mode, that of machine mode for supervisor mode.
  @Test(
    arguments: [
      (PrivilegeMode.user, 7, 7, 8), (.user, 7, 0, 2), (.user, 0, 7, 2), (.supervisor, 7, 0, 9),
      (.supervisor, 0, 7, 2), (.machine, 0, 0, 11),
    ] as [(PrivilegeMode, Int, Int, UInt64)])
  func countersAreLent(_ mode: PrivilegeMode, _ m: Int, _ s: Int, _ cause: UInt64) throws {
    for counter in ["cycle", "time", "instret"] {
      let lab = try ran(
        """
        \(Piece.setUp)
        csrwi mcounteren, \(m)
        csrwi scounteren, \(s)
        \(Piece.enter(mode, "body"))
        body: rd\(counter) a0
        ecall
        """)
      #expect(try lab.bits("M.s2") == cause)
    }
  }
}
