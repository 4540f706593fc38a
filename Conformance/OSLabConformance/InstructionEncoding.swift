/// The formats of RV64IMAC, built from their fields.
///
/// The RISC-V Instruction Set Manual, Volume I, 20191213, section 2.2 and tables 16.1 to 16.7. Written apart from the
/// engine's assembler and decoder, which are what is tried here.
enum InstructionEncoding {
  static func r(_ opcode: UInt32, _ funct3: UInt32, _ funct7: UInt32, _ d: Int, _ a: Int, _ b: Int)
    -> UInt32
  {
    funct7 << 25 | UInt32(b) << 20 | UInt32(a) << 15 | funct3 << 12 | UInt32(d) << 7 | opcode
  }

  static func i(_ opcode: UInt32, _ funct3: UInt32, _ d: Int, _ a: Int, _ imm: Int) -> UInt32 {
    bits(imm, 12) << 20 | UInt32(a) << 15 | funct3 << 12 | UInt32(d) << 7 | opcode
  }

  static func s(_ funct3: UInt32, _ a: Int, _ b: Int, _ imm: Int) -> UInt32 {
    let low = bits(imm, 5)
    return r(0x23, funct3, bits(imm >> 5, 7), 0, a, b) | low << 7
  }

  static func b(_ funct3: UInt32, _ a: Int, _ b: Int, _ offset: Int) -> UInt32 {
    let high = bits(offset >> 12, 1) << 6 | bits(offset >> 5, 6)
    let low = bits(offset >> 1, 4) << 1 | bits(offset >> 11, 1)
    return r(0x63, funct3, high, 0, a, b) | low << 7
  }

  static func u(_ opcode: UInt32, _ d: Int, _ upper: Int) -> UInt32 {
    bits(upper, 20) << 12 | UInt32(d) << 7 | opcode
  }

  static func j(_ d: Int, _ offset: Int) -> UInt32 {
    let high = bits(offset >> 20, 1) << 19 | bits(offset >> 1, 10) << 9
    return (high | bits(offset >> 11, 1) << 8 | bits(offset >> 12, 8)) << 12
      | UInt32(d) << 7 | 0x6f
  }

  /// CL and CS: `c.lw` and its kin; the offset fits.
  static func compressedAccess(
    _ funct3: UInt16, isDouble: Bool, _ value: Int, _ base: Int, _ offset: Int
  ) -> UInt16 {
    let offset = UInt16(truncatingIfNeeded: offset)
    let low = isDouble ? offset >> 6 & 3 : (offset >> 2 & 1) << 1 | offset >> 6 & 1
    return funct3 << 13 | (offset >> 3 & 7) << 10 | UInt16(base & 7) << 7 | low << 5
      | UInt16(value & 7) << 2
  }

  /// CI: `c.lwsp`, `c.ldsp`.
  static func stackLoad(isDouble: Bool, _ d: Int, _ offset: Int) -> UInt16 {
    let offset = UInt16(truncatingIfNeeded: offset)
    let low = isDouble ? offset & 0x18 | offset >> 6 & 7 : offset & 0x1c | offset >> 6 & 3
    return (isDouble ? 3 : 2) << 13 | (offset >> 5 & 1) << 12 | UInt16(d) << 7 | low << 2 | 2
  }

  /// CSS: `c.swsp`, `c.sdsp`.
  static func stackStore(isDouble: Bool, _ value: Int, _ offset: Int) -> UInt16 {
    let offset = UInt16(truncatingIfNeeded: offset)
    let six = isDouble ? offset & 0x38 | offset >> 6 & 7 : offset & 0x3c | offset >> 6 & 3
    return (isDouble ? 7 : 6) << 13 | six << 7 | UInt16(value) << 2 | 2
  }

  /// CJ: `c.j`.
  static func compressedJump(_ offset: Int) -> UInt16 {
    let o = UInt16(truncatingIfNeeded: offset)
    let high = (o >> 11 & 1) << 10 | (o >> 4 & 1) << 9 | (o >> 8 & 3) << 7 | (o >> 10 & 1) << 6
    let low = (o >> 6 & 1) << 5 | (o >> 7 & 1) << 4 | (o >> 1 & 7) << 1 | o >> 5 & 1
    return 5 << 13 | (high | low) << 2 | 1
  }

  /// CB: `c.beqz`, `c.bnez`.
  static func compressedBranch(_ funct3: UInt16, _ a: Int, _ offset: Int) -> UInt16 {
    let o = UInt16(truncatingIfNeeded: offset)
    let high = (o >> 8 & 1) << 2 | o >> 3 & 3
    let low = (o >> 6 & 3) << 3 | (o >> 1 & 3) << 1 | o >> 5 & 1
    return funct3 << 13 | high << 10 | UInt16(a & 7) << 7 | low << 2 | 1
  }

  private static func bits(_ value: Int, _ count: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: value) & (1 << UInt32(count) - 1)
  }
}
