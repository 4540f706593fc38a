/// What an instruction's immediate is made of.
struct AssemblyImmediate {
  /// `%hi` and its like; the number itself if there is none.
  enum Part: String, CaseIterable {
    case whole = ""
    case high = "hi"
    case low = "lo"
    case wayHigh = "pcrel_hi"
    case wayLow = "pcrel_lo"
  }

  var part = Part.whole
  var operand: AssemblyOperand

  static var zero: AssemblyImmediate {
    AssemblyImmediate(operand: AssemblyOperand(tree: .number(0), span: 0..<0))
  }
}

/// Immediates and addresses.
extension Assembly {
  /// A number, or a part of an address: `%lo(symbol)`.
  mutating func immediate() throws -> AssemblyImmediate {
    guard cursor.next.kind == .mark("%") else {
      return AssemblyImmediate(operand: try expression())
    }
    cursor.advance()
    let (name, span) = try cursor.name("`hi`, `lo`, `pcrel_hi` or `pcrel_lo`")
    guard let part = AssemblyImmediate.Part(rawValue: name), part != .whole else {
      let known = AssemblyImmediate.Part.allCases.dropFirst().map { "%" + $0.rawValue }
      throw source.error(
        .unknown(
          kind: "part of an address", name: "%" + name, nearest: nearest("%" + name, among: known),
          known: known), at: (span.lowerBound - 1)..<span.upperBound)
    }
    try cursor.need("(")
    let operand = try expression()
    try cursor.need(")")
    return AssemblyImmediate(part: part, operand: operand)
  }

  /// `imm(rs1)`, `(rs1)`, or an address without a register.
  mutating func address() throws -> (base: UInt32?, immediate: AssemblyImmediate) {
    var value = AssemblyImmediate.zero
    let startsWithBase =
      cursor.next.kind == .mark("(") && isRegister(cursor.peek(1))
      && cursor.peek(2).kind == .mark(")")
    if !startsWithBase {
      value = try immediate()
      guard cursor.next.kind == .mark("(") else {
        if value.part != .whole { throw cursor.expected("`(` and a register") }
        return (nil, value)
      }
    }
    try cursor.need("(")
    let base = try cursor.register()
    try cursor.need(")")
    return (base, value)
  }

  /// `imm(rs1)` or `(rs1)`.
  mutating func basedAddress() throws -> (UInt32, AssemblyImmediate) {
    let address = try address()
    guard let base = address.base else { throw cursor.expected("`(` and a register") }
    return (base, address.immediate)
  }

  /// `(rs1)` or `0(rs1)`, behind a comma: an atomic instruction has no room for more.
  mutating func plainAddress() throws -> UInt32 {
    try cursor.need(",")
    let (base, value) = try basedAddress()
    guard value.part == .whole, value.operand.number == 0 else {
      throw source.error(
        .outOfRange(
          what: "the offset of an atomic instruction", value: source.text(value.operand.span),
          range: "0"), at: value.operand.span)
    }
    return base
  }

  /// The last operand, an immediate behind a comma.
  mutating func immediate(_ word: UInt32, _ field: AssemblyFixup.ImmediateField) throws {
    try cursor.need(",")
    try emit(word, try immediate(), field)
  }
}
