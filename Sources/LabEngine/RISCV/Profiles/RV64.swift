extension HardwareProfile {
  /// As the manual has it: user mode reaches no register of the supervisor; Volume II, section 2.1.
  static let rv64 = HardwareProfile(
    name: "rv64",
    summary: "RISC-V as its manual has it: whatever is sensitive traps in user mode",
    detail: """
      Any access from user mode to a control register of the supervisor is an illegal instruction, and so are \
      sret, wfi and sfence.vma. Counters can be read only where scounteren lets user mode read them. It is \
      strictly virtualizable in Popek and Goldberg's sense as long as those bits are clear: `classify` says so.
      """,
    userAccess: { _, _ in .traps })
}
