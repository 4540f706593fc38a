import Testing

@testable import LabEngine

/// The A extension; Volume I, 20191213, chapter 8.
struct AtomicTests {
  /// Section 8.4: signed and unsigned minimum and maximum; the register gets what was there, sign-extended.
  @Test(
    arguments: [
      ("amomin.w", -1, 1, -1), ("amominu.w", -1, 1, 1), ("amomax.w", -1, 1, 1),
      ("amomaxu.w", -1, 1, -1), ("amomin.d", 5, -7, -7), ("amominu.d", 5, -7, 5),
      ("amomax.d", 5, -7, 5), ("amomaxu.d", 5, -7, -7), ("amoswap.w", 5, 9, 9),
      ("amoadd.w", 0x7fff_ffff, 1, -0x8000_0000), ("amoxor.d", 6, 3, 5), ("amoand.d", 6, 3, 2),
      ("amoor.d", 6, 3, 7),
    ] as [(String, Int, Int, Int)])
  func combinesMemoryAndRegister(_ name: String, _ old: Int, _ operand: Int, _ new: Int) throws {
    let isWord = name.hasSuffix("w")
    let lab = try ran(
      """
      la a0, word
      li a1, \(operand)
      \(name) a2, a1, (a0)
      l\(isWord ? "w" : "d") a3, 0(a0)
      ld a4, 8(a0)
      j done
      .data
      .balign 8
      word: .\(isWord ? "word \(old & 0xffff_ffff), 0x55" : "dword \(old)"), 77
      """)
    #expect(try lab.print("M.a2") == "\(old)")
    #expect(try lab.print("M.a3") == "\(new)")
    if isWord { #expect(try lab.print("M.mem(word, 8)") == "\(0x55 << 32 | new & 0xffff_ffff)") }
  }

  /// Section 8.2: a pair succeeds once; without a reservation, elsewhere or after another pair it fails.
  @Test func storesConditionallyOnlyWithAReservation() throws {
    let lab = try ran(
      """
      la a0, word
      addi a1, a0, 8
      li a2, 42
      sc.d s1, a2, (a0)
      lr.d t0, (a0)
      sc.d s2, a2, (a1)
      sc.d s3, a2, (a0)
      lr.d t0, (a0)
      sc.d s4, a2, (a0)
      sc.d s5, a2, (a0)
      lr.w s6, (a1)
      j done
      .data
      .balign 8
      word: .dword 1, 0xfffffffe
      """)
    let outcomes = try lab.registers("s1 s2 s3 s4 s5").map { $0 == 0 }
    #expect(outcomes == [false, false, false, true, false])
    #expect(try lab.print("M.mem(word, 8)") == "42")
    #expect(try lab.print("M.s6") == "-2")
  }

  /// Section 8.2 and 8.4: an address that is not aligned is a misaligned exception (LR a load, the others stores).
  @Test(arguments: [
    ("lr.w t0, (a0)", 4), ("sc.w t0, t1, (a0)", 6), ("amoadd.d t0, t1, (a0)", 6),
  ])
  func misalignedAtomicsTrap(_ instruction: String, _ cause: UInt64) throws {
    let lab = try ran("\(Piece.handler)\n li a0, 0x80001002\n \(instruction)\n j done")
    #expect(try lab.registers("s2 s3") == [cause, 0x8000_1002])
  }
}
