/// Instructions as the manual writes them, by the format of their operands.
extension Assembly {
  mutating func instruction(_ mnemonic: String, _ span: Range<Int>) throws {
    if let form = InstructionTable.byMnemonic[mnemonic] { return try instruction(form, 0) }
    if try atomicWithOrdering(mnemonic) { return }
    if let form = CompressedTable.byMnemonic[mnemonic] { return try compressed(form, span) }
    if try pseudoInstruction(mnemonic) { return }
    throw source.error(
      .unknown(
        kind: "instruction", name: mnemonic,
        nearest: nearest(mnemonic, among: Self.mnemonics), known: []), at: span)
  }

  /// All that can stand where an instruction is expected.
  static let mnemonics: [String] =
    InstructionTable.forms.map(\.mnemonic) + pseudoInstructionNames
    + CompressedTable.forms.map(\.mnemonic)

  /// `amoadd.w.aq` and its like.
  private mutating func atomicWithOrdering(_ mnemonic: String) throws -> Bool {
    for ordering in InstructionTable.orderings where !ordering.suffix.isEmpty {
      guard mnemonic.hasSuffix(ordering.suffix),
        let form = InstructionTable.byMnemonic[
          String(mnemonic.dropLast(ordering.suffix.count))],
        form.format == .atomic || form.format == .loadReserved
      else { continue }
      try instruction(form, ordering.bits)
      return true
    }
    return false
  }

  private mutating func instruction(_ form: InstructionForm, _ bits: UInt32) throws {
    let match = form.match | bits
    switch form.format {
    case .register: try registers(form)
    case .immediate:
      let (rd, rs1) = (try firstRegister(), try nextRegister())
      try immediate(match.with(rd: rd, rs1: rs1), .immediate)
    case .shift(let width):
      let (rd, rs1) = (try firstRegister(), try nextRegister())
      try immediate(match.with(rd: rd, rs1: rs1), .amount(width))
    case .load: try load(match)
    case .store: try store(match)
    case .branch:
      let (rs1, rs2) = (try firstRegister(), try nextRegister())
      try branch(match.with(rs1: rs1, rs2: rs2))
    case .upper: try immediate(match.with(rd: try firstRegister()), .upper)
    case .jump: try jumpAndLink()
    case .jumpRegister: try jumpRegister(link: 1)
    case .csr, .csrImmediate: try csr(match, form.format)
    case .atomic:
      let (rd, rs2) = (try firstRegister(), try nextRegister())
      try emit(match.with(rd: rd, rs1: try plainAddress(), rs2: rs2))
    case .loadReserved:
      try emit(match.with(rd: try firstRegister(), rs1: try plainAddress()))
    case .fence: try fence(match)
    case .addressFence:
      let rs1 = cursor.isAtEnd ? 0 : try firstRegister()
      try emit(match.with(rs1: rs1, rs2: cursor.isAtEnd ? 0 : try nextRegister()))
    case .plain: try emit(match)
    }
  }

  mutating func firstRegister() throws -> UInt32 { try cursor.register() }

  mutating func nextRegister() throws -> UInt32 {
    try cursor.need(",")
    return try cursor.register()
  }

  /// `add rd, rs1, rs2`, or with a number in the place of rs2 where there is an instruction for that.
  private mutating func registers(_ form: InstructionForm) throws {
    let (rd, rs1) = (try firstRegister(), try nextRegister())
    if let other = Self.immediateForm(of: form.mnemonic), cursor.peek(1).kind != .end,
      cursor.next.kind == .mark(","), !isRegister(cursor.peek(1))
    {
      let field: AssemblyFixup.ImmediateField =
        if case .shift(let width) = other.format { .amount(width) } else { .immediate }
      try cursor.need(",")
      let value = try immediate()
      // Only what is written as `addi` is taken for a short `li` or `mv`.
      let isMove = form.mnemonic == "add" && value.operand.number == 0
      return try emit(
        other.match.with(rd: rd, rs1: rs1), value, field, compresses: rs1 != 0 && !isMove)
    }
    try emit(form.match.with(rd: rd, rs1: rs1, rs2: try nextRegister()))
  }

  /// `addi` for `add`, `slliw` for `sllw`.
  static func immediateForm(of mnemonic: String) -> InstructionForm? {
    if mnemonic == "sltu" { return InstructionTable.byMnemonic["sltiu"] }
    let stem = mnemonic.hasSuffix("w") ? String(mnemonic.dropLast()) : mnemonic
    let name = stem + (mnemonic.hasSuffix("w") ? "iw" : "i")
    return InstructionTable.byMnemonic[name]
  }

  func isRegister(_ token: AssemblyToken) -> Bool {
    guard case .name(let name) = token.kind else { return false }
    return RegisterNames.number(name) != nil
  }

