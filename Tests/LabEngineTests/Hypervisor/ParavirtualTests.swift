import Testing

@testable import LabEngine

/// Hypercalls, worked out by hand from their table; what they save is what Xen's were made for (Barham and others,
/// "Xen and the Art of Virtualization", SOSP 2003, section 3).
struct ParavirtualTests {
  private func lab(_ body: String, _ options: String = "mode=para") throws -> Lab {
    let lab = Lab()
    try lab.execute(
      """
      machine frames=256
      guest p
      \(body)
      end
      vm V guest=p ram=1MiB \(options)
      run V steps=10000
      """)
    return lab
  }

  private static let off = """
        li   a7, 0x08000008
        li   a0, 0
        ecall
    """

  @Test func aWholeLineIsOneExit() throws {
    let lab = try lab(
      """
          li   a7, 0x08000020
          la   a0, text
          li   a1, 5
          ecall
          mv   s0, a1
      \(Self.off)
      text: .ascii "hello"
      """)
    #expect(try lab.evaluate("V.console") == .text("hello"))
    #expect(
      try lab.evaluate("V.s0 == 5 and V.exits(hypercall) == 2 and V.exits(mmio) == 0")
        == .truth(true))
    #expect(try lab.evaluate("V.state") == .text("stopped"))
  }

  /// Three control registers in one exit, where `trap` takes three.
  @Test func aBatchIsOneExit() throws {
    let lab = try lab(
      """
          li   a7, 0x08000009
          la   a0, calls
          li   a1, 3
          ecall
          mv   s0, a0
          mv   s1, a1
      \(Self.off)
      .balign 8
      calls: .dword 3, 0x80000100, 0, 9
             .dword 2, 0x140, 77, 9
             .dword 5, 1, 0, 9
      """)
    #expect(try lab.evaluate("V.s0 == 0 and V.s1 == 3") == .truth(true))
    #expect(
      try lab.evaluate("V.csr(stvec) == 0x80000100 and V.csr(sscratch) == 77") == .truth(true))
    #expect(try lab.evaluate("V.exits(csr) == 0 and V.exits(hypercall) == 2") == .truth(true))
    #expect(try lab.evaluate("V.mem(calls + 24, 8)") == .integer(0))
  }

  @Test func ringsMoveWhatIsInThem() throws {
    let lab = try lab(
      """
          li   a7, 0x08000021
          la   a0, ring
          ecall
          la   t0, ring
          li   t1, 'o'
          sb   t1, 64(t0)
          li   t1, 'k'
          sb   t1, 65(t0)
          li   t1, 2
          sd   t1, 0(t0)
          li   a7, 0x08000023
          ecall
          mv   s0, a1
          ld   s1, 8(t0)
          li   a7, 0x08000022
          la   a0, disk
          ecall
          la   t0, disk
          sd   zero, 64(t0)
          la   t1, data
          sd   t1, 72(t0)
          li   t1, 1
          sd   t1, 80(t0)
          sd   t1, 88(t0)
          sd   t1, 0(t0)
          li   a7, 0x08000023
          ecall
          ld   s2, 88(t0)
      \(Self.off)
      .balign 4096
      ring: .space 4096
      disk: .space 4096
      data: .space 512, 7
      """, "mode=para disk=1MiB")
    #expect(try lab.evaluate("V.console") == .text("ok"))
    #expect(try lab.evaluate("V.s0 == 2 and V.s1 == 2 and V.s2 == 2") == .truth(true))
    #expect(lab.machine.computers[0].board.disk?.image.read(0, count: 2) == [7, 7])
  }

  /// Whatever the arguments, the hypervisor answers with an error, and the guest goes on.
  @Test(arguments: [1, 2, 4, 9, 16, 32, 33, 34, 35, 49, 50, 1000, 0xffffff])
  func wildArgumentsAreRefused(_ number: Int) throws {
    let lab = try lab(
      """
          li   a7, 0x08000000 + \(number)
          li   a0, -8
          li   a1, -1
          ecall
          mv   s0, a0
          li   a7, 0x08000000 + \(number)
          la   a0, 1f
          li   a1, 513
          ecall
      1:  li   s1, 1
      \(Self.off)
      """)
    #expect(try lab.evaluate("V.state == \"stopped\" or V.state == \"running\"") == .truth(true))
    #expect(lab.machine.computers[0].vm?.exits[.hypercall] ?? 0 >= 1)
  }

  /// Under the other techniques the same call is the firmware's, which does not know it.
  @Test func whoIsNotToKnowIsToldNothing() throws {
    for mode in ["trap", "translate", "hardware"] {
      let lab = try lab(
        """
            li   a7, 0x08000000
            ecall
            mv   s0, a0
            li   a7, 0x53525354
            li   a6, 0
            li   a0, 0
            li   a1, 0
            ecall
        """, "mode=\(mode)")
      // SBI_ERR_NOT_SUPPORTED
      #expect(try lab.evaluate("V.s0") == .integer(-2))
    }
  }

  /// A balloon gives frames back (Waldspurger, OSDI 2002, section 3.2).
  @Test func aBalloonGivesFramesBack() throws {
    let lab = try lab(
      """
          la   t0, pages
          li   t1, 1
          sd   t1, 0(t0)
          li   t2, 4096
          add  t2, t2, t0
          sd   t1, 0(t2)
          la   t3, list
          sd   t0, 0(t3)
          sd   t2, 8(t3)
      1:  li   a7, 0x08000030
          ecall
          beqz a1, 1b
          mv   s0, a1
          li   a7, 0x08000031
          la   a0, list
          li   a1, 2
          ecall
          mv   s1, a1
      2:  j 2b
      .balign 8
      list: .space 16
      .balign 4096
      pages: .space 8192
      """)
    let before = lab.summary.freeFrames
    try lab.execute("balloon V 8KiB; run V steps=100")
    #expect(try lab.evaluate("V.s0 == 2 and V.s1 == 2 and V.ballooned == 2") == .truth(true))
    #expect(lab.summary.freeFrames == before + 2)
    #expect(try lab.evaluate("V.mem(pages, 8)") == .integer(0))
    #expect(throws: LabError.self) { try lab.execute("balloon V 8GiB") }
    try lab.execute("vm W guest=p ram=1MiB mode=trap")
    #expect(throws: LabError.self) { try lab.execute("balloon W 8KiB") }
  }
}
