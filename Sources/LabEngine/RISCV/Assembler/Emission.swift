/// Words into the section.
extension Assembly {
  /// One instruction, compressed if that is asked for and there is a way.
  mutating func emit(_ word: UInt32, compresses: Bool = true) throws {
    if compresses, options.compresses, let half = CompressedForm.compressing(word) {
      try emit(bytes: Self.bytes(Int64(half), 2))
    } else {
      try emit(bytes: Self.bytes(Int64(word), 4))
    }
  }

  private mutating func emit(bytes: [UInt8]) throws {
    noteInstruction()
    try append(bytes, at: statementSpan)
  }

  /// The statement's words so far.
  var statementSpan: Range<Int> { cursor.span(from: 0) }

  private mutating func noteInstruction() {
    sections[current].instructions.append((here, statementSpan.lowerBound))
  }

  /// With an immediate: now if it is known, else when everything has its place.
  mutating func emit(
    _ word: UInt32, _ immediate: AssemblyImmediate, _ field: AssemblyFixup.ImmediateField,
    compresses: Bool = true
  ) throws {
    let kind = try fixupKind(immediate, field)
    if case .immediate = kind, let number = immediate.operand.number {
      try checkImmediate(number, field, immediate.operand.span)
      return try emit(word.with(number, in: field.layout), compresses: compresses)
    }
    addFixup(kind, immediate.operand)
    try emit(bytes: Self.bytes(Int64(word), 4))
  }

  private func fixupKind(
    _ immediate: AssemblyImmediate, _ field: AssemblyFixup.ImmediateField
  ) throws -> AssemblyFixup.Kind {
    switch (immediate.part, field) {
    case (.whole, _): return .immediate(field)
    case (.high, .upper): return .high
    case (.wayHigh, .upper): return .wayHigh
    case (.low, .immediate), (.low, .store): return .low(field)
    case (.wayLow, .immediate), (.wayLow, .store): return .wayLow(field)
    default:
      throw source.error(
        .refused("`%\(immediate.part.rawValue)` does not go with this instruction"),
        at: immediate.operand.span)
    }
  }

  func checkImmediate(
    _ number: Int64, _ field: AssemblyFixup.ImmediateField, _ span: Range<Int>
  ) throws {
    guard !field.layout.holds(number) else { return }
    throw source.error(
      .outOfRange(what: field.words.what, value: "\(number)", range: field.words.range), at: span)
  }

  /// `auipc` and an instruction that goes on with the lower part of the way to `target`.
  mutating func emitPair(
    _ first: UInt32, _ second: UInt32, _ target: AssemblyOperand,
    _ field: AssemblyFixup.ImmediateField
  ) throws {
    addFixup(.pair(field), target)
    try emit(bytes: Self.bytes(Int64(first), 4))
    try emit(bytes: Self.bytes(Int64(second), 4))
  }

  /// A conditional branch, its target behind a comma.
  mutating func branch(_ word: UInt32) throws {
    try cursor.need(",")
    let target = try expression()
    let isShort = options.compresses && CompressedForm.compressing(word) != nil
    noteInstruction()
    append(.branch(word: word, target: target, isCompressible: isShort))
  }

  /// `jal` to the target that comes next; only what is written as `j` is ever compressed.
  mutating func jump(link: UInt32, compresses: Bool = false) throws {
    let target = try expression()
    let word = UInt32(0x6f).with(rd: link)
    if compresses, options.compresses {
      noteInstruction()
      return append(.branch(word: word, target: target, isCompressible: true))
    }
    addFixup(.jump, target)
    try emit(bytes: Self.bytes(Int64(word), 4))
  }

  /// The code for a number in a register, as the ordinary assembler chooses it.
  ///
  /// 12 bits are `addi`, 32 are `lui` and `addiw`; more are what is above the lowest 12 bits, made in the same way
  /// without its low zeros, then shifted.
  mutating func load(_ value: Int64, into rd: UInt32) throws {
    if ImmediateLayout.immediate.holds(value) {
      let addi = InstructionTable.match("addi").with(rd: rd).with(value, in: .immediate)
      // Not a short `nop`, which is `addi` by its own name.
      return try emit(addi, compresses: rd != 0)
    }
    try loadInParts(value, into: rd)
  }

  private mutating func loadInParts(_ value: Int64, into rd: UInt32) throws {
    let lower = (value << 52) >> 52
    let upper = value &- lower
    if value == Int64(Int32(truncatingIfNeeded: value)) {
      return try load32(upper: upper, lower: lower, into: rd)
    }
    let shift = Int64(upper.trailingZeroBitCount)
    try loadInParts(upper >> shift, into: rd)
    let slli = InstructionTable.match("slli").with(rd: rd, rs1: rd)
    try emit(slli | UInt32(truncatingIfNeeded: shift) << 20)
    guard lower != 0 else { return }
    try emit(InstructionTable.match("addi").with(rd: rd, rs1: rd).with(lower, in: .immediate))
  }

  private mutating func load32(upper: Int64, lower: Int64, into rd: UInt32) throws {
    var source: UInt32 = 0
    if upper != 0 {
      try emit(InstructionTable.match("lui").with(rd: rd).with(upper >> 12, in: .upper))
      source = rd
    }
    guard lower != 0 || source == 0 else { return }
    let addiw = InstructionTable.match("addiw").with(rd: rd, rs1: source)
    try emit(addiw.with(lower, in: .immediate))
  }
}
