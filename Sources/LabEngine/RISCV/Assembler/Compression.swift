/// Between a compressed instruction and the 32-bit one that does the same.
extension CompressedForm {
  /// The form that `half` is an instance of; nil if it is reserved or not of RV64C without floating point.
  static func form(of half: UInt16) -> CompressedForm? {
    CompressedTable.forms.first { form in
      half & form.mask == form.match && form.respects(form.limits, half)
    }
  }

  /// The shortest code for `word`, as the ordinary assembler chooses it; nil if there is none.
  static func compressing(_ word: UInt32) -> UInt16? {
    if let half = compressing(word, where: { _ in true }) { return half }
    // A sum with zero on the right is not taken for a move.
    return commuted(word).flatMap { compressing($0) { form in form.rs1 != .fixed(0) } }
  }

  private static func compressing(
    _ word: UInt32, where isWanted: (CompressedForm) -> Bool
  ) -> UInt16? {
    for form in candidates[Int(word >> 2 & 31)] where isWanted(form) {
      let half = form.encode(word)
      if half & form.mask == form.match, form.respects(form.limits.union(form.hints), half),
        form.expand(half) == word
      {
        return half
      }
    }
    return nil
  }

  /// The 32-bit instruction that does the same.
  func expand(_ half: UInt16) -> UInt32 {
    let half = UInt32(half)
    let word = base.match.with(rd: rd.read(half), rs1: rs1.read(half), rs2: rs2.read(half))
    return word.with(immediate.decode(half), in: base.format.immediateLayout)
  }

  /// The code for the fields of `word`; another instruction's, if they do not fit.
  func encode(_ word: UInt32) -> UInt16 {
    var half = UInt32(match) | immediate.encode(compressedImmediate(of: word))
    half |= rd.write(word.rd) | rs1.write(word.rs1) | rs2.write(word.rs2)
    return UInt16(truncatingIfNeeded: half)
  }

  /// Whether nothing that `limits` forbids is in `half`.
  func respects(_ limits: Limits, _ half: UInt16) -> Bool {
    guard !limits.isEmpty else { return true }
    let half = UInt32(half)
    return !(limits.contains(.rd) && rd.read(half) == 0)
      && !(limits.contains(.rs1) && rs1.read(half) == 0)
      && !(limits.contains(.rs2) && rs2.read(half) == 0)
      && !(limits.contains(.notSP) && rd.read(half) == 2)
      && !(limits.contains(.immediate) && immediate.decode(half) == 0)
  }

  var base: InstructionForm {
    guard let form = InstructionTable.byMnemonic[equivalent] else {
      preconditionFailure("CompressedForm.base: \(equivalent) is not in the table")
    }
    return form
  }

  /// The upper immediate of `c.lui` counts as signed, all others as their format says.
  private func compressedImmediate(of word: UInt32) -> Int64 {
    if base.format == .upper { return Int64(Int32(bitPattern: word) >> 12) }
    return base.format.immediateLayout.decode(word)
  }

  /// The forms by the major opcode of their equivalents.
  private static let candidates: [[CompressedForm]] = (0..<32).map { opcode in
    CompressedTable.forms.filter { $0.base.match >> 2 & 31 == opcode }
  }

  /// The same with its sources exchanged, where their order does not matter.
  private static func commuted(_ word: UInt32) -> UInt32? {
    guard let form = InstructionTable.form(of: word),
      ["add", "addw", "and", "or", "xor"].contains(form.mnemonic)
    else { return nil }
    return form.match.with(rd: word.rd, rs1: word.rs2, rs2: word.rs1)
  }
}

extension CompressedRegister {
  fileprivate func read(_ half: UInt32) -> UInt32 {
    switch self {
    case .fixed(let number): number
    case .full(let at): half >> at & 31
    case .short(let at): 8 + (half >> at & 7)
    }
  }

  fileprivate func write(_ number: UInt32) -> UInt32 {
    switch self {
    case .fixed: 0
    case .full(let at): (number & 31) << at
    case .short(let at): (number & 7) << at
    }
  }
}

extension InstructionFormat {
  /// Where the immediate of this format lies.
  var immediateLayout: ImmediateLayout {
    switch self {
    case .immediate, .load, .jumpRegister: .immediate
    case .shift(let bits): ImmediateLayout([(0, bits, 20)], isSigned: false)
    case .store: .store
    case .branch: .branch
    case .upper: .upper
    case .jump: .jump
    case .register, .csr, .csrImmediate, .atomic, .loadReserved, .fence, .addressFence, .plain:
      .none
    }
  }
}
