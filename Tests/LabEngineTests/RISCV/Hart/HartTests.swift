import Testing

@testable import LabEngine

/// Several harts.
struct HartTests {
  /// Every hart adds 1,000 times, with LR and SC and with AMOADD, and none is lost; Volume I, 20191213, section 8.2.
  private static let adding = """
    la a1, counts
    li a2, 1000
    1: lr.d t0, (a1)
    addi t0, t0, 1
    sc.d t1, t0, (a1)
    bnez t1, 1b
    addi t2, a1, 8
    li t3, 1
    amoadd.w x0, t3, (t2)
    addi a2, a2, -1
    bnez a2, 1b
    addi t2, a1, 16
    amoadd.d x0, t3, (t2)
    2: csrr t0, mhartid
    bnez t0, 2b
    ld t0, 16(a1)
    li t1, 4
    bne t0, t1, 2b
    j done
    .data
    .balign 8
    counts: .dword 0, 0, 0
    """

  @Test func noAtomicAdditionIsLost() throws {
    let lab = try ran(Self.adding, harts: 4)
    #expect(try lab.print("M.mem(counts, 8)") == "4000")
    #expect(try lab.print("M.mem(0x80000000, 4) == M.mem(0x80000000, 4)") == "true")
    #expect(try lab.print("M.mem(M.symbol(counts) + 8, 4)") == "4000")
  }

  @Test func twoRunsAreTheSame() throws {
    let runs = try (0..<2).map { _ in try ran(Self.adding, harts: 4).architecture }
    #expect(runs[0] == runs[1])
  }

  /// The RISC-V SBI specification, 2.0, section 9.1: a hart starts with its number in a0 and the opaque value in a1.
  @Test func theFirmwareStartsAHart() throws {
    let lab = try ran(
      """
      li a7, 0x48534d
      li a6, 0
      li a0, 1
      la a1, second
      li a2, 77
      ecall
      mv s0, a0
      1: la t0, word
      ld s1, 0(t0)
      beqz s1, 1b
      li a7, 0x48534d
      li a6, 2
      li a0, 1
      ecall
      mv s2, a1
      j done
      second: la t0, word
      slli a1, a1, 8
      or a1, a1, a0
      sd a1, 0(t0)
      2: j 2b
      .data
      .balign 8
      word: .dword 0
      """, start: "s", harts: 2)
    #expect(try lab.registers("s0 s1 s2") == [0, 77 << 8 | 1, 0])
    #expect(try lab.print("M.hart(1).mode") == "S")
  }
}
