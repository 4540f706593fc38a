import Testing

@testable import LabEngine

/// Physical memory protection; The RISC-V Instruction Set Manual, Volume II, 20211203, section 3.7.
struct ProtectionTests {
  /// Entries 0 and 1 as given, entry 2 opens the rest; then `access` in `mode`, a0 = 0x80020000.
  private func cause(
    _ access: String, entry0: (UInt64, UInt64), entry1: (UInt64, UInt64) = (0, 0),
    opens: Bool = true, mode: PrivilegeMode = .user
  ) throws -> UInt64 {
    let lab = try ran(
      """
      \(Piece.handler)
      li t0, \(entry0.1)
      csrw pmpaddr0, t0
      li t0, \(entry1.1)
      csrw pmpaddr1, t0
      li t0, -1
      csrw pmpaddr2, t0
      li t0, \(entry0.0 | entry1.0 << 8 | (opens ? 0x1f << 16 : 0))
      csrw pmpcfg0, t0
      li a0, 0x80020000
      \(Piece.enter(mode, "body"))
      body: \(access)
      ecall
      """)
    return try lab.bits("M.s2")
  }

  /// Section 3.7.1, "Address Matching": NA4 is four bytes; an access that an entry matches in part fails.
  @Test(
    arguments: [
      ("lw t0, 0(a0)", 5), ("sw t0, 0(a0)", 7), ("lw t0, 4(a0)", 8), ("lw t0, -4(a0)", 8),
      ("lb t0, 3(a0)", 5), ("ld t0, 0(a0)", 5), ("sd t0, 0(a0)", 7), ("jalr a0", 1),
    ] as [(String, UInt64)])
  func fourBytesAreProtected(_ access: String, _ result: UInt64) throws {
    #expect(try cause(access, entry0: (0x10, 0x2000_8000)) == result)
  }

  /// A match in part fails even if what matches has all rights.
  @Test func partOfAnAccessIsNotEnough() throws {
    #expect(try cause("lw t0, 0(a0)", entry0: (0x17, 0x2000_8000)) == 8)
    #expect(try cause("ld t0, 0(a0)", entry0: (0x17, 0x2000_8000)) == 5)
  }

  /// A naturally aligned power of two: here 0x80020000 to 0x8002001f, read-only.
  @Test(
    arguments: [
      ("ld t0, 24(a0)", 8), ("sd t0, 24(a0)", 7), ("sd t0, 32(a0)", 8), ("sd t0, -8(a0)", 8),
    ] as [(String, UInt64)])
  func aPowerOfTwoIsProtected(_ access: String, _ result: UInt64) throws {
    #expect(try cause(access, entry0: (0x19, 0x2000_8003)) == result)
  }

  /// The top of a range: from the address of the entry before up to, not including, its own.
  @Test(
    arguments: [
      ("lw t0, -4(a0)", 8), ("lw t0, 0(a0)", 5), ("lw t0, 12(a0)", 5), ("lw t0, 16(a0)", 8),
    ] as [(String, UInt64)])
  func aRangeIsProtected(_ access: String, _ result: UInt64) throws {
    #expect(
      try cause(access, entry0: (0, 0x2000_8000), entry1: (0x08, 0x2000_8004)) == result)
  }

  /// "Locking and Privilege Mode": a locked entry binds machine mode too; without a match it may, others may not.
  @Test func machineModeIsBoundByLockedEntriesOnly() throws {
    #expect(try cause("lw t0, 0(a0)", entry0: (0x98, 0x2000_8003), mode: .machine) == 5)
    #expect(try cause("lw t0, 0(a0)", entry0: (0x18, 0x2000_8003), mode: .machine) == 11)
    #expect(
      try cause("lw t0, 0(a0)", entry0: (0x18, 0x2000_8003), opens: false, mode: .machine) == 11)
    #expect(try cause("lw t0, 0(a0)", entry0: (0x18, 0x2000_8003), opens: false) == 1)
  }

  /// "Locking": writes to a locked entry are ignored, and to the address below a locked top of range.
  @Test func lockedEntriesStay() throws {
    let lab = try ran(
      """
      li t0, 0x100
      csrw pmpaddr0, t0
      csrw pmpaddr1, t0
      li t0, 0x8900
      csrw pmpcfg0, t0
      csrw pmpaddr0, x0
      csrw pmpaddr1, x0
      csrw pmpcfg0, x0
      csrr a0, pmpaddr0
      csrr a1, pmpaddr1
      csrr a2, pmpcfg0
      j done
      """)
    #expect(try lab.registers("a0 a1 a2") == [0x100, 0x100, 0x8900])
  }

  /// Section 3.7.1: every instruction fetch is checked, also where the same page was executed before by who may.
  @Test func codeIsCheckedWithinAPage() throws {
    let lab = try ran(
      """
      \(Piece.handler)
      li t0, 0x20000aff
      csrw pmpaddr0, t0
      li t0, -1
      csrw pmpaddr1, t0
      li t0, 0x1f18
      csrw pmpcfg0, t0
      jal secret
      \(Piece.enter(.user, "body"))
      .balign 4096
      .space 4096
      body: j secret
      .balign 2048
      secret: ret
      """)
    #expect(try lab.registers("s2 s3 s4") == [1, 0x8000_2800, 0x8000_2800])
  }

  /// Section 3.7.2: the accesses of a page-table walk are checked as those of supervisor mode.
  @Test func pageTablesAreProtected() throws {
    let lab = try ran(
      """
      \(Piece.handler)
      li t0, 0x20004000
      csrw pmpaddr0, t0
      li t0, -1
      csrw pmpaddr1, t0
      li t0, 0x1f10
      csrw pmpcfg0, t0
      li t0, 8 << 60 | 0x80010
      csrw satp, t0
      \(Piece.enter(.supervisor, "0"))
      """.replacing("la t0, 0", with: "li t0, 8"))
    #expect(try lab.registers("s2 s3") == [1, 8])
  }
}
