/// What an instruction does, once decoded: one case of the interpreter's loop each.
///
/// The Zicsr, privileged and atomic instructions are kept as they are encoded and taken apart when executed.
enum Operation: UInt8 {
  /// Not decoded yet.
  case fresh
  /// Behind the last instruction of a page.
  case pageEnd
  /// Four bytes of which two lie in the next page.
  case straddling
  case illegal
  case system
  /// A direct jump in translated code that a hypervisor looks at first.
  case callout
  /// An indirect jump in translated code: its target's translation has to be looked up.
  case lookup
  case atomic
  case fence
  case lui, auipc, jal, jalFar, jalr
  case beq, bne, blt, bge, bltu, bgeu
  case beqFar, bneFar, bltFar, bgeFar, bltuFar, bgeuFar
  case lb, lh, lw, ld, lbu, lhu, lwu
  case sb, sh, sw, sd
  case addi, slti, sltiu, xori, ori, andi, slli, srli, srai
  case add, sub, sll, slt, sltu, xor, srl, sra, or, and
  case addiw, slliw, srliw, sraiw
  case addw, subw, sllw, srlw, sraw
  case mul, mulh, mulhsu, mulhu, div, divu, rem, remu
  case mulw, divw, divuw, remw, remuw
}

/// A decoded instruction in eight bytes; a code page holds one for each half-word.
///
/// How long the instruction is, in half-words, stands where its format leaves room:
/// ```
///   register     op  rd  rs1  rs2   imm = length
///   immediate    op  rd  rs1  length   imm
///   store        op   0  rs1  rs2   imm << 1 | (length - 1)
///   branch       op   0  rs1  rs2   displacement << 1 | (length - 1)      in half-words
///   jump, upper  op  rd   0   length   imm
///   as encoded   op   0   0   length   bits
/// ```
/// `rd` 0 is register 32, which nothing reads.
struct Slot: BitwiseCopyable {
  var operation: Operation
  var rd: UInt8 = 0
  var rs1: UInt8 = 0
  var rs2: UInt8 = 0
  var imm: Int32 = 0

  /// Half-words in a page, and where the slots behind them begin.
  static let perPage = 2048
  static let discarded: UInt8 = 32

  static func register(_ operation: Operation, _ rd: UInt8, _ rs1: UInt8, _ rs2: UInt8) -> Slot {
    Slot(operation: operation, rd: target(rd), rs1: rs1, rs2: rs2)
  }

  static func immediate(_ operation: Operation, _ rd: UInt8, _ rs1: UInt8, _ imm: Int32) -> Slot {
    Slot(operation: operation, rd: target(rd), rs1: rs1, imm: imm)
  }

  /// Stores and branches: two registers and a number.
  static func pair(_ operation: Operation, _ rs1: UInt8, _ rs2: UInt8, _ imm: Int32) -> Slot {
    Slot(operation: operation, rs1: rs1, rs2: rs2, imm: imm << 1)
  }

  static func encoded(_ operation: Operation, _ bits: UInt32) -> Slot {
    Slot(operation: operation, imm: Int32(bitPattern: bits))
  }

  private static func target(_ rd: UInt8) -> UInt8 { rd == 0 ? discarded : rd }

  /// The same with its length in half-words, 1 or 2.
  func of(length: UInt8) -> Slot {
    var slot = self
    switch operation {
    case .add, .sub, .sll, .slt, .sltu, .xor, .srl, .sra, .or, .and, .addw, .subw, .sllw, .srlw,
      .sraw, .mul, .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu, .mulw, .divw, .divuw, .remw,
      .remuw:
      slot.imm = Int32(length)
    case .sb, .sh, .sw, .sd, .beq, .bne, .blt, .bge, .bltu, .bgeu, .beqFar, .bneFar, .bltFar,
      .bgeFar, .bltuFar, .bgeuFar:
      slot.imm |= Int32(length) - 1
    default: slot.rs2 = length
    }
    return slot
  }
}
