/// Writes instructions as people read them: as objdump does, with the registers' ABI names and pseudo-instructions.
///
/// Compressed instructions are written as what they do. One thing is the manual's rather than that of objdump 2.40:
/// `addi` and its like keep their `i`, as older and newer versions have it too.
///
/// ```
/// Disassembler.text(0xff01_0113, at: 0x8000_0000) { _ in nil }  // "addi sp,sp,-16"
/// ```
package struct Disassembler {
  /// The text of the instruction in the lowest bits of `word`, mnemonic and operands with a blank between.
  ///
  /// `symbol` gives the words for an address, such as `_start+0x8`; they follow the target of a branch.
  package static func text(
    _ word: UInt32, at address: UInt64, symbol: (UInt64) -> String?
  ) -> String {
    let half = UInt16(truncatingIfNeeded: word)
    if length(half) == 2 {
      guard let form = CompressedForm.form(of: half) else { return ".2byte 0x\(hex(half))" }
      return text(form.expand(half), at: address, symbol: symbol)
    }
    guard let form = InstructionTable.form(of: word) else { return ".4byte 0x\(hex(word))" }
    return Disassembler(word: word, form: form, address: address).text(symbol)
  }

  /// In bytes, by the first two of them: 2 or 4.
  package static func length(_ firstHalf: UInt16) -> Int { firstHalf & 3 == 3 ? 4 : 2 }

  private let word: UInt32
  private let form: InstructionForm
  private let address: UInt64

  private init(word: UInt32, form: InstructionForm, address: UInt64) {
    self.word = word
    self.form = form
    self.address = address
  }

  static func hex(_ number: some BinaryInteger) -> String { String(number, radix: 16) }

  private var rd: String { RegisterNames.name(word.rd) }
  private var rs1: String { RegisterNames.name(word.rs1) }
  private var rs2: String { RegisterNames.name(word.rs2) }
  private var immediate: Int64 { form.format.immediateLayout.decode(word) }

  private func text(_ symbol: (UInt64) -> String?) -> String {
    let (mnemonic, operands) = parts(symbol)
    return operands.isEmpty ? mnemonic : mnemonic + " " + operands.joined(separator: ",")
  }

  private func parts(_ symbol: (UInt64) -> String?) -> (String, [String]) {
    switch form.format {
    case .register: registers
    case .immediate: withImmediate
    case .shift: (form.mnemonic, [rd, rs1, "0x" + Self.hex(immediate)])
    case .load: (form.mnemonic, [rd, "\(immediate)(\(rs1))"])
    case .store: (form.mnemonic, [rs2, "\(immediate)(\(rs1))"])
    case .branch: branch(target(symbol))
    case .upper: (form.mnemonic, [rd, "0x" + Self.hex(immediate)])
    case .jump: jump(target(symbol))
    case .jumpRegister: jumpRegister
    case .csr: csr(rs1, isRead: form.mnemonic == "csrrs" && word.rs1 == 0)
    case .csrImmediate: csr("\(word.rs1)", isRead: false)
    case .atomic: (form.mnemonic + ordering, [rd, rs2, "(\(rs1))"])
    case .loadReserved: (form.mnemonic + ordering, [rd, "(\(rs1))"])
    case .fence: fence
    case .addressFence:
      (form.mnemonic, word.rs2 != 0 ? [rs1, rs2] : word.rs1 != 0 ? [rs1] : [])
    case .plain: (form.mnemonic, [])
    }
  }

  private func target(_ symbol: (UInt64) -> String?) -> String {
    let target = address &+ UInt64(bitPattern: immediate)
    return Self.hex(target) + (symbol(target).map { " <\($0)>" } ?? "")
  }

  private var ordering: String {
    InstructionTable.orderings[Int(word >> 25 & 3)].suffix
  }
}

/// The pseudo-instructions.
extension Disassembler {
  private var registers: (String, [String]) {
    switch (form.mnemonic, word.rs1, word.rs2) {
    case ("sub", 0, _): ("neg", [rd, rs2])
    case ("subw", 0, _): ("negw", [rd, rs2])
    case ("sltu", 0, _): ("snez", [rd, rs2])
    case ("slt", _, 0): ("sltz", [rd, rs1])
    case ("slt", 0, _): ("sgtz", [rd, rs2])
    default: (form.mnemonic, [rd, rs1, rs2])
    }
  }

  private var withImmediate: (String, [String]) {
    switch (form.mnemonic, immediate) {
    case ("addi", 0) where word.rd == 0 && word.rs1 == 0: ("nop", [])
    case ("addi", _) where word.rs1 == 0: ("li", [rd, "\(immediate)"])
    case ("addi", 0): ("mv", [rd, rs1])
    case ("addiw", 0): ("sext.w", [rd, rs1])
    case ("xori", -1): ("not", [rd, rs1])
    case ("sltiu", 1): ("seqz", [rd, rs1])
    case ("andi", 255): ("zext.b", [rd, rs1])
    default: (form.mnemonic, [rd, rs1, "\(immediate)"])
    }
  }

  private func branch(_ target: String) -> (String, [String]) {
    switch (form.mnemonic, word.rs1, word.rs2) {
    case ("beq", _, 0): ("beqz", [rs1, target])
    case ("bne", _, 0): ("bnez", [rs1, target])
    case ("bge", 0, _): ("blez", [rs2, target])
    case ("bge", _, 0): ("bgez", [rs1, target])
    case ("blt", _, 0): ("bltz", [rs1, target])
    case ("blt", 0, _): ("bgtz", [rs2, target])
    default: (form.mnemonic, [rs1, rs2, target])
    }
  }

  private func jump(_ target: String) -> (String, [String]) {
    switch word.rd {
    case 0: ("j", [target])
    case 1: ("jal", [target])
    default: ("jal", [rd, target])
    }
  }

  private var jumpRegister: (String, [String]) {
    let base = immediate == 0 ? rs1 : "\(immediate)(\(rs1))"
    switch (word.rd, word.rs1, immediate) {
    case (0, 1, 0): return ("ret", [])
    case (0, _, _): return ("jr", [base])
    case (1, _, _): return ("jalr", [base])
    default: return ("jalr", [rd, base])
    }
  }

  private func csr(_ operand: String, isRead: Bool) -> (String, [String]) {
    let number = UInt16(truncatingIfNeeded: word >> 20)
    if isRead {
      switch number {
      case 0xc00: return ("rdcycle", [rd])
      case 0xc01: return ("rdtime", [rd])
      case 0xc02: return ("rdinstret", [rd])
      default: break
      }
    }
    let name = CSRNames.name(number) ?? "0x" + Self.hex(number)
    if isRead { return ("csrr", [rd, name]) }
    guard word.rd == 0 else { return (form.mnemonic, [rd, name, operand]) }
    // `csrrw` is `csrw`, `csrrsi` is `csrsi`.
    return ("csr" + form.mnemonic.dropFirst(4), [name, operand])
  }

  private var fence: (String, [String]) {
    let (before, after) = (word >> 24 & 15, word >> 20 & 15)
    guard before != 15 || after != 15 else { return ("fence", []) }
    return ("fence", [Self.fenceSet(before), Self.fenceSet(after)])
  }

  private static func fenceSet(_ bits: UInt32) -> String {
    guard bits != 0 else { return "unknown" }
    return String(zip("iorw", 0..<4).filter { bits & 8 >> UInt32($0.1) != 0 }.map(\.0))
  }
}
