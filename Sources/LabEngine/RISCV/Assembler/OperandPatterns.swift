/// What the operands of each mnemonic look like, for help and for programs that try all of them.
extension Assembler {
  /// `R` a register, `I` 12 bits, `W` and `X` shift amounts, `U` 20 bits, `C` a CSR, `L` a label, `F` what a fence
  /// orders; all else as it stands.
  package static let forms: [(mnemonic: String, operands: String)] =
    InstructionTable.forms.filter { $0.mnemonic != "pause" }.flatMap { form in
      let suffixes =
        form.format == .atomic || form.format == .loadReserved
        ? InstructionTable.orderings.map(\.suffix) : [""]
      return suffixes.map { (form.mnemonic + $0, pattern(of: form.format)) }
    }

  /// The same for pseudo-instructions; one may come several times.
  package static let pseudoForms: [(mnemonic: String, operands: String)] =
    ["nop", "ret", "fence", "sfence.vma", "scall", "sbreak"].map { ($0, "") }
    + [
      "mv", "move", "not", "neg", "negw", "sext.b", "sext.h", "sext.w", "zext.b", "zext.h",
      "zext.w", "seqz", "snez", "sltz", "sgtz",
    ].map { ($0, "R,R") }
    + ["add", "and", "or", "xor", "slt", "sltu", "addw"].map { ($0, "R,R,I") }
    + ["sll", "srl", "sra"].map { ($0, "R,R,X") } + ["sllw", "srlw", "sraw"].map { ($0, "R,R,W") }
    + ["sgt", "sgtu"].map { ($0, "R,R,R") }
    + ["beqz", "bnez", "blez", "bgez", "bltz", "bgtz"].map { ($0, "R,L") }
    + ["bgt", "ble", "bgtu", "bleu"].map { ($0, "R,R,L") }
    + ["j", "jal", "call", "tail"].map { ($0, "L") } + ["la", "lla", "call"].map { ($0, "R,L") }
    + ["lb", "lh", "lw", "ld", "lbu", "lhu", "lwu"].map { ($0, "R,L") }
    + ["sb", "sh", "sw", "sd"].map { ($0, "R,L,R") } + [("jump", "L,R")]
    + ["jr", "jalr"].flatMap { [($0, "R"), ($0, "I(R)"), ($0, "(R)")] } + [("jalr", "R,R,I")]
    + [("jalr", "R,R"), ("jr", "R,I"), ("sfence.vma", "R")]
    + ["csrw", "csrs", "csrc"].flatMap { [($0, "C,R"), ($0, "C,W")] } + [("csrr", "R,C")]
    + ["csrwi", "csrsi", "csrci"].map { ($0, "C,W") } + [("csrrw", "R,C,W")]
    + ["rdcycle", "rdtime", "rdinstret"].map { ($0, "R") }
    + [("lui", "R,%hi(0x12345678)"), ("addi", "R,R,%lo(0x12345fff)"), ("lw", "R,%lo(4)(R)")]

  private static func pattern(of format: InstructionFormat) -> String {
    switch format {
    case .register: "R,R,R"
    case .immediate: "R,R,I"
    case .shift(let bits): bits == 6 ? "R,R,X" : "R,R,W"
    case .load, .jumpRegister: "R,I(R)"
    case .store: "R,I(R)"
    case .branch: "R,R,L"
    case .upper: "R,U"
    case .jump: "R,L"
    case .csr: "R,C,R"
    case .csrImmediate: "R,C,W"
    case .atomic: "R,R,(R)"
    case .loadReserved: "R,(R)"
    case .fence: "F,F"
    case .addressFence: "R,R"
    case .plain: ""
    }
  }
}
