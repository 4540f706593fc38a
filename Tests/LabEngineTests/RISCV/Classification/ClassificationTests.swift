import Testing

@testable import LabEngine

/// Popek and Goldberg's sets, found by executing, beside what the manual says of every instruction.
///
/// The RISC-V Instruction Set Manual, Volume II, 20211203; Popek and Goldberg, Communications of the ACM 17(7),
/// 1974. What a bench must say is read from the manual, never from an earlier answer.
struct ClassificationTests {
  /// Made once, as all of them are read only.
  private static let known = ProfileRegistry.all.flatMap { profile in
    [false, true].compactMap { Classification(profile, counters: $0) }
  }

  private func classification(
    _ profile: HardwareProfile, counters: Bool = false
  ) throws -> Classification {
    try #require(
      Self.known.first { $0.profile.name == profile.name && $0.counters == counters })
  }

  private func entry(
    _ name: String, _ classification: Classification
  ) throws -> Classification.Entry {
    try #require(classification.entries.first { $0.instruction.name == name })
  }

  /// Section 4.1: the registers of the supervisor that are there.
  private static let supervisor = [
    "sstatus", "sie", "stvec", "scounteren", "senvcfg", "sscratch", "sepc", "scause", "stval",
    "sip", "stimecmp", "satp",
  ]

  // MARK: rv64

  @Test func everyInstructionOfTheTablesIsTried() throws {
    let names = Set(try classification(.rv64).entries.map(\.instruction.name))
    for form in InstructionTable.forms where !form.mnemonic.hasPrefix("csr") {
      #expect(names.contains(form.mnemonic), "\(form.mnemonic)")
    }
    for form in CompressedTable.forms { #expect(names.contains(form.mnemonic)) }
    for name in Self.supervisor + ["mstatus", "mhartid", "time", "pmpaddr63", "mhpmevent31"] {
      for kind in ControlAccessKind.allCases {
        #expect(names.contains("\(kind.rawValue) \(name)"), "\(kind) \(name)")
      }
    }
  }

  /// Volume I, section 9.1: six instructions, each with and without destination and source; which of these
  /// read and write.
  @Test func anAccessIsTriedInEveryForm() {
    let forms = ControlAccessKind.allCases.map { kind in
      kind.instruction(CSR.sscratch).words.map { Disassembler.text($0, at: 0) { _ in nil } }
    }
    #expect(
      forms[0].sorted()
        == [
          "csrci sscratch,0", "csrr a0,sscratch", "csrr zero,sscratch", "csrrc a0,sscratch,zero",
          "csrrci a0,sscratch,0", "csrrsi a0,sscratch,0", "csrsi sscratch,0", "csrc sscratch,zero",
        ].sorted())
    #expect(forms[1].count == 8 && forms[2].count == 8)
    #expect(Set(forms.joined()).count == 24)
    #expect(forms[2].contains("csrrwi a0,sscratch,0") && forms[1].contains("csrwi sscratch,0"))
  }

  /// Sections 3.3.2, 3.3.3 and 4.2.1: SRET, WFI and SFENCE.VMA are the supervisor's, MRET is machine mode's.
  @Test func fourInstructionsArePrivileged() throws {
    let all = try classification(.rv64)
    let plain = all.entries.filter { $0.instruction.kind == .plain && $0.isPrivileged }
    #expect(Set(plain.map(\.instruction.name)) == ["sret", "mret", "wfi", "sfence.vma"])
    #expect(try entry("mret", all).trapsIn == [.user, .supervisor])
    for name in ["sret", "wfi", "sfence.vma"] { #expect(try entry(name, all).trapsIn == [.user]) }
    // Each changes a mode, the processor's time or what is translated.
    for entry in plain { #expect(entry.isControlSensitive) }
    // Where a return leads to is in sepc and mepc.
    #expect(plain.filter(\.isBehaviourSensitive).map(\.instruction.name) == ["sret", "mret"])
  }

  /// Volume I, section 2.8: these two always trap, and so does an illegal instruction.
  @Test func whatAlwaysTrapsIsHarmless() throws {
    let all = try classification(.rv64)
    let plain = all.entries.filter {
      $0.instruction.kind == .plain && $0.trapsIn.count == Classification.modes.count
    }
    #expect(
      Set(plain.map(\.instruction.name))
        == ["ecall", "ebreak", "unimp", "c.ebreak", "c.unimp"])
    #expect(plain.allSatisfy { !$0.isSensitive && !$0.isPrivileged })
  }

  /// All the rest of RV64IMAC: nothing that the unprivileged manual defines knows of modes.
  @Test(arguments: ProfileRegistry.names, [false, true])
  func unprivilegedInstructionsAreInnocuous(_ name: String, _ counters: Bool) throws {
    let profile = try #require(ProfileRegistry.named(name))
    let others = ["sret", "mret", "wfi", "sfence.vma", "ecall", "ebreak", "unimp"]
    for entry in try classification(profile, counters: counters).entries {
      let name = entry.instruction.name
      guard entry.instruction.kind == .plain, !others.contains(name),
        !["c.ebreak", "c.unimp"].contains(name)
      else { continue }
      #expect(entry.isInnocuous, "\(name)")
    }
  }

  /// Section 2.1: bits 9 and 8 of a register's number give the lowest mode that may use it, and a register with
  /// bits 11 and 10 set cannot be written. Section 4.1.5: scounteren closes the counters to user mode.
  @Test func accessesTrapByTheRegistersNumber() throws {
    for entry in try classification(.rv64).entries {
      guard case .access(let kind, let number) = entry.instruction.kind else { continue }
      let isReadOnly = number >> 10 & 3 == 3
      var trapping = Classification.modes.filter { Int($0.rawValue) < number >> 8 & 3 }
      if (0xc00..<0xc20).contains(number) { trapping = [.user] }
      if isReadOnly && kind != .reads { trapping = Classification.modes }
      #expect(entry.trapsIn == trapping, "\(entry.instruction.name)")
    }
  }

  @Test func supervisorRegistersAreSensitiveAndPrivileged() throws {
    let all = try classification(.rv64)
    for name in Self.supervisor {
      let read = try entry("csrr \(name)", all)
      #expect(read.isPrivileged && read.isBehaviourSensitive && !read.isControlSensitive, "\(name)")
      let write = try entry("csrw \(name)", all)
      #expect(
        write.isPrivileged && write.isControlSensitive && !write.isBehaviourSensitive, "\(name)")
      let both = try entry("csrrw \(name)", all)
      #expect(both.isPrivileged && both.isControlSensitive && both.isBehaviourSensitive, "\(name)")
    }
  }

  /// Section 3.1.1 to 3.1.3: what a read gives is the same always; section 3.1.5: but harts differ.
  @Test func constantsAreNotSensitive() throws {
    let all = try classification(.rv64)
    for name in ["misa", "mvendorid", "marchid", "mimpid", "mconfigptr", "mhpmcounter3"] {
      #expect(try !entry("csrr \(name)", all).isSensitive, "\(name)")
    }
    #expect(try entry("csrr mhartid", all).isBehaviourSensitive)
  }

  /// Theorem 1 of the paper, and design: rv64 fulfils it while the counters are closed.
  @Test func rv64IsVirtualizable() throws {
    let all = try classification(.rv64)
    #expect(all.isVirtualizable && all.witnesses.isEmpty)
    #expect(all.entries.contains { $0.isControlSensitive })
    #expect(all.entries.contains { $0.isBehaviourSensitive })
    for entry in all.entries where entry.isSensitive { #expect(entry.isPrivileged) }
  }

  /// Volume I, section 10.1: RDCYCLE, RDTIME and RDINSTRET read what goes on in the whole machine.
  @Test func openCountersAreNot() throws {
    let all = try classification(.rv64, counters: true)
    let exceptions = all.entries.filter(\.isException)
    #expect(exceptions.map(\.instruction.name) == ["csrr cycle", "csrr time", "csrr instret"])
    #expect(all.witnesses.map(\.instruction) == ["rdcycle a0", "rdtime a0", "rdinstret a0"])
  }

  // MARK: legacy

  /// The design: user mode reads the supervisor's registers, and its writes of sstatus change nothing.
  @Test func legacyIsNotVirtualizable() throws {
    let all = try classification(.legacy)
    let exceptions = Set(all.entries.filter(\.isException).map(\.instruction.name))
    let expected = Self.supervisor.map { "csrr \($0)" } + ["csrw sstatus", "csrrw sstatus"]
    #expect(exceptions == Set(expected))
    // As popf: sensitive for what it does in supervisor mode.
    let write = try entry("csrw sstatus", all)
    #expect(write.isControlSensitive && !write.isBehaviourSensitive && write.trapsIn.isEmpty)
  }

  @Test func everyExceptionHasItsWitness() throws {
    let all = try classification(.legacy)
    #expect(all.witnesses.count == 15)
    for witness in all.witnesses {
      #expect(witness.states.count == 2 && witness.results.count == 2)
      #expect(witness.states[0] != witness.states[1])
      #expect(witness.results[0] != witness.results[1])
    }
    // Section 4.1.1: SIE is bit 1, UXL is 2 for 64 bits.
    #expect(
      all.witnesses[0]
        == Witness(
          instruction: "csrr a0,sstatus",
          states: ["sstatus = 0x200000000", "sstatus = 0x200000002 (SIE)"],
          results: ["a0 = 0x200000000", "a0 = 0x200000002"], x86: "pushf, smsw"))
    let popf = try #require(all.witnesses.first { $0.x86 == "popf" })
    #expect(popf.instruction == "csrw sstatus,a1")
    // All that can be written of sstatus: MXR, SUM, SPP, SPIE and SIE.
    #expect(popf.results == ["now sstatus = 0x2000c0122", "still sstatus = 0x200000000"])
  }

  // MARK: Derived, and not known

  /// Hardware that nobody has heard of is seen through too.
  @Test func inventedHardwareIsClassified() throws {
    let leaky = HardwareProfile(name: "leaky", summary: "", detail: "") { number, writes in
      switch number {
      case CSR.sscratch: .allowed
      case CSR.satp: writes ? .ignoresWrite : .traps
      default: .traps
      }
    }
    let all = try #require(Classification(leaky, counters: false))
    #expect(
      all.entries.filter(\.isException).map(\.instruction.name) == [
        "csrr sscratch", "csrw sscratch", "csrrw sscratch", "csrw satp", "csrrw satp",
      ])
    let effect = try #require(all.witnesses.first { $0.instruction.hasPrefix("csrw sscratch") })
    #expect(effect.results[1].hasPrefix("now"))
  }

  @Test func twoRunsAreTheSame() throws {
    let again = try #require(Classification(.legacy, counters: true))
    #expect(try classification(.legacy, counters: true).report == again.report)
  }

  // MARK: The command

  @Test func theValueListsTheExceptions() throws {
    let lab = Lab()
    let results = try lab.execute("classify; classify counters=on profile=rv64")
    #expect(results.allSatisfy { $0.isOutput && !$0.changedMachine })
    #expect(results[0].value == .list([]))
    #expect(
      results[1].value == .list(["csrr cycle", "csrr time", "csrr instret"].map { .text($0) }))
  }

  @Test func theMachineStaysAsItIs() throws {
    let lab = try lab("machine frames=3; process A pages=4; refs A 0 1 2 3")
    let before = lab.fingerprint
    try lab.execute("classify profile=legacy")
    #expect(lab.fingerprint == before)
  }

  @Test(arguments: ["profile=vax", "counters=maybe", "rv64", "profile=rv64 profile=legacy"])
  func mistakesAreNamed(_ operands: String) {
    #expect(problem(of: "classify \(operands)") != nil)
  }

  /// Instructions that are tried count like those of guests.
  @Test func itCostsFuel() {
    var limits = Limits.submission
    limits.instructions = 1_000
    let problem = problem(of: "classify", limits: limits)
    #expect(problem?.problem == .fuel(what: "instructions in all", limit: 1_000))
  }
}
