/// What instructions are, asked of their bits.
enum InstructionWords {
  /// The 32-bit instruction that does the same as a compressed one; a long one as it is.
  static func expanded(_ bits: UInt32) -> UInt32 {
    guard bits & 3 != 3 else { return bits }
    let half = UInt16(truncatingIfNeeded: bits)
    return CompressedForm.form(of: half)?.expand(half) ?? bits
  }

  /// The register that it writes; nil if none, and for x0.
  static func destination(_ bits: UInt32) -> Int? {
    let word = expanded(bits)
    guard word & 3 == 3, word.rd != 0 else { return nil }
    switch word & 0x7f {
    case 0x23, 0x63, 0x0f: return nil
    case 0x73 where word >> 12 & 7 == 0: return nil
    default: return Int(word.rd)
    }
  }

  /// The control register that a `csrrw` or one of its kin writes.
  static func writtenControl(_ bits: UInt32) -> Int? {
    guard bits & 0x7f == 0x73, bits >> 12 & 3 != 0 else { return nil }
    guard bits >> 12 & 3 == 1 || bits.rs1 != 0 else { return nil }
    return Int(bits >> 20)
  }

  /// A jump that leaves its return address in a link register; Volume I, section 2.5, table 2.1.
  static func isCall(_ bits: UInt32) -> Bool {
    let word = expanded(bits)
    return (word & 0x7f == 0x6f || word & 0x7f == 0x67) && isLink(word.rd)
  }

  /// A jump to a link register that leaves none.
  static func isReturn(_ bits: UInt32) -> Bool {
    let word = expanded(bits)
    return word & 0x7f == 0x67 && isLink(word.rs1) && !isLink(word.rd)
  }

  /// `mret` and `sret`.
  static func isTrapReturn(_ bits: UInt32) -> Bool { bits == 0x3020_0073 || bits == 0x1020_0073 }

  private static func isLink(_ register: UInt32) -> Bool { register == 1 || register == 5 }

  static func length(_ bits: UInt32) -> UInt64 { bits & 3 == 3 ? 4 : 2 }

  /// What a load, store or atomic instruction refers to.
  struct MemoryOperand {
    let base: Int
    let offset: Int64
    let size: Int
    let writes: Bool
    let reads: Bool
  }

  static func memoryOperand(_ bits: UInt32) -> MemoryOperand? {
    let word = expanded(bits)
    let size = 1 << Int(word >> 12 & 3)
    switch word & 0x7f {
    case 0x03:
      return MemoryOperand(
        base: Int(word.rs1), offset: ImmediateLayout.immediate.decode(word), size: size,
        writes: false, reads: true)
    case 0x23:
      return MemoryOperand(
        base: Int(word.rs1), offset: ImmediateLayout.store.decode(word), size: size, writes: true,
        reads: false)
    case 0x2f:
      let function = word >> 27
      return MemoryOperand(
        base: Int(word.rs1), offset: 0, size: size, writes: function != 2, reads: function != 3)
    default: return nil
    }
  }
}

extension Hart {
  /// The bits at `pc` without faulting anything in.
  func peekInstruction(_ computer: Computer) -> UInt32? { peekInstruction(at: pc, computer) }

  /// The bits at an address as the present mode sees it, without faulting anything in.
  func peekInstruction(at address: UInt64, _ computer: Computer) -> UInt32? {
    guard let physical = peekTranslation(address, mode, computer),
      let low = computer.peek(physical, count: 2)
    else { return nil }
    let half = UInt32(low[0]) | UInt32(low[1]) << 8
    guard half & 3 == 3 else { return half }
    guard let next = peekTranslation(address &+ 2, mode, computer),
      let high = computer.peek(next, count: 2)
    else { return nil }
    return half | UInt32(high[0]) << 16 | UInt32(high[1]) << 24
  }

  /// The physical address as a walk finds it now; nil where there is no mapping. Rights are not looked at.
  func peekTranslation(
    _ address: UInt64, _ mode: PrivilegeMode, _ computer: Computer
  ) -> UInt64? {
    if mode == .machine || csr.satp >> 60 == 0 { return address }
    guard let leaf = walk(address, computer).last, leaf.entry.isValid, leaf.entry.isLeaf,
      !leaf.entry.isReserved
    else { return nil }
    let low = UInt64(1) << UInt64(12 + 9 * leaf.level) - 1
    return leaf.entry.ppn << 12 & ~low | address & low
  }
}

extension Computer {
  /// `addi a0,a0,1` at an address; nil if nothing is mapped there.
  func disassembly(at address: UInt64, _ hart: Hart) -> String? {
    hart.peekInstruction(at: address, self).map {
      Disassembler.text($0, at: address, symbol: symbolText)
    }
  }

  /// `0x80000010 <loop+0x4>`
  func place(_ address: UInt64) -> String {
    hexadecimal(address) + (symbolText(address).map { " <\($0)>" } ?? "")
  }

  /// `handler+0x8`
  func symbolText(_ address: UInt64) -> String? {
    guard let (symbol, offset) = image.symbol(at: address), offset < 1 << 20 else { return nil }
    return offset == 0 ? symbol.name : "\(symbol.name)+\(hexadecimal(offset))"
  }
}
