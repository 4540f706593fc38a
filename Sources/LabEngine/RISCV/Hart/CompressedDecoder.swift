/// The C extension: every two-byte instruction is one of the base set, which it is expanded to.
///
/// The RISC-V Instruction Set Manual, Volume I, 20191213, chapter 16, tables 16.5 to 16.7.
enum CompressedDecoder {
  /// The four-byte instruction that means the same; nil if it is reserved or needs floating point.
  static func expand(_ half: UInt16) -> UInt32? {
    let bits = UInt32(half)
    switch (bits & 3, bits >> 13) {
    case (0, let function): return quadrant0(bits, function)
    case (1, let function): return quadrant1(bits, function)
    case (2, let function): return quadrant2(bits, function)
    default: return nil
    }
  }

  // MARK: Fields

  /// Bits `high` down to `low` of `bits`, moved to `to`.
  private static func field(_ bits: UInt32, _ high: Int, _ low: Int, to: Int) -> UInt32 {
    (bits >> UInt32(low) & ((1 << UInt32(high - low + 1)) - 1)) << UInt32(to)
  }

  /// One of the eight popular registers x8 to x15.
  private static func popular(_ bits: UInt32, _ low: Int) -> UInt32 { bits >> UInt32(low) & 7 | 8 }

  private static func full(_ bits: UInt32, _ low: Int) -> UInt32 { bits >> UInt32(low) & 31 }

  /// The six-bit signed immediate of most of quadrant 1.
  private static func signed6(_ bits: UInt32) -> UInt32 {
    let value = field(bits, 12, 12, to: 5) | field(bits, 6, 2, to: 0)
    return value & 0x20 != 0 ? value | 0xffff_ffc0 : value
  }

  // MARK: Formats of the base set

  private static func i(
    _ opcode: UInt32, _ funct3: UInt32, rd: UInt32, rs1: UInt32, _ imm: UInt32
  ) -> UInt32 {
    imm << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode
  }

  private static func s(_ funct3: UInt32, rs1: UInt32, rs2: UInt32, _ imm: UInt32) -> UInt32 {
    (imm >> 5 & 0x7f) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (imm & 31) << 7 | 0x23
  }

  private static func r(
    _ opcode: UInt32, _ funct3: UInt32, _ funct7: UInt32, rd: UInt32, rs1: UInt32, rs2: UInt32
  ) -> UInt32 {
    funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode
  }

  private static func jump(rd: UInt32, _ bits: UInt32) -> UInt32 {
    var offset = field(bits, 12, 12, to: 11) | field(bits, 11, 11, to: 4)
    offset |= field(bits, 10, 9, to: 8) | field(bits, 8, 8, to: 10) | field(bits, 7, 7, to: 6)
    offset |= field(bits, 6, 6, to: 7) | field(bits, 5, 3, to: 1) | field(bits, 2, 2, to: 5)
    if offset & 0x800 != 0 { offset |= 0xffff_f000 }
    let imm = (offset >> 20 & 1) << 31 | (offset >> 1 & 0x3ff) << 21
    return imm | (offset >> 11 & 1) << 20 | offset & 0xff000 | rd << 7 | 0x6f
  }

  private static func branch(_ funct3: UInt32, _ bits: UInt32) -> UInt32 {
    var offset = field(bits, 12, 12, to: 8) | field(bits, 11, 10, to: 3)
    offset |= field(bits, 6, 5, to: 6) | field(bits, 4, 3, to: 1) | field(bits, 2, 2, to: 5)
    if offset & 0x100 != 0 { offset |= 0xffff_fe00 }
    let imm = (offset >> 12 & 1) << 31 | (offset >> 5 & 0x3f) << 25
    let low = (offset >> 1 & 0xf) << 8 | (offset >> 11 & 1) << 7
    return imm | popular(bits, 7) << 15 | funct3 << 12 | low | 0x63
  }

  // MARK: Quadrants

  private static func quadrant0(_ bits: UInt32, _ function: UInt32) -> UInt32? {
    let (rs1, rd) = (popular(bits, 7), popular(bits, 2))
    let word = field(bits, 12, 10, to: 3) | field(bits, 6, 6, to: 2) | field(bits, 5, 5, to: 6)
    let double = field(bits, 12, 10, to: 3) | field(bits, 6, 5, to: 6)
    switch function {
    case 0:
      var imm = field(bits, 12, 11, to: 4) | field(bits, 10, 7, to: 6)
      imm |= field(bits, 6, 6, to: 2) | field(bits, 5, 5, to: 3)
      return imm == 0 ? nil : i(0x13, 0, rd: rd, rs1: 2, imm)
    case 2: return i(0x03, 2, rd: rd, rs1: rs1, word)
    case 3: return i(0x03, 3, rd: rd, rs1: rs1, double)
    case 6: return s(2, rs1: rs1, rs2: rd, word)
    case 7: return s(3, rs1: rs1, rs2: rd, double)
    default: return nil
    }
  }