  /// `lw rd, imm(rs1)`, or `lw rd, symbol`: the address is then made in rd.
  private mutating func load(_ match: UInt32) throws {
    let rd = try firstRegister()
    try cursor.need(",")
    let address = try address()
    if let base = address.base {
      return try emit(match.with(rd: rd, rs1: base), address.immediate, .immediate)
    }
    try emitPair(
      UInt32(0x17).with(rd: rd), match.with(rd: rd, rs1: rd), address.immediate.operand, .immediate)
  }

  /// `sw rs2, imm(rs1)`, or `sw rs2, symbol, rt`: the address is then made in rt.
  private mutating func store(_ match: UInt32) throws {
    let rs2 = try firstRegister()
    try cursor.need(",")
    let address = try address()
    if let base = address.base {
      return try emit(match.with(rs1: base, rs2: rs2), address.immediate, .store)
    }
    guard cursor.next.kind == .mark(",") else {
      throw cursor.expected("`(` and a register, or `,` and a register for the address")
    }
    let rt = try nextRegister()
    try emitPair(
      UInt32(0x17).with(rd: rt), match.with(rs1: rt, rs2: rs2), address.immediate.operand, .store)
  }

  private mutating func jumpAndLink() throws {
    var link: UInt32 = 1
    if let register = cursor.nextRegister {
      cursor.advance()
      try cursor.need(",")
      link = register
    }
    try jump(link: link)
  }

  /// `jalr rs`, `jalr rd, rs`, `jalr rd, rs, imm`, `jalr imm(rs)`, `jalr rd, imm(rs)`; `jr` without the rd.
  ///
  /// Only the first has a compressed form in the ordinary assembler.
  mutating func jumpRegister(link: UInt32) throws {
    let jalr = InstructionTable.match("jalr")
    if let only = cursor.nextRegister, cursor.peek(1).kind == .end {
      cursor.advance()
      return try emit(jalr.with(rd: link, rs1: only))
    }
    var rd = link
    if link != 0, let first = cursor.nextRegister {
      rd = first
      cursor.advance()
      try cursor.need(",")
    }
    let (base, immediate) = try jumpAddress()
    try emit(jalr.with(rd: rd, rs1: base), immediate, .immediate, compresses: false)
  }

  /// `rs`, `rs, imm` or `imm(rs)`.
  private mutating func jumpAddress() throws -> (UInt32, AssemblyImmediate) {
    guard let base = cursor.nextRegister else { return try basedAddress() }
    cursor.advance()
    return (base, cursor.take(",") ? try immediate() : .zero)
  }

  private mutating func csr(_ match: UInt32, _ format: InstructionFormat) throws {
    let rd = try firstRegister()
    try cursor.need(",")
    let number = try csrNumber()
    try cursor.need(",")
    try csr(match.with(rd: rd) | UInt32(number) << 20, immediate: format == .csrImmediate)
  }

  /// The last operand of a CSR instruction; a number makes it the immediate form.
  mutating func csr(_ word: UInt32, immediate isImmediate: Bool) throws {
    if !isImmediate, let rs1 = cursor.nextRegister {
      cursor.advance()
      return try emit(word.with(rs1: rs1))
    }
    if !isImmediate, case .name = cursor.next.kind { _ = try cursor.register() }
    try emit(word | 0x4000, try self.immediate(), .csrImmediate)
  }

  /// By name or by number.
  mutating func csrNumber() throws -> UInt16 {
    if case .name(let name) = cursor.next.kind {
      if let number = CSRNames.number(name) {
        cursor.advance()
        return number
      }
      let index = symbols.index(of: name)
      if case .none = symbols.entries[index].definition {
        throw source.error(
          .unknown(kind: "CSR", name: name, nearest: nearest(name, among: CSRNames.all), known: []),
          at: cursor.next.span)
      }
    }
    let (value, span) = try number("the number or the name of a CSR")
    guard let number = UInt16(exactly: value), number < 4096 else {
      throw source.error(
        .outOfRange(what: "the number of a CSR", value: "\(value)", range: "0 to 4095"), at: span)
    }
    return number
  }

  /// `fence` alone orders all; `fence rw, w`.
  private mutating func fence(_ match: UInt32) throws {
    guard !cursor.isAtEnd else { return try emit(match | 0xff << 20) }
    let before = try fenceSet()
    try cursor.need(",")
    try emit(match | before << 24 | (try fenceSet()) << 20)
  }

  /// Some of `iorw`, in this order.
  private mutating func fenceSet() throws -> UInt32 {
    guard case .name(let name) = cursor.next.kind else {
      throw cursor.expected("some of `i`, `o`, `r`, `w`")
    }
    var rest = Substring(name)
    var set: UInt32 = 0
    for (index, letter) in "iorw".enumerated() where rest.first == letter {
      set |= 8 >> UInt32(index)
      rest = rest.dropFirst()
    }
    guard rest.isEmpty else { throw cursor.expected("some of `i`, `o`, `r`, `w`, in this order") }
    cursor.advance()
    return set
  }
}
