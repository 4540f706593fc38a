extension HardwareProfile {
  /// RISC-V with the mistakes of the 386: sensitive instructions that user mode may execute.
  ///
  /// All bits of `sstatus` that can be written here are the supervisor's (SIE, SPIE, SPP, SUM, MXR: there is no
  /// floating-point or vector state), so that a write from user mode changes nothing.
  static let legacy = HardwareProfile(
    name: "legacy",
    summary: "hardware that cannot be virtualized by trapping, as the 386 was",
    detail: """
      User mode reads the supervisor's control registers and gets the real ones. It also writes sstatus \
      without a trap, and the privileged bits silently stay as they are: SIE, SPIE, SPP, SUM and MXR, which \
      is all of it. Writes of the supervisor's other registers, the registers of machine mode, sret, mret, wfi \
      and sfence.vma trap as on rv64.
      """,
    parallels: [
      Parallel(
        number: CSR.sstatus, writes: true, x86: "popf",
        likeness: "in user mode the interrupt flag silently stays as it is"),
      Parallel(
        number: CSR.sstatus, writes: false, x86: "pushf, smsw",
        likeness: "user mode sees the real flags and the real status word"),
      Parallel(
        number: CSR.sie, writes: false, x86: "pushf",
        likeness: "user mode sees which interrupts are enabled"),
      Parallel(
        number: CSR.stvec, writes: false, x86: "sidt",
        likeness: "user mode sees where the handlers of traps are"),
      Parallel(
        number: CSR.satp, writes: false, x86: "sgdt, sldt",
        likeness: "user mode sees where the tables are that memory is mapped by"),
      Parallel(
        number: CSR.sscratch, writes: false, x86: "str",
        likeness: "user mode sees where the kernel keeps its data on this task"),
    ],
    userAccess: { number, writes in
      if !writes { return .allowed }
      return number == CSR.sstatus ? .ignoresWrite : .traps
    })
}