  private static func quadrant1(_ bits: UInt32, _ function: UInt32) -> UInt32? {
    let rd = full(bits, 7)
    switch function {
    case 0: return i(0x13, 0, rd: rd, rs1: rd, signed6(bits))
    case 1: return rd == 0 ? nil : i(0x1b, 0, rd: rd, rs1: rd, signed6(bits))
    case 2: return i(0x13, 0, rd: rd, rs1: 0, signed6(bits))
    case 3: return rd == 2 ? stackAdjustment(bits) : upper(bits, rd)
    case 4: return arithmetic(bits)
    case 5: return jump(rd: 0, bits)
    case 6: return branch(0, bits)
    default: return branch(1, bits)
    }
  }

  private static func stackAdjustment(_ bits: UInt32) -> UInt32? {
    var imm = field(bits, 12, 12, to: 9) | field(bits, 6, 6, to: 4) | field(bits, 5, 5, to: 6)
    imm |= field(bits, 4, 3, to: 7) | field(bits, 2, 2, to: 5)
    if imm == 0 { return nil }
    if imm & 0x200 != 0 { imm |= 0xffff_fc00 }
    return i(0x13, 0, rd: 2, rs1: 2, imm)
  }

  private static func upper(_ bits: UInt32, _ rd: UInt32) -> UInt32? {
    let imm = signed6(bits)
    return imm == 0 ? nil : imm << 12 | rd << 7 | 0x37
  }

  private static func arithmetic(_ bits: UInt32) -> UInt32? {
    let (rd, rs2) = (popular(bits, 7), popular(bits, 2))
    let shift = field(bits, 12, 12, to: 5) | field(bits, 6, 2, to: 0)
    switch bits >> 10 & 3 {
    case 0: return i(0x13, 5, rd: rd, rs1: rd, shift)
    case 1: return i(0x13, 5, rd: rd, rs1: rd, shift | 0x400)
    case 2: return i(0x13, 7, rd: rd, rs1: rd, signed6(bits))
    default: break
    }
    switch (bits >> 12 & 1, bits >> 5 & 3) {
    case (0, 0): return r(0x33, 0, 0x20, rd: rd, rs1: rd, rs2: rs2)
    case (0, 1): return r(0x33, 4, 0, rd: rd, rs1: rd, rs2: rs2)
    case (0, 2): return r(0x33, 6, 0, rd: rd, rs1: rd, rs2: rs2)
    case (0, _): return r(0x33, 7, 0, rd: rd, rs1: rd, rs2: rs2)
    case (_, 0): return r(0x3b, 0, 0x20, rd: rd, rs1: rd, rs2: rs2)
    case (_, 1): return r(0x3b, 0, 0, rd: rd, rs1: rd, rs2: rs2)
    default: return nil
    }
  }

  private static func quadrant2(_ bits: UInt32, _ function: UInt32) -> UInt32? {
    let (rd, rs2) = (full(bits, 7), full(bits, 2))
    switch function {
    case 0:
      let shift = field(bits, 12, 12, to: 5) | field(bits, 6, 2, to: 0)
      return i(0x13, 1, rd: rd, rs1: rd, shift)
    case 2:
      var imm = field(bits, 12, 12, to: 5) | field(bits, 6, 4, to: 2)
      imm |= field(bits, 3, 2, to: 6)
      return rd == 0 ? nil : i(0x03, 2, rd: rd, rs1: 2, imm)
    case 3:
      var imm = field(bits, 12, 12, to: 5) | field(bits, 6, 5, to: 3)
      imm |= field(bits, 4, 2, to: 6)
      return rd == 0 ? nil : i(0x03, 3, rd: rd, rs1: 2, imm)
    case 4: return jumpOrMove(bits, rd, rs2)
    case 6:
      return s(2, rs1: 2, rs2: rs2, field(bits, 12, 9, to: 2) | field(bits, 8, 7, to: 6))
    case 7:
      return s(3, rs1: 2, rs2: rs2, field(bits, 12, 10, to: 3) | field(bits, 9, 7, to: 6))
    default: return nil
    }
  }

  private static func jumpOrMove(_ bits: UInt32, _ rd: UInt32, _ rs2: UInt32) -> UInt32? {
    switch (bits >> 12 & 1, rd, rs2) {
    case (0, 0, 0): return nil
    case (0, _, 0): return i(0x67, 0, rd: 0, rs1: rd, 0)
    case (0, _, _): return r(0x33, 0, 0, rd: rd, rs1: 0, rs2: rs2)
    case (_, 0, 0): return 0x0010_0073
    case (_, _, 0): return i(0x67, 0, rd: 1, rs1: rd, 0)
    default: return r(0x33, 0, 0, rd: rd, rs1: rd, rs2: rs2)
    }
  }
}
