import Testing

@testable import LabEngine

/// Accesses and instructions at awkward places.
struct CodeAndDataTests {
  /// Volume I, 20191213, section 2.6: little-endian, whatever the alignment, also over the end of a page.
  @Test func misalignedAccessesGoOverTheEndOfAPage() throws {
    let lab = try ran(
      """
      li a0, 0x80003ffd
      li a1, 0x1122334455667788
      sd a1, 0(a0)
      ld a2, 0(a0)
      lw a3, 1(a0)
      lhu a4, 2(a0)
      sh a1, 2(a0)
      ld a5, 0(a0)
      j done
      """)
    #expect(
      try lab.registers("a2 a3 a4 a5") == [
        0x1122_3344_5566_7788, 0x4455_6677, 0x5566, 0x1122_3344_7788_7788,
      ])
    #expect(try lab.print("M.mem(0x80004000, 2)") == "\(0x4477)")
  }

  /// Volume I, section 1.5: instructions are aligned to two bytes, so one may lie in two pages.
  @Test func codeMayStraddleAPage() throws {
    let lab = try ran(
      """
      .option rvc
      li s0, 0
      li s1, 3
      j 1f
      .balign 4096
      .space 4090
      1: c.addi s0, 1
      c.nop
      lui a0, 0x12345
      addi a0, a0, 0x678
      bne s0, s1, 1b
      j done
      """)
    #expect(try lab.registers("a0 s0") == [0x1234_5678, 3])
  }

  /// Volume I, chapter 3 (Zifencei): after FENCE.I the hart sees its own stores to code.
  @Test func codeThatWasWrittenIsExecutedAnew() throws {
    let lab = try ran(
      """
      la a0, place
      li s1, 2
      1: jal place
      add s0, s0, a2
      la t0, other
      lw t1, 0(t0)
      sw t1, 0(a0)
      fence.i
      addi s1, s1, -1
      bnez s1, 1b
      j done
      other: li a2, 100
      place: li a2, 1
      ret
      """)
    #expect(try lab.print("M.s0") == "101")
  }

  /// The same of an instruction that straddles two pages, by its second half.
  @Test func aStraddlingInstructionIsExecutedAnew() throws {
    let lab = try ran(
      """
      .option rvc
      li a4, 0x80003000
      1: jal 2f
      add s0, s0, a0
      lhu t1, 0(a4)
      xori t1, t1, 0x30
      sh t1, 0(a4)
      fence.i
      addi s1, s1, 1
      li t0, 2
      bne s1, t0, 1b
      j done
      .balign 4096
      .space 4096 + 4094
      2: .word 0x00100513
      ret
      """)
    // addi a0, x0, 1 becomes addi a0, x0, 2, as bits 20 to 31 are the immediate; Volume I, section 2.4.1.
    #expect(try lab.print("M.s0") == "\(1 + (1 ^ 3))")
  }

  /// Volume I, section 2.5: with compressed instructions no jump is misaligned; JALR clears bit 0.
  @Test func jumpsClearTheLowestBit() throws {
    let lab = try ran("la t0, 1f\n jalr ra, 1(t0)\n j done\n 1: li a0, 7\n ret")
    #expect(try lab.print("M.a0") == "7")
  }
}
