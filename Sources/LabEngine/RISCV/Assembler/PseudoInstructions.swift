/// The pseudo-instructions of the RISC-V Assembly Programmer's Manual.
extension Assembly {
  /// Those that are one instruction with some operands given: `d`, `s`, `t` are registers that are read in order.
  private static let simple: [String: (operands: String, instruction: String, fixed: Int64)] = [
    "nop": ("", "addi", 0), "mv": ("ds", "addi", 0), "move": ("ds", "addi", 0),
    "not": ("ds", "xori", -1), "neg": ("dt", "sub", 0), "negw": ("dt", "subw", 0),
    "sext.w": ("ds", "addiw", 0), "zext.b": ("ds", "andi", 255),
    "seqz": ("ds", "sltiu", 1), "snez": ("dt", "sltu", 0), "sltz": ("ds", "slt", 0),
    "sgtz": ("dt", "slt", 0), "sgt": ("dts", "slt", 0), "sgtu": ("dts", "sltu", 0),
    "ret": ("", "jalr", 0), "scall": ("", "ecall", 0), "sbreak": ("", "ebreak", 0),
  ]

  /// Branches by the order of their registers: `s` is rs1, `t` is rs2.
  private static let branches: [String: (operands: String, instruction: String)] = [
    "beqz": ("s", "beq"), "bnez": ("s", "bne"), "blez": ("t", "bge"), "bgez": ("s", "bge"),
    "bltz": ("s", "blt"), "bgtz": ("t", "blt"), "bgt": ("ts", "blt"), "ble": ("ts", "bge"),
    "bgtu": ("ts", "bltu"), "bleu": ("ts", "bgeu"),
  ]

  /// Two shifts, to the left and back.
  private static let extensions: [String: (back: String, amount: UInt32)] = [
    "sext.b": ("srai", 56), "sext.h": ("srai", 48), "zext.h": ("srli", 48), "zext.w": ("srli", 32),
  ]

  private static let csrs: [String: (instruction: String, reads: Bool)] = [
    "csrr": ("csrrs", true), "csrw": ("csrrw", false), "csrs": ("csrrs", false),
    "csrc": ("csrrc", false), "csrwi": ("csrrwi", false), "csrsi": ("csrrsi", false),
    "csrci": ("csrrci", false),
  ]

  private static let counters: [String: UInt32] = [
    "rdcycle": 0xc00, "rdtime": 0xc01, "rdinstret": 0xc02,
  ]

  static let pseudoInstructionNames: [String] =
    ([simple.keys.sorted(), branches.keys.sorted(), extensions.keys.sorted()].flatMap { $0 }
    + csrs.keys.sorted() + counters.keys.sorted()
    + ["li", "la", "lla", "j", "jr", "call", "tail", "jump"]).sorted()

  /// False if there is no such one.
  mutating func pseudoInstruction(_ name: String) throws -> Bool {
    if let form = Self.simple[name] {
      try simple(form.operands, form.instruction, form.fixed, name)
    } else if let form = Self.branches[name] {
      try branch(try registers(form.operands, InstructionTable.match(form.instruction)))
    } else if let form = Self.extensions[name] {
      try extend(form.back, form.amount)
    } else if let form = Self.csrs[name] {
      try csr(form.instruction, reads: form.reads)
    } else if let number = Self.counters[name] {
      try emit(InstructionTable.match("csrrs").with(rd: try firstRegister()) | number << 20)
    } else {
      return try addressed(name)
    }
    return true
  }

  private mutating func simple(
    _ operands: String, _ instruction: String, _ fixed: Int64, _ name: String
  ) throws {
    let match = try registers(operands, InstructionTable.match(instruction))
    if name == "ret" { return try emit(match.with(rs1: 1)) }
    let layout = InstructionTable.byMnemonic[instruction]?.format.immediateLayout ?? .none
    // A move of `zero` is not taken for a short `li`.
    let isMoveOfZero = ["mv", "move"].contains(name) && match.rs1 == 0
    try emit(match.with(fixed, in: layout), compresses: !isMoveOfZero)
  }

  /// Reads registers into the fields that the letters name.
  private mutating func registers(_ operands: String, _ match: UInt32) throws -> UInt32 {
    var word = match
    for (index, field) in operands.enumerated() {
      if index > 0 { try cursor.need(",") }
      let register = try cursor.register()
      switch field {
      case "d": word = word.with(rd: register)
      case "s": word = word.with(rs1: register)
      default: word = word.with(rs2: register)
      }
    }
    return word
  }

  private mutating func extend(_ back: String, _ amount: UInt32) throws {
    let (rd, rs1) = (try firstRegister(), try nextRegister())
    try emit(InstructionTable.match("slli").with(rd: rd, rs1: rs1) | amount << 20)
    try emit(InstructionTable.match(back).with(rd: rd, rs1: rd) | amount << 20)
  }

  /// `csrr rd, csr` or `csrw csr, rs1`.
  private mutating func csr(_ instruction: String, reads: Bool) throws {
    var word = InstructionTable.match(instruction)
    if reads {
      word = word.with(rd: try firstRegister())
      try cursor.need(",")
      return try emit(word | UInt32(try csrNumber()) << 20)
    }
    word |= UInt32(try csrNumber()) << 20
    try cursor.need(",")
    try csr(word & ~0x4000, immediate: word & 0x4000 != 0)
  }

  /// Those that take a number or an address.
  private mutating func addressed(_ name: String) throws -> Bool {
    switch name {
    case "li":
      let rd = try firstRegister()
      try cursor.need(",")
      try load(try number("a number (for an address there is `la`)").value, into: rd)
    case "la", "lla":
      let rd = try firstRegister()
      try cursor.need(",")
      let addi = InstructionTable.match("addi").with(rd: rd, rs1: rd)
      try emitPair(UInt32(0x17).with(rd: rd), addi, try expression(), .immediate)
    case "j": try jump(link: 0, compresses: true)
    case "jr": try jumpRegister(link: 0)
    case "call":
      guard let link = cursor.nextRegister else {
        try call(link: 1, by: 1, try expression())
        break
      }
      cursor.advance()
      try cursor.need(",")
      try call(link: link, by: 6, try expression())
    case "tail": try call(link: 0, by: 6, try expression())
    case "jump":
      let target = try expression()
      try call(link: 0, by: try nextRegister(), target)
    default: return false
    }
    return true
  }

  /// `auipc` into `by`, and a jump from there.
  private mutating func call(
    link: UInt32, by register: UInt32, _ target: AssemblyOperand
  ) throws {
    try emitPair(
      UInt32(0x17).with(rd: register), UInt32(0x67).with(rd: link, rs1: register), target,
      .immediate)
  }
}
