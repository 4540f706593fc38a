/// How the operands of a 32-bit instruction are written, and where its fields lie.
///
/// The Instruction Set Manual, volume I, 2.2 (base formats); the formats of its immediates are in
/// `ImmediateLayout`.
enum InstructionFormat: Hashable, Sendable {
  /// `add rd, rs1, rs2`
  case register
  /// `addi rd, rs1, imm`
  case immediate
  /// `slli rd, rs1, shamt`, of so many bits
  case shift(Int)
  /// `lw rd, imm(rs1)`
  case load
  /// `sw rs2, imm(rs1)`
  case store
  /// `beq rs1, rs2, target`
  case branch
  /// `lui rd, imm`
  case upper
  /// `jal rd, target`
  case jump
  /// `jalr rd, imm(rs1)`
  case jumpRegister
  /// `csrrw rd, csr, rs1`
  case csr
  /// `csrrwi rd, csr, imm`
  case csrImmediate
  /// `amoadd.w rd, rs2, (rs1)`
  case atomic
  /// `lr.w rd, (rs1)`
  case loadReserved
  /// `fence pred, succ`
  case fence
  /// `sfence.vma rs1, rs2`, both optional
  case addressFence
  /// `ecall`
  case plain
}

/// An instruction: a word is one when `word & mask == match`.
struct InstructionForm: Sendable {
  var mnemonic: String
  var format: InstructionFormat
  var match: UInt32
  var mask: UInt32
}

/// Every 32-bit instruction of RV64IMA with Zicsr, Zifencei and the privileged ones.
///
/// The one place that the assembler and the disassembler read. Numbers from the Instruction Set Manual, volume I,
/// "RV32/64G Instruction Set Listings", and volume II, "Instruction Set Listings".
enum InstructionTable {
  static let forms: [InstructionForm] =
    registers + immediates + memory + control + system + atomics

  static let byMnemonic: [String: InstructionForm] = Dictionary(
    forms.map { ($0.mnemonic, $0) }, uniquingKeysWith: { first, _ in first })

  /// The forms of a major opcode (bits 6 to 2), by its number.
  private static let byOpcode: [[InstructionForm]] = (0..<32).map { opcode in
    forms.filter { $0.match >> 2 & 31 == opcode }
  }

  /// The form that `word` is an instance of; nil if there is none.
  static func form(of word: UInt32) -> InstructionForm? {
    guard word & 3 == 3 else { return nil }
    return byOpcode[Int(word >> 2 & 31)].first { word & $0.mask == $0.match }
  }

  /// The match of a mnemonic that is in the table.
  static func match(_ mnemonic: String) -> UInt32 {
    guard let form = byMnemonic[mnemonic] else {
      preconditionFailure("InstructionTable.match: \(mnemonic) is not in the table")
    }
    return form.match
  }

  private static let registers: [InstructionForm] = [
    r("add", 0x33, 0, 0), r("sub", 0x33, 0, 0x20), r("sll", 0x33, 1, 0), r("slt", 0x33, 2, 0),
    r("sltu", 0x33, 3, 0), r("xor", 0x33, 4, 0), r("srl", 0x33, 5, 0), r("sra", 0x33, 5, 0x20),
    r("or", 0x33, 6, 0), r("and", 0x33, 7, 0),
    r("addw", 0x3b, 0, 0), r("subw", 0x3b, 0, 0x20), r("sllw", 0x3b, 1, 0), r("srlw", 0x3b, 5, 0),
    r("sraw", 0x3b, 5, 0x20),
    r("mul", 0x33, 0, 1), r("mulh", 0x33, 1, 1), r("mulhsu", 0x33, 2, 1), r("mulhu", 0x33, 3, 1),
    r("div", 0x33, 4, 1), r("divu", 0x33, 5, 1), r("rem", 0x33, 6, 1), r("remu", 0x33, 7, 1),
    r("mulw", 0x3b, 0, 1), r("divw", 0x3b, 4, 1), r("divuw", 0x3b, 5, 1), r("remw", 0x3b, 6, 1),
    r("remuw", 0x3b, 7, 1),
  ]

  private static let immediates: [InstructionForm] = [
    i("addi", .immediate, 0x13, 0), i("slti", .immediate, 0x13, 2), i("sltiu", .immediate, 0x13, 3),
    i("xori", .immediate, 0x13, 4), i("ori", .immediate, 0x13, 6), i("andi", .immediate, 0x13, 7),
    i("addiw", .immediate, 0x1b, 0),
    shift("slli", 6, 0x13, 1, 0), shift("srli", 6, 0x13, 5, 0), shift("srai", 6, 0x13, 5, 0x10),
    shift("slliw", 5, 0x1b, 1, 0), shift("srliw", 5, 0x1b, 5, 0), shift("sraiw", 5, 0x1b, 5, 0x20),
    InstructionForm(mnemonic: "lui", format: .upper, match: 0x37, mask: 0x7f),
    InstructionForm(mnemonic: "auipc", format: .upper, match: 0x17, mask: 0x7f),
  ]

