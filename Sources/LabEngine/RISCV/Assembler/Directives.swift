/// The directives; "Using as", 7 and 9.38.2.
extension Assembly {
  /// By family, for suggestions.
  static let directiveNames: [String] =
    dataWidths.keys.sorted() + [
      ".ascii", ".asciz", ".string", ".zero", ".space", ".skip", ".fill", ".align", ".p2align",
      ".balign", ".equ", ".set", ".globl", ".global", ".local", ".weak", ".section", ".text",
      ".data", ".rodata", ".bss", ".pushsection", ".popsection", ".previous", ".option", ".type",
      ".size", ".file", ".ident", ".attribute",
    ]

  private static let dataWidths = [
    ".byte": 1, ".half": 2, ".2byte": 2, ".short": 2, ".hword": 2, ".word": 4, ".4byte": 4,
    ".long": 4, ".int": 4, ".dword": 8, ".8byte": 8, ".quad": 8,
  ]

  mutating func directive(_ name: String, _ span: Range<Int>) throws {
    if let width = Self.dataWidths[name] { return try data(width) }
    switch name {
    case ".ascii": try text(terminated: false)
    case ".asciz", ".string": try text(terminated: true)
    case ".zero", ".space", ".skip": try space()
    case ".fill": try fill()
    case ".align", ".p2align": try align(isPower: true, span)
    case ".balign": try align(isPower: false, span)
    case ".equ", ".set", ".equiv":
      let name = try cursor.name("a name")
      try cursor.need(",")
      try assign(name.text, name.span)
    case ".text", ".data", ".rodata", ".bss": enter(name, AssemblySection.kind(of: name))
    case ".section": try section()
    case ".pushsection":
      sectionStack.append((current, previous))
      try section()
    case ".popsection":
      guard let last = sectionStack.popLast() else {
        throw source.error(.undefined("`.popsection` without `.pushsection`"), at: span)
      }
      (current, previous) = last
    case ".previous": (previous, current) = (current, previous)
    case ".option": try option()
    // What only a linker or a debugger reads: every name is known everywhere in one source.
    case ".globl", ".global", ".local", ".weak", ".hidden", ".type", ".size", ".file", ".ident",
      ".attribute", ".loc":
      skipStatement()
    default:
      throw source.error(
        .unknown(
          kind: "directive", name: name, nearest: nearest(name, among: Self.directiveNames),
          known: []), at: span)
    }
  }

  /// Values of `width` bytes, separated by commas.
  private mutating func data(_ width: Int) throws {
    guard !cursor.isAtEnd else { return }
    repeat {
      let operand = try expression()
      guard let number = operand.number else {
        addFixup(.data(width), operand)
        try append([UInt8](repeating: 0, count: width), at: operand.span)
        continue
      }
      try checkData(number, width, operand.span)
      try append(Self.bytes(number, width), at: operand.span)
    } while cursor.take(",")
  }

  /// Signed or unsigned, as it fits.
  func checkData(_ number: Int64, _ width: Int, _ span: Range<Int>) throws {
    guard width < 8 else { return }
    let bits = Int64(width * 8)
    let (low, high) = (-(1 << (bits - 1)) as Int64, (1 << bits) - 1 as Int64)
    guard number < low || number > high else { return }
    throw source.error(
      .outOfRange(
        what: "a value of \(width) byte\(width == 1 ? "" : "s")", value: "\(number)",
        range: "\(low) to \(high)"), at: span)
  }

  static func bytes(_ number: Int64, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: number >> Int64($0 * 8)) }
  }

  private mutating func text(terminated: Bool) throws {
    guard !cursor.isAtEnd else { return }
    repeat {
      guard case .text(let bytes) = cursor.next.kind else {
        throw cursor.expected("a text in quotes")
      }
      let span = cursor.next.span
      cursor.advance()
      try append(terminated ? bytes + [0] : bytes, at: span)
    } while cursor.take(",")
  }

  /// `.space count, fill`
  private mutating func space() throws {
    let count = try expression()
    let fill = cursor.take(",") ? try number("a byte") : (value: 0, span: count.span)
    try checkData(fill.value, 1, fill.span)
    try repeated(count, [UInt8(truncatingIfNeeded: fill.value)])
  }

  /// `.fill count, size, value`
  private mutating func fill() throws {
    let count = try expression()
    let width = cursor.take(",") ? try number("a size") : (value: 1, span: count.span)
    guard (0...8).contains(width.value) else {
      throw source.error(
        .outOfRange(what: "the size", value: "\(width.value)", range: "0 to 8"), at: width.span)
    }
    let value = cursor.take(",") ? try number("a value") : (value: 0, span: count.span)
    // The upper four bytes of eight are zero in the ordinary assembler too.
    let low = Int64(UInt32(truncatingIfNeeded: value.value))
    try repeated(count, Self.bytes(low, Int(width.value)))
  }

  private mutating func repeated(_ count: AssemblyOperand, _ unit: [UInt8]) throws {
    guard let number = count.number else {
      return append(.fill(count: count, unit: unit))
    }
    let total = try checkedSize(number, of: unit.count, count.span)
    guard let byte = unit.first else { return }
    if unit.count == 1 {
      try append([UInt8](repeating: byte, count: total), at: count.span)
    } else {
      try append((0..<Int(number)).flatMap { _ in unit }, at: count.span)
    }
  }

  /// `count` units in bytes.
  func checkedSize(_ count: Int64, of unit: Int, _ span: Range<Int>) throws -> Int {
    guard count >= 0 else {
      throw source.error(
        .outOfRange(what: "the count", value: "\(count)", range: "0 or more"), at: span)
    }
    let (total, overflow) = count.multipliedReportingOverflow(by: Int64(unit))
    guard !overflow, total <= Assembler.mostBytes, count <= Assembler.mostBytes else {
      throw tooLarge(span)
    }
    return Int(total)
  }

  /// `.align power, fill, most`; `.balign` takes the multiple itself.
  private mutating func align(isPower: Bool, _ directive: Range<Int>) throws {
    let (value, span) = try number("an alignment")
    let alignment = try alignment(value, isPower: isPower, span)
    var fill: UInt8?
    if cursor.take(","), cursor.next.kind != .mark(",") {
      let byte = try number("a byte")
      try checkData(byte.value, 1, byte.span)
      fill = UInt8(truncatingIfNeeded: byte.value)
    }
    var most = UInt64.max
    if cursor.take(",") { most = UInt64(max(0, try number("a count").value)) }
    guard alignment > 1 else { return }
    sections[current].alignment = max(sections[current].alignment, alignment)
    if sections[current].kind != .code {
      fill = fill ?? 0
    } else if fill == nil, alignment <= (options.compresses ? 2 : 4) {
      // Code counts as aligned to whole instructions: so does the ordinary assembler take it, bytes or not.
      return
    }
    append(.align(alignment: alignment, fill: fill, most: most, span: directive))
  }

  private func alignment(
    _ value: Int64, isPower: Bool, _ span: Range<Int>
  ) throws -> UInt64 {
    if isPower {
      guard (0...20).contains(value) else {
        throw source.error(
          .outOfRange(what: "the power of two", value: "\(value)", range: "0 to 20"), at: span)
      }
      return 1 << UInt64(value)
    }
    guard (0...(1 << 20)).contains(value), value & (value - 1) == 0 else {
      throw source.error(
        .outOfRange(
          what: "the alignment", value: "\(value)", range: "a power of two up to 1048576"),
        at: span)
    }
    return UInt64(value)
  }
}
