/// Puts into the bytes what depends on addresses.
extension AssemblyLayout {
  mutating func applyFixups(_ memory: inout [[UInt8]]) throws {
    let ways = try highWays()
    for section in sections.indices {
      let start = bases[section]
      for fixup in sections[section].fixups {
        let address = address(of: fixup.location)
        let offset = Int(truncatingIfNeeded: address &- start)
        try apply(fixup, address, ways, &memory[section], offset)
      }
    }
  }

  /// Where each `auipc` with `%pcrel_hi` leads, by its address.
  private mutating func highWays() throws -> [UInt64: Int64] {
    var ways: [UInt64: Int64] = [:]
    for section in sections.indices {
      for fixup in sections[section].fixups {
        guard fixup.kind == .wayHigh else { continue }
        let address = address(of: fixup.location)
        ways[address] = try way(to: fixup.operand, from: address)
      }
    }
    return ways
  }

  private mutating func apply(
    _ fixup: AssemblyFixup, _ address: UInt64, _ ways: [UInt64: Int64], _ bytes: inout [UInt8],
    _ offset: Int
  ) throws {
    let span = fixup.operand.span
    switch fixup.kind {
    case .data(let width): try data(fixup, width, &bytes, offset)
    case .immediate(let field):
      let number = try plainNumber(fixup.operand)
      guard field.layout.holds(number) else {
        throw source.error(
          .outOfRange(what: field.words.what, value: "\(number)", range: field.words.range),
          at: span)
      }
      Self.add(field.layout.encode(number), to: &bytes, offset)
    case .high:
      let value = try value(fixup.operand)
      if value.labels > 0 { try checkHigh(value.number, span) }
      Self.add(Self.high(value.number), to: &bytes, offset)
    case .low(let field):
      Self.add(field.layout.encode(Self.low(try value(fixup.operand).number)), to: &bytes, offset)
    case .wayHigh:
      let way = try way(to: fixup.operand, from: address)
      try checkWay(way, span)
      Self.add(Self.high(way), to: &bytes, offset)
    case .wayLow(let field):
      let label = UInt64(bitPattern: try value(fixup.operand).number)
      guard let way = ways[label] else {
        throw source.error(
          .undefined(
            "`%pcrel_lo` needs the label of an `auipc` with `%pcrel_hi`, which "
              + "`\(source.text(span))` is not"), at: span)
      }
      Self.add(field.layout.encode(Self.low(way)), to: &bytes, offset)
    case .pair(let field):
      let way = try way(to: fixup.operand, from: address)
      try checkWay(way, span)
      Self.add(Self.high(way), to: &bytes, offset)
      Self.add(field.layout.encode(Self.low(way)), to: &bytes, offset + 4)
    case .jump:
      let way = try way(to: fixup.operand, from: address)
      try check(way, .jump, span)
      Self.add(ImmediateLayout.jump.encode(way), to: &bytes, offset)
    }
  }

  private mutating func data(
    _ fixup: AssemblyFixup, _ width: Int, _ bytes: inout [UInt8], _ offset: Int
  ) throws {
    let value = try value(fixup.operand)
    let bits = Int64(width * 8)
    if width < 8 {
      let (low, high) = (-(1 << (bits - 1)) as Int64, (1 << bits) - 1 as Int64)
      guard (low...high).contains(value.number) else {
        throw source.error(
          .outOfRange(
            what: "a value of \(width) byte\(width == 1 ? "" : "s")", value: "\(value.number)",
            range: "\(low) to \(high)"), at: fixup.operand.span)
      }
    }
    let section = sections[fixup.location.section]
    guard section.kind != .zeroed || value.number == 0 else {
      throw source.error(
        .refused("`\(section.name)` holds only zeros"), at: fixup.operand.span)
    }
    for (index, byte) in Assembly.bytes(value.number, width).enumerated() {
      bytes[offset + index] = byte
    }
  }

  /// Bits 31 to 12 in their place, such that `low` added to them gives the value.
  private static func high(_ value: Int64) -> UInt32 {
    UInt32(truncatingIfNeeded: value &+ 0x800) & 0xffff_f000
  }

  private static func low(_ value: Int64) -> Int64 { (value << 52) >> 52 }

  private func checkHigh(_ address: Int64, _ span: Range<Int>) throws {
    guard address &+ 0x800 != Int64(Int32(truncatingIfNeeded: address &+ 0x800)) else { return }
    throw source.error(
      .refused(
        "`%hi` reaches addresses below 2 GiB, and `\(source.text(span))` is not one; use `la`, or "
          + "`%pcrel_hi` with `auipc`"), at: span)
  }

  private func checkWay(_ way: Int64, _ span: Range<Int>) throws {
    guard way &+ 0x800 != Int64(Int32(truncatingIfNeeded: way &+ 0x800)) else { return }
    throw source.error(
      .outOfRange(
        what: "the distance to `\(source.text(span))`", value: "\(way)", range: "within 2 GiB"),
      at: span)
  }

  private static func add(_ bits: UInt32, to bytes: inout [UInt8], _ offset: Int) {
    for index in 0..<4 {
      bytes[offset + index] |= UInt8(truncatingIfNeeded: bits >> UInt32(8 * index))
    }
  }
}
