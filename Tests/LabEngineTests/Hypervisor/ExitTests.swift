import Testing

@testable import LabEngine

/// Exits counted by hand on small guests, and what they cost.
struct ExitTests {
  private static let kernel = """
    machine frames=64
    guest k
        la   t0, trap
        csrw stvec, t0        # csr
        .word 0               # illegal, and in the handler csr csr sret
        li   t0, 0x10000000
        li   t1, 65
        sb   t1, 0(t0)        # mmio
        li   a7, 0x53525354
        li   a6, 0
        li   a0, 0
        li   a1, 0
        ecall                 # ecall
    trap:
        csrr t0, sepc
        addi t0, t0, 4
        csrw sepc, t0
        sret
    end

    """

  private func counts(_ lab: Lab, _ reasons: [String]) throws -> [Int] {
    try reasons.map { reason in
      guard case .quantity(let quantity) = try lab.evaluate("V.exits(\(reason))"),
        case .integer(let count) = quantity.number
      else { return -1 }
      return count
    }
  }

  private let reasons = ["csr", "sret", "illegal", "mmio", "ecall", "host", "shadow"]

  /// The page of the program is the only one, so that it is brought once.
  @Test func trapAndEmulateExitsForEveryPrivilegedInstruction() throws {
    let lab = Lab()
    try lab.execute(Self.kernel + "vm V guest=k ram=1MiB mode=trap; run V")
    #expect(try counts(lab, reasons) == [3, 1, 1, 1, 1, 1, 0])
    #expect(try lab.evaluate("V.exits == 8 and V.console == \"A\"") == .truth(true))
  }

  @Test func translationLeavesDevicesAndPages() throws {
    let lab = Lab()
    try lab.execute(Self.kernel + "vm V guest=k ram=1MiB mode=translate; run V")
    #expect(try counts(lab, reasons) == [0, 0, 0, 1, 0, 1, 0])
    // stvec, sepc twice, sret; the illegal instruction and the call were seen coming.
    #expect(try lab.evaluate("V.callouts") == .integer(6))
  }

  @Test func hardwareExitsAsItsBitmapSays() throws {
    let lab = Lab()
    try lab.execute(Self.kernel + "vm V guest=k ram=1MiB mode=hardware; run V")
    #expect(try counts(lab, reasons) == [0, 0, 0, 1, 1, 1, 0])
    try lab.execute("back; exits V csr=on sret=on illegal=on; run V")
    #expect(try counts(lab, reasons) == [3, 1, 1, 1, 1, 1, 0])
  }

  /// The costs are sums: passage and emulation, by reason.
  @Test func costsAreThoseOfTheSettings() throws {
    let lab = Lab()
    let settings = "machine frames=64 cost_trap=100 cost_csr=7 cost_hosted=1000\n"
    let kernel = Self.kernel.replacing("machine frames=64\n", with: settings)
    try lab.execute(kernel + "vm V guest=k ram=1MiB mode=trap; run V")
    #expect(try lab.evaluate("V.exitcycles(csr) == 3 * 107") == .truth(true))
    try lab.execute(kernel + "vm V guest=k ram=1MiB mode=trap type=2; run V")
    #expect(try lab.evaluate("V.exitcycles(csr) == 3 * 1107") == .truth(true))
    // What the hypervisor takes is the machine's time, and not the guest's.
    #expect(
      try lab.evaluate("V.cycles + V.hypervisorcycles == (time - 8ms) / 1ns") == .truth(true))
  }

  @Test func aWrongReasonIsAMistake() throws {
    let lab = Lab()
    try lab.execute(Self.kernel + "vm V guest=k ram=1MiB mode=hardware; vm W guest=k ram=1MiB")
    #expect(throws: LabError.self) { try lab.execute("print V.exits(crs)") }
    #expect(throws: LabError.self) { try lab.execute("exits V mmio=off") }
    #expect(throws: LabError.self) { try lab.execute("exits V ecall=off") }
    #expect(throws: LabError.self) { try lab.execute("exits W csr=on") }
    #expect(throws: LabError.self) { try lab.execute("exits V csr=maybe") }
    #expect(throws: LabError.self) { try lab.execute("vm X guest=k mode=trp") }
    #expect(throws: LabError.self) { try lab.execute("vm X guest=k vcpus=9") }
    #expect(try lab.evaluate("V.exits") == .integer(0))
  }

  /// Popf on the 386 (Robin and Irvine 2000): in user mode the interrupt flag stays as it is, without a trap. Here
  /// the guest's kernel sets SIE, and reads it back.
  @Test func onLegacyHardwareOnlyTranslationIsRight() throws {
    let lab = Lab()
    try lab.execute(
      """
      machine frames=64
      guest p
          csrsi sstatus, 2
          csrr  a2, sstatus
          andi  a2, a2, 2
          li   a7, 0x53525354
          li   a6, 0
          li   a0, 0
          li   a1, 0
          csrr a3, stvec
          ecall
      end
      boot M guest=p ram=1MiB profile=legacy
      vm V guest=p ram=1MiB profile=legacy mode=trap
      vm W guest=p ram=1MiB profile=legacy mode=translate
      vm X guest=p ram=1MiB profile=rv64 mode=trap
      run M; run V; run W; run X
      """)
    #expect(try lab.evaluate("M.a2 == 2 and W.a2 == 2 and X.a2 == 2") == .truth(true))
    // The write is dropped; what is read is the hypervisor's own.
    #expect(try lab.evaluate("V.csr(sstatus) != M.csr(sstatus)") == .truth(true))
    #expect(try lab.evaluate("V.a3 != 0 and M.a3 == 0 and W.a3 == 0") == .truth(true))
    #expect(try lab.evaluate("V.violations") == .integer(3))
    #expect(try lab.evaluate("W.violations + X.violations") == .integer(0))
    let said = try lab.said("exits V")
    #expect(said.contains("0x80000000"))
    #expect(said.contains("csrsi sstatus,2"))
  }

  /// (n + 1)(m + 1) - 1 references, 24 for the x86-64's four levels on four (Bhargava and others, ASPLOS 2008,
  /// section 2); Sv39 has three.
  @Test func nestedWalksTakeFifteenReferences() throws {
    #expect(NestedPaging.references(guestLevels: 3) == 15)
    let lab = Lab()
    try lab.execute(
      """
      machine frames=64
      guest n
      _start:
          la   t0, root
          la   t1, middle
          srli t2, t1, 2
          ori  t2, t2, 1
          sd   t2, 16(t0)
          la   t2, leaf
          srli t3, t2, 2
          ori  t3, t3, 1
          sd   t3, 0(t1)
          li   t3, 0x80000000 >> 2 | 0xcf
          sd   t3, 0(t2)
          srli t0, t0, 12
          li   t1, 8 << 60
          or   t0, t0, t1
          csrw satp, t0
          sfence.vma
          nop
      1:  j 1b
      .balign 4096
      root: .space 4096
      middle: .space 4096
      leaf: .space 4096
      end
      vm V guest=n ram=1MiB mode=hardware
      run V until V.csr(satp) != 0
      """)
    let nested = try #require(lab.machine.computers[0].vm?.technique.nested)
    let from = nested.references
    try lab.execute("run V steps=5")
    let to = try #require(lab.machine.computers[0].vm?.technique.nested).references
    // The one page of code is walked after the switch, and once more after the flush.
    #expect((to - from) % 15 == 0)
    #expect(to > from)
    #expect(try lab.said("show nested V 0x80000000").contains("15 references"))
  }
}
