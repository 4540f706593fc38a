/// From an instruction's bits to a slot: RV64IMAC with Zicsr and Zifencei.
///
/// The RISC-V Instruction Set Manual, Volume I, 20191213, chapter 24 (RV32/64G) and chapter 16 (C).
enum Decoder {
  /// True for the two lowest bits of a four-byte instruction.
  static func isLong(_ half: UInt16) -> Bool { half & 3 == 3 }

  /// An instruction at half-word `index` of its page, which decides whether a branch stays in the page.
  static func slot(_ bits: UInt32, at index: Int) -> Slot {
    if bits & 3 == 3 { return place(long(bits), index).of(length: 2) }
    let half = bits & 0xffff
    let expanded = CompressedDecoder.expand(UInt16(truncatingIfNeeded: half))
    guard let expanded else { return Slot.encoded(.illegal, half).of(length: 1) }
    return place(long(expanded), index).of(length: 1)
  }

  /// Chooses the form of a jump or branch that leaves the page.
  private static func place(_ slot: Slot, _ index: Int) -> Slot {
    let far: Operation
    switch slot.operation {
    case .jal: far = .jalFar
    case .beq: far = .beqFar
    case .bne: far = .bneFar
    case .blt: far = .bltFar
    case .bge: far = .bgeFar
    case .bltu: far = .bltuFar
    case .bgeu: far = .bgeuFar
    default: return slot
    }
    let shift: Int32 = slot.operation == .jal ? 0 : 1
    let target = index + Int(slot.imm >> shift)
    guard !(0..<Slot.perPage).contains(target) else { return slot }
    var other = slot
    other.operation = far
    return other
  }

  private static func long(_ bits: UInt32) -> Slot {
    let rd = UInt8(truncatingIfNeeded: bits >> 7 & 31)
    let rs1 = UInt8(truncatingIfNeeded: bits >> 15 & 31)
    let rs2 = UInt8(truncatingIfNeeded: bits >> 20 & 31)
    let funct3 = Int(bits >> 12 & 7)
    let signed = Int32(bitPattern: bits)
    switch bits & 0x7f {
    case 0x03:
      guard funct3 < 7 else { break }
      return .immediate(loads[funct3], rd, rs1, signed >> 20)
    case 0x0f:
      guard funct3 < 2 else { break }
      return .encoded(.fence, bits)
    case 0x13: return immediate(bits, funct3, rd, rs1)
    case 0x17: return .immediate(.auipc, rd, 0, signed & ~0xfff)
    case 0x1b: return word(bits, funct3, rd, rs1)
    case 0x23:
      guard funct3 < 4 else { break }
      let offset = (signed >> 25) << 5 | Int32(rd)
      return .pair(stores[funct3], rs1, rs2, offset)
    case 0x2f: return atomic(bits, funct3, rs2)
    case 0x33: return register(bits, funct3, rd, rs1, rs2)
    case 0x37: return .immediate(.lui, rd, 0, signed & ~0xfff)
    case 0x3b: return registerWord(bits, funct3, rd, rs1, rs2)
    case 0x63:
      guard let operation = branches[funct3] else { break }
      return .pair(operation, rs1, rs2, branchOffset(bits) >> 1)
    case 0x67:
      guard funct3 == 0 else { break }
      return .immediate(.jalr, rd, rs1, signed >> 20)
    case 0x6f: return .immediate(.jal, rd, 0, jumpOffset(bits) >> 1)
    case 0x73: return .encoded(.system, bits)
    default: break
    }
    return .encoded(.illegal, bits)
  }

  private static let loads: [Operation] = [.lb, .lh, .lw, .ld, .lbu, .lhu, .lwu]
  private static let stores: [Operation] = [.sb, .sh, .sw, .sd]
  private static let branches: [Operation?] = [.beq, .bne, nil, nil, .blt, .bge, .bltu, .bgeu]

