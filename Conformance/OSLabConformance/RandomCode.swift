import LabEngine

/// Code that a random guest jumps into, or overwrites.
extension RandomKernel {
  /// A slot that is overwritten, a block that is entered anywhere, and one across a page's end.
  mutating func code() -> [String] {
    var lines = [".balign 4", "pslot\(hart):", "    addi a0, a0, 1"]
    lines += ["    nop", "    csrr a1, sscratch", "    ret", "block\(hart):"]
    for _ in 0..<16 { lines.append(blockInstruction()) }
    lines += ["    ret", ".balign 4096", "    .space 4082", "cross\(hart):"]
    lines += ["    c.addi a0, 1", "    addi a1, a1, 1", "    addi a2, a2, 1"]
    lines += ["    c.addi a0, 2", "    csrr a3, sscratch", "    csrw sscratch, a0"]
    return lines + ["    c.addi a1, 3", "    ret"]
  }

  /// A user's page of code.
  mutating func userCode() -> [String] {
    var lines = [".balign 4096", "ucode\(hart):"]
    for _ in 0..<40 { lines.append(plain()) }
    return lines + ["    ecall", "    ret", ".balign 4096"]
  }

  private mutating func blockInstruction() -> String {
    switch below(6) {
    case 0: "    csrw sscratch, \(register())"
    case 1: "    csrr \(register()), \(one(of: ["sscratch", "instret", "sstatus", "sepc"]))"
    case 2: "    beqz \(register()), 1f\n    c.nop\n1:"
    case 3: "    li \(register()), \(hex(random.next() >> 1))"
    default: arithmetic()
    }
  }

  /// An instruction is overwritten and executed, perhaps the very next.
  mutating func selfModify() -> [String] {
    let words = [0x0015_0513, 0x1400_25f3, 0x1405_1073, 0x0000_0073, 0x0501_0505, 0xc020_2573]
    let word = one(of: words)
    if chance(30) {
      let here = label()
      return [
        "    la t0, \(here)", "    li t1, \(hex(UInt64(word)))",
        "    \(one(of: ["sw", "sh"])) t1, 0(t0)",
        "    fence.i", "    nop", ".balign 4", "\(here): addi a2, a2, 77",
      ]
    }
    return [
      "    la t0, pslot\(hart) + \(one(of: [0, 4, 4, 2]))", "    li t1, \(hex(UInt64(word)))",
      "    \(one(of: ["sw", "sh", "sb", "amoswap.w"])) t1, \(0)(t0)".replacing(
        "amoswap.w t1, 0(t0)", with: "amoswap.w t2, t1, (t0)"),
      chance(80) ? "    fence.i" : "    nop", "    call pslot\(hart)",
    ]
  }

  mutating func jumpIntoBlock() -> [String] {
    if chance(25) { return ["    call cross\(hart)"] }
    return ["    la t0, block\(hart) + \(2 * below(24))", "    jalr t0"]
  }
}