  private static let memory: [InstructionForm] = [
    i("lb", .load, 0x03, 0), i("lh", .load, 0x03, 1), i("lw", .load, 0x03, 2),
    i("ld", .load, 0x03, 3), i("lbu", .load, 0x03, 4), i("lhu", .load, 0x03, 5),
    i("lwu", .load, 0x03, 6), i("sb", .store, 0x23, 0), i("sh", .store, 0x23, 1),
    i("sw", .store, 0x23, 2), i("sd", .store, 0x23, 3),
  ]

  private static let control: [InstructionForm] = [
    i("beq", .branch, 0x63, 0), i("bne", .branch, 0x63, 1), i("blt", .branch, 0x63, 4),
    i("bge", .branch, 0x63, 5), i("bltu", .branch, 0x63, 6), i("bgeu", .branch, 0x63, 7),
    InstructionForm(mnemonic: "jal", format: .jump, match: 0x6f, mask: 0x7f),
    i("jalr", .jumpRegister, 0x67, 0),
  ]

  private static let system: [InstructionForm] = [
    word("fence.tso", .plain, 0x8330_000f), word("pause", .plain, 0x0100_000f),
    InstructionForm(mnemonic: "fence", format: .fence, match: 0x0f, mask: 0xf00f_ffff),
    word("fence.i", .plain, 0x0000_100f),
    word("ecall", .plain, 0x0000_0073), word("ebreak", .plain, 0x0010_0073),
    word("sret", .plain, 0x1020_0073), word("mret", .plain, 0x3020_0073),
    word("wfi", .plain, 0x1050_0073), word("unimp", .plain, 0xc000_1073),
    InstructionForm(
      mnemonic: "sfence.vma", format: .addressFence, match: 0x1200_0073, mask: 0xfe00_7fff),
    i("csrrw", .csr, 0x73, 1), i("csrrs", .csr, 0x73, 2), i("csrrc", .csr, 0x73, 3),
    i("csrrwi", .csrImmediate, 0x73, 5), i("csrrsi", .csrImmediate, 0x73, 6),
    i("csrrci", .csrImmediate, 0x73, 7),
  ]

  /// Without the ordering bits, which the mask leaves out and a suffix sets.
  private static let atomics: [InstructionForm] = [
    ("lr", 0x02), ("sc", 0x03), ("amoswap", 0x01), ("amoadd", 0x00), ("amoxor", 0x04),
    ("amoand", 0x0c), ("amoor", 0x08), ("amomin", 0x10), ("amomax", 0x14), ("amominu", 0x18),
    ("amomaxu", 0x1c),
  ].flatMap { (name: String, function: UInt32) in
    [("w", 2), ("d", 3)].map { (suffix: String, width: UInt32) in
      InstructionForm(
        mnemonic: "\(name).\(suffix)", format: name == "lr" ? .loadReserved : .atomic,
        match: 0x2f | width << 12 | function << 27, mask: name == "lr" ? 0xf9f0_707f : 0xf800_707f)
    }
  }

  /// The suffixes of an atomic instruction, and their bits `aq` and `rl`.
  static let orderings: [(suffix: String, bits: UInt32)] = [
    ("", 0), (".rl", 1 << 25), (".aq", 2 << 25), (".aqrl", 3 << 25),
  ]

  private static func r(
    _ mnemonic: String, _ opcode: UInt32, _ function: UInt32, _ high: UInt32
  ) -> InstructionForm {
    InstructionForm(
      mnemonic: mnemonic, format: .register, match: opcode | function << 12 | high << 25,
      mask: 0xfe00_707f)
  }

  private static func i(
    _ mnemonic: String, _ format: InstructionFormat, _ opcode: UInt32, _ function: UInt32
  ) -> InstructionForm {
    InstructionForm(
      mnemonic: mnemonic, format: format, match: opcode | function << 12, mask: 0x707f)
  }

  /// `high` stands above the shift amount: six bits above one of six, seven above one of five.
  private static func shift(
    _ mnemonic: String, _ bits: Int, _ opcode: UInt32, _ function: UInt32, _ high: UInt32
  ) -> InstructionForm {
    InstructionForm(
      mnemonic: mnemonic, format: .shift(bits),
      match: opcode | function << 12 | high << UInt32(20 + bits),
      mask: 0x707f | UInt32.max << UInt32(20 + bits))
  }

  private static func word(
    _ mnemonic: String, _ format: InstructionFormat, _ match: UInt32
  ) -> InstructionForm {
    InstructionForm(mnemonic: mnemonic, format: format, match: match, mask: .max)
  }
}
