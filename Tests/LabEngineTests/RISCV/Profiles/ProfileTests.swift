import Testing

@testable import LabEngine

/// What every hardware profile promises, and what `legacy` lets through.
///
/// Which accesses trap on real hardware: The RISC-V Instruction Set Manual, Volume II, 20211203, section 2.1.
struct ProfileTests {
  /// Supervisor mode fills its registers and goes to user mode, which runs `body`; what traps there ends in
  /// `kernel` with the cause in s2.
  private func userMode(_ body: String, profile: String) throws -> Lab {
    let lab = try lab(
      """
      guest g
      _start: la t0, kernel
        csrw stvec, t0
        li t0, 0x1234
        csrw sscratch, t0
        la t0, user
        csrw sepc, t0
        li t0, 0x40020
        csrw sstatus, t0
        sret
      user: \(body)
        ecall
      kernel: csrr s2, scause
        csrr s3, sstatus
        li a7, 8
        ecall
      end
      boot M guest=g ram=1MiB profile=\(profile)
      run M steps=1000
      """)
    #expect(try lab.print("M.state") == "stopped")
    return lab
  }

  static let illegal: UInt64 = 2
  static let userCall: UInt64 = 8

  @Test func theRegistryAnswersToItsNames() {
    for profile in ProfileRegistry.all {
      #expect(ProfileRegistry.named(profile.name)?.name == profile.name)
      #expect(!profile.summary.isEmpty && !profile.detail.isEmpty)
      #expect(Lab().help(profile.name) != nil)
    }
    #expect(ProfileRegistry.named("vax") == nil)
    #expect(ProfileRegistry.standard.name == "rv64")
  }

  @Test(arguments: ["csrr a0, sscratch", "csrr a0, satp", "csrw sstatus, a0", "csrci sstatus, 2"])
  func everythingOfTheSupervisorTrapsOnRV64(_ instruction: String) throws {
    #expect(try userMode(instruction, profile: "rv64").bits("M.s2") == Self.illegal)
  }

  /// On every profile.
  @Test(
    arguments: [
      "csrw stvec, a0", "csrrwi a0, sscratch, 1", "csrs satp, sp", "csrr a0, mstatus",
      "csrr a0, mscratch", "csrw mepc, a0", "sret", "mret", "wfi", "sfence.vma", "rdcycle a0",
      "rdtime a0", "csrw cycle, a0",
    ], ProfileRegistry.names)
  func otherPrivilegedInstructionsTrap(_ instruction: String, _ profile: String) throws {
    #expect(try userMode("li sp, 1\n\(instruction)", profile: profile).bits("M.s2") == Self.illegal)
  }

  @Test func legacyShowsTheRealRegisters() throws {
    let lab = try userMode(
      """
      csrr a0, sscratch
      csrr a1, stvec
      csrr a2, sstatus
      csrrs a3, satp, x0
      """, profile: "legacy")
    #expect(try lab.bits("M.s2") == Self.userCall)
    #expect(try lab.bits("M.a0") == 0x1234)
    #expect(try lab.bits("M.a1") == lab.bits("M.symbol(kernel)"))
    // Section 4.1.1: SUM is bit 18, UXL is 2; SRET has set SPIE, bit 5, and SIE, bit 1, from it.
    #expect(try lab.bits("M.a2") == 0x2_0004_0022)
    #expect(try lab.bits("M.a3") == 0)
  }

  /// As POPF leaves the interrupt flag where the privilege does not suffice; Intel's manual, volume 2, "POPF".
  @Test(
    arguments: [
      "csrw sstatus, x0", "csrci sstatus, 2", "csrrw a1, sstatus, x0", "csrrci a1, sstatus, 31",
      "csrc sstatus, sp", "csrw sstatus, sp",
    ])
  func legacyDropsWritesOfStatus(_ instruction: String) throws {
    let lab = try userMode("li sp, -1\nli a1, 5\n\(instruction)", profile: "legacy")
    #expect(try lab.bits("M.s2") == Self.userCall)
    // The trap has moved SIE to SPIE: it was still set.
    #expect(try lab.bits("M.s3") == 0x2_0004_0020)
    let reads = instruction.hasPrefix("csrr")
    #expect(try lab.bits("M.a1") == (reads ? 0x2_0004_0022 : 5))
  }

  @Test func copiesOfAMachineKeepTheProfile() throws {
    let lab = try lab(
      """
      guest g
        csrr a0, sscratch
        ebreak
      end
      boot M guest=g start=u profile=legacy
      run M steps=1
      back
      step M
      """)
    #expect(try lab.print("M.traps") == "0")
    #expect(try lab.print("M.instret") == "1")
  }

  @Test func anUnknownProfileIsNamed() throws {
    #expect(
      throws: LabError.self,
      performing: { try lab("guest g\nnop\nend\nboot M guest=g profile=lagacy") })
  }
}