  /// In bytes.
  static func branchOffset(_ bits: UInt32) -> Int32 {
    let high = (Int32(bitPattern: bits) >> 31) << 12
    let rest = (bits >> 7 & 1) << 11 | (bits >> 25 & 0x3f) << 5 | (bits >> 8 & 0xf) << 1
    return high | Int32(rest)
  }

  /// In bytes.
  static func jumpOffset(_ bits: UInt32) -> Int32 {
    let high = (Int32(bitPattern: bits) >> 31) << 20
    let rest = bits & 0xff000 | (bits >> 20 & 1) << 11 | (bits >> 21 & 0x3ff) << 1
    return high | Int32(rest)
  }

  private static func immediate(_ bits: UInt32, _ funct3: Int, _ rd: UInt8, _ rs1: UInt8) -> Slot {
    let imm = Int32(bitPattern: bits) >> 20
    let shift = Int32(bits >> 20 & 0x3f)
    switch (funct3, bits >> 26) {
    case (1, 0): return .immediate(.slli, rd, rs1, shift)
    case (5, 0): return .immediate(.srli, rd, rs1, shift)
    case (5, 0x10): return .immediate(.srai, rd, rs1, shift)
    case (1, _), (5, _): return .encoded(.illegal, bits)
    default:
      let operations: [Int: Operation] = [
        0: .addi, 2: .slti, 3: .sltiu, 4: .xori, 6: .ori, 7: .andi,
      ]
      return .immediate(operations[funct3] ?? .andi, rd, rs1, imm)
    }
  }

  private static func word(_ bits: UInt32, _ funct3: Int, _ rd: UInt8, _ rs1: UInt8) -> Slot {
    let shift = Int32(bits >> 20 & 31)
    switch (funct3, bits >> 25) {
    case (0, _): return .immediate(.addiw, rd, rs1, Int32(bitPattern: bits) >> 20)
    case (1, 0): return .immediate(.slliw, rd, rs1, shift)
    case (5, 0): return .immediate(.srliw, rd, rs1, shift)
    case (5, 0x20): return .immediate(.sraiw, rd, rs1, shift)
    default: return .encoded(.illegal, bits)
    }
  }

  private static func register(
    _ bits: UInt32, _ funct3: Int, _ rd: UInt8, _ rs1: UInt8, _ rs2: UInt8
  ) -> Slot {
    let plain: [Operation] = [.add, .sll, .slt, .sltu, .xor, .srl, .or, .and]
    let multiply: [Operation] = [.mul, .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu]
    switch (bits >> 25, funct3) {
    case (0, _): return .register(plain[funct3], rd, rs1, rs2)
    case (1, _): return .register(multiply[funct3], rd, rs1, rs2)
    case (0x20, 0): return .register(.sub, rd, rs1, rs2)
    case (0x20, 5): return .register(.sra, rd, rs1, rs2)
    default: return .encoded(.illegal, bits)
    }
  }

  private static func registerWord(
    _ bits: UInt32, _ funct3: Int, _ rd: UInt8, _ rs1: UInt8, _ rs2: UInt8
  ) -> Slot {
    let operation: Operation? =
      switch (bits >> 25, funct3) {
      case (0, 0): .addw
      case (0, 1): .sllw
      case (0, 5): .srlw
      case (0x20, 0): .subw
      case (0x20, 5): .sraw
      case (1, 0): .mulw
      case (1, 4): .divw
      case (1, 5): .divuw
      case (1, 6): .remw
      case (1, 7): .remuw
      default: nil
      }
    guard let operation else { return .encoded(.illegal, bits) }
    return .register(operation, rd, rs1, rs2)
  }

  private static func atomic(_ bits: UInt32, _ funct3: Int, _ rs2: UInt8) -> Slot {
    guard funct3 == 2 || funct3 == 3 else { return .encoded(.illegal, bits) }
    switch bits >> 27 {
    case 2 where rs2 == 0, 3, 0, 1, 4, 8, 12, 16, 20, 24, 28: return .encoded(.atomic, bits)
    default: return .encoded(.illegal, bits)
    }
  }
}
