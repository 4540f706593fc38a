/// Instructions that are written with `c.`: only behind `.option rvc`, and never anything else.
extension Assembly {
  mutating func compressed(_ form: CompressedForm, _ span: Range<Int>) throws {
    guard options.compresses else {
      throw source.error(
        .refused("`\(form.mnemonic)` is known only behind `.option rvc`"), at: span)
    }
    switch form.mnemonic {
    case "c.j": return try jump(link: 0, compresses: true)
    case "c.beqz", "c.bnez":
      let word = form.base.match.with(rs1: try shortRegister())
      return try branch(word)
    default: break
    }
    let word = try compressedWord(form)
    let half = form.encode(word)
    guard form.expand(half) == word, CompressedForm.form(of: half)?.mnemonic == form.mnemonic
    else {
      throw source.error(
        .refused("`\(form.mnemonic)` has no code for these operands"), at: statementSpan)
    }
    sections[current].instructions.append((here, span.lowerBound))
    try append(Self.bytes(Int64(half), 2), at: statementSpan)
  }

  private mutating func shortRegister() throws -> UInt32 {
    let span = cursor.next.span
    let register = try cursor.register()
    guard (8..<16).contains(register) else {
      throw source.error(
        .expected("one of s0, s1, a0 to a5", found: "`\(RegisterNames.name(register))`"), at: span)
    }
    return register
  }

  /// The 32-bit instruction that does the same.
  private mutating func compressedWord(_ form: CompressedForm) throws -> UInt32 {
    let match = form.base.match
    switch form.mnemonic {
    case "c.nop", "c.ebreak", "c.unimp": return match
    case "c.jr": return match.with(rs1: try firstRegister())
    case "c.jalr": return match.with(rd: 1, rs1: try firstRegister())
    case "c.mv": return match.with(rd: try firstRegister(), rs1: try nextRegister())
    case "c.li", "c.lui":
      let word = match.with(rd: try firstRegister())
      return try withImmediate(word, form.base.format)
    case "c.addi4spn":
      let word = match.with(rd: try firstRegister(), rs1: try nextRegister())
      return try withImmediate(word, form.base.format)
    default: break
    }
    let first = try firstRegister()
    switch form.base.format {
    case .load, .store:
      try cursor.need(",")
      let (base, immediate) = try basedAddress()
      let word =
        form.base.format == .load
        ? match.with(rd: first, rs1: base) : match.with(rs1: base, rs2: first)
      return try withImmediate(word, form.base.format, immediate)
    case .register:
      return match.with(rd: first, rs1: first, rs2: try nextRegister())
    default: return try withImmediate(match.with(rd: first, rs1: first), form.base.format)
    }
  }

  private mutating func withImmediate(
    _ word: UInt32, _ format: InstructionFormat, _ given: AssemblyImmediate? = nil
  ) throws -> UInt32 {
    if given == nil { try cursor.need(",") }
    let immediate = try given ?? self.immediate()
    guard immediate.part == .whole, var value = immediate.operand.number else {
      throw source.error(
        .expected(
          "a number that is known here", found: "`\(source.text(immediate.operand.span))`"),
        at: immediate.operand.span)
    }
    // `c.lui a0, 0xfffe1` and `c.lui a0, -31` are one.
    if format == .upper, value < 0 { value &+= 1 << 20 }
    guard format.immediateLayout.holds(value) else {
      throw source.error(
        .outOfRange(
          what: "the immediate", value: "\(value)", range: "a number that the instruction holds"),
        at: immediate.operand.span)
    }
    return word.with(value, in: format.immediateLayout)
  }
}
