/// What the operands of each mnemonic look like, for help and for programs that try all of them.
extension Assembler {
  /// `r` a register, `i` 12 bits, `w` and `x` shift amounts, `u` 20 bits, `c` a CSR, `L` a label, `f` what a fence
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
    ].map { ($0, "r,r") }
    + ["add", "and", "or", "xor", "slt", "sltu", "addw"].map { ($0, "r,r,i") }
    + ["sll", "srl", "sra"].map { ($0, "r,r,x") } + ["sllw", "srlw", "sraw"].map { ($0, "r,r,w") }
    + ["sgt", "sgtu"].map { ($0, "r,r,r") }
    + ["beqz", "bnez", "blez", "bgez", "bltz", "bgtz"].map { ($0, "r,L") }
    + ["bgt", "ble", "bgtu", "bleu"].map { ($0, "r,r,L") }
    + ["j", "jal", "call", "tail"].map { ($0, "L") } + ["la", "lla", "call"].map { ($0, "r,L") }
    + ["lb", "lh", "lw", "ld", "lbu", "lhu", "lwu"].map { ($0, "r,L") }
    + ["sb", "sh", "sw", "sd"].map { ($0, "r,L,r") } + [("jump", "L,r")]
    + ["jr", "jalr"].flatMap { [($0, "r"), ($0, "i(r)"), ($0, "(r)")] } + [("jalr", "r,r,i")]
    + [("jalr", "r,r"), ("jr", "r,i"), ("sfence.vma", "r")]
    + ["csrw", "csrs", "csrc"].flatMap { [($0, "c,r"), ($0, "c,w")] } + [("csrr", "r,c")]
    + ["csrwi", "csrsi", "csrci"].map { ($0, "c,w") } + [("csrrw", "r,c,w")]
    + ["rdcycle", "rdtime", "rdinstret"].map { ($0, "r") }
    + [("lui", "r,%hi(0x12345678)"), ("addi", "r,r,%lo(0x12345fff)"), ("lw", "r,%lo(4)(r)")]

  private static func pattern(of format: InstructionFormat) -> String {
    switch format {
    case .register: "r,r,r"
    case .immediate: "r,r,i"
    case .shift(let bits): bits == 6 ? "r,r,x" : "r,r,w"
    case .load, .jumpRegister: "r,i(r)"
    case .store: "r,i(r)"
    case .branch: "r,r,L"
    case .upper: "r,u"
    case .jump: "r,L"
    case .csr: "r,c,r"
    case .csrImmediate: "r,c,w"
    case .atomic: "r,r,(r)"
    case .loadReserved: "r,(r)"
    case .fence: "f,f"
    case .addressFence: "r,r"
    case .plain: ""
    }
  }
}
