import Testing

@testable import LabEngine

/// The pages of a guest are paged by the machine under it, which no program can tell; so the expected state is
/// that of the same program with frames for all its pages.
struct GuestPagingTests {
  /// Reads and writes 64 pages in an order from a linear congruential generator, calls a function in each of
  /// two pages, and takes a timer interrupt now and then.
  static let program = """
    la t0, tick
    csrw mtvec, t0
    li s8, 0x2004000
    li t0, 20
    sd t0, 0(s8)
    li t0, 0x80
    csrw mie, t0
    csrsi mstatus, 8
    li s0, 12345
    li s1, 3000
    li s2, 0x80010000
    1: li t0, 1103515245
    mul s0, s0, t0
    li t0, 12345
    add s0, s0, t0
    srli t1, s0, 16
    andi t1, t1, 63
    slli t1, t1, 12
    add t1, t1, s2
    andi t2, s0, 0x7f8
    add t1, t1, t2
    ld t3, 1021(t1)
    add s3, s3, t3
    andi t2, s1, 3
    beqz t2, 2f
    sd s0, 0(t1)
    2: amoadd.d t3, s1, (t1)
    xor s4, s4, t3
    la ra, far
    jalr ra
    addi s1, s1, -1
    bnez s1, 1b
    j done
    .balign 4
    tick: csrrw t6, mscratch, t5
    addi s5, s5, 1
    ld t5, 0(s8)
    addi t5, t5, 20
    sd t5, 0(s8)
    csrrw t5, mscratch, t6
    mret
    .balign 4096
    far: slli s6, s6, 1
    xor s6, s6, s0
    ret
    """

  private static let expected = try? ran(program, steps: 200_000).architecture

  static let policies = PolicyRegistry.descriptions.map(\.name).filter { !$0.hasSuffix("opt") }

  @Test(arguments: policies, [8, 20])
  func fewFramesChangeNothing(_ policy: String, _ frames: Int) throws {
    let lab = try ran(
      Self.program, machine: "frames=\(frames) policy=\(policy)", steps: 200_000)
    #expect(lab.architecture == Self.expected)
    #expect(try lab.bits("evictions") > 100)
  }

  /// What `policy=opt` would have to know does not exist yet when a guest runs.
  @Test(arguments: ["opt"])
  func noPolicySeesAGuestsFuture(_ policy: String) {
    #expect(
      problem(of: "machine policy=\(policy)\nguest g\nnop\nend\nboot M guest=g\nrun M") != nil)
  }
}
