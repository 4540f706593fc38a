/// An instruction to classify, with the forms in which it is run.
///
/// An access to a control register is one instruction for each register and kind of access, because what one
/// register allows another does not.
struct InstructionCase: Sendable {
  enum Kind: Hashable, Sendable {
    case plain
    case access(ControlAccessKind, register: Int)
  }

  /// `sret`, `csrr sstatus`.
  let name: String
  let kind: Kind
  /// Its encodings; a 16-bit one in the lower half.
  var words: [UInt32]

  /// Every instruction of the assembler's tables, and every access to each of `registers`.
  static func all(registers: [Int]) -> [InstructionCase] {
    plain + compressed
      + registers.flatMap { number in ControlAccessKind.allCases.map { $0.instruction(number) } }
  }

  /// Destination a0, sources a1 and a2, immediate 16: a value that every format can hold.
  private static let plain: [InstructionCase] = InstructionTable.forms.compactMap { form in
    if form.format == .csr || form.format == .csrImmediate { return nil }
    return InstructionCase(name: form.mnemonic, kind: .plain, words: [word(form, rs1: 11, rs2: 12)])
  }

  private static let compressed: [InstructionCase] = {
    var cases: [InstructionCase] = []
    for form in CompressedTable.forms {
      // Where source and destination are one field, both are a0.
      let half = UInt32(form.encode(word(form.base, rs1: 10, rs2: 11)))
      if let place = cases.firstIndex(where: { $0.name == form.mnemonic }) {
        if !cases[place].words.contains(half) { cases[place].words.append(half) }
      } else {
        cases.append(InstructionCase(name: form.mnemonic, kind: .plain, words: [half]))
      }
    }
    return cases
  }()

  private static func word(_ form: InstructionForm, rs1: UInt32, rs2: UInt32) -> UInt32 {
    let match = form.match
    let word: UInt32 =
      switch form.format {
      case .register, .atomic: match.with(rd: 10, rs1: rs1, rs2: rs2)
      case .immediate, .shift, .load, .jumpRegister, .loadReserved: match.with(rd: 10, rs1: rs1)
      case .store, .branch: match.with(rs1: rs1, rs2: rs2)
      case .upper, .jump: match.with(rd: 10)
      // Everything before, everything behind.
      case .fence: match | 0x0ff0_0000
      case .csr, .csrImmediate, .addressFence, .plain: match
      }
    return word.with(16, in: form.format.immediateLayout)
  }
}

/// What an access to a control register does with it; Volume I, section 9.1, table 9.1.
enum ControlAccessKind: String, CaseIterable, Sendable {
  case reads = "csrr"
  case writes = "csrw"
  case readsAndWrites = "csrrw"

  /// All encodings of this kind: six instructions, with and without destination and source.
  func instruction(_ number: Int) -> InstructionCase {
    let name = CSRNames.name(UInt16(truncatingIfNeeded: number)) ?? hexadecimal(UInt64(number))
    var words: [UInt32] = []
    for form in InstructionTable.forms {
      guard form.format == .csr || form.format == .csrImmediate else { continue }
      // a1, or the immediate 31.
      let source: UInt32 = form.format == .csr ? 11 : 31
      for (rd, rs1) in [(0, source), (10, source), (0, 0), (10, 0)] as [(UInt32, UInt32)] {
        let word = form.match.with(rd: rd, rs1: rs1) | UInt32(number) << 20
        if Self.kind(of: word) == self { words.append(word) }
      }
    }
    // The form that uses a0 says most.
    words.sort { $0.rd > $1.rd }
    return InstructionCase(
      name: "\(rawValue) \(name)", kind: .access(self, register: number), words: words)
  }

  private static func kind(of word: UInt32) -> ControlAccessKind {
    let writes = word >> 12 & 3 == 1 || word.rs1 != 0
    return !writes ? .reads : word.rd == 0 ? .writes : .readsAndWrites
  }
}
