/// Turns what was read into bytes at addresses.
extension Assembly {
  func image(base: UInt64) throws -> GuestImage {
    var layout = AssemblyLayout(self, base: base)
    try layout.settle()
    try layout.checkNames()
    var memory = try layout.bytes()
    try layout.applyFixups(&memory)
    return layout.image(memory)
  }
}

extension AssemblyLayout {
  /// What is set is to have a value, used or not.
  mutating func checkNames() throws {
    for entry in symbols.entries {
      guard case .value(let tree) = entry.definition else { continue }
      _ = try value(AssemblyOperand(tree: tree, span: entry.span))
    }
  }

  /// The bytes of each section, with zeros where a fixup goes.
  mutating func bytes() throws -> [[UInt8]] {
    var memory: [[UInt8]] = []
    for section in sections.indices {
      var bytes: [UInt8] = []
      for fragment in sections[section].fragments {
        bytes += fragment.bytes
        let address = bases[section] &+ fragment.offset &+ UInt64(fragment.bytes.count)
        bytes += try tail(fragment.tail, fragment.tailSize, at: address)
      }
      memory.append(bytes)
    }
    return memory
  }

  private mutating func tail(
    _ tail: AssemblyTail, _ size: Int, at address: UInt64
  ) throws -> [UInt8] {
    switch tail {
    case .none: []
    case .align(_, let fill?, _, _): [UInt8](repeating: fill, count: size)
    case .align(_, nil, _, _): Self.nops(size)
    case .fill(_, let unit): (0..<(size / max(1, unit.count))).flatMap { _ in unit }
    case .branch(let word, let target, let isCompressible):
      try branch(word, target, size, isCompressible, at: address)
    }
  }

  /// An odd byte, then at most one short nop, then long ones: as the ordinary assembler fills code.
  private static func nops(_ size: Int) -> [UInt8] {
    var bytes: [UInt8] = size % 2 == 1 ? [0] : []
    if size % 4 >= 2 { bytes += [0x01, 0x00] }
    while bytes.count < size { bytes += [0x13, 0, 0, 0] }
    return bytes
  }

  private mutating func branch(
    _ word: UInt32, _ target: AssemblyOperand, _ size: Int, _ isCompressible: Bool,
    at address: UInt64
  ) throws -> [UInt8] {
    let isJump = word & 0x7f == 0x6f
    let way = try self.way(to: target, from: address)
    if size <= 4 {
      let whole = word.with(way, in: isJump ? .jump : .branch)
      try check(way, isJump ? .jump : .branch, target.span)
      guard size == 2, let half = CompressedForm.compressing(whole) else {
        return Assembly.bytes(Int64(whole), 4)
      }
      return Assembly.bytes(Int64(half), 2)
    }
    // The opposite branch leads around a jump.
    let around = (word ^ 0x1000).with(Int64(size), in: .branch)
    let rest = way &- Int64(size - 4)
    try check(rest, .jump, target.span)
    let jump = Assembly.bytes(Int64(UInt32(0x6f).with(rest, in: .jump)), 4)
    if size == 6, let half = CompressedForm.compressing(around) {
      return Assembly.bytes(Int64(half), 2) + jump
    }
    return Assembly.bytes(Int64(around), 4) + jump
  }

  mutating func way(to target: AssemblyOperand, from address: UInt64) throws -> Int64 {
    Int64(bitPattern: UInt64(bitPattern: try value(target).number) &- address)
  }

  /// That a jump gets there.
  func check(_ way: Int64, _ layout: ImmediateLayout, _ span: Range<Int>) throws {
    guard way & 1 == 0 else {
      throw source.error(
        .mismatch("an instruction cannot lie at the odd address `\(source.text(span))`"), at: span)
    }
    guard !layout.holds(way) else { return }
    let reach = 1 << (layout.width - 1)
    throw source.error(
      .outOfRange(
        what: "the distance to `\(source.text(span))`", value: "\(way)",
        range: "\(-reach) to \(reach - 2)"), at: span)
  }

  /// Sections without bytes are joined into nothing; names and lines go by address.
  func image(_ memory: [[UInt8]]) -> GuestImage {
    var segments: [GuestImage.Segment] = []
    for section in order where !memory[section].isEmpty {
      let address = bases[section]
      let bytes = sections[section].kind == .zeroed ? [] : memory[section]
      segments.append(
        GuestImage.Segment(address: address, bytes: bytes, size: UInt64(memory[section].count)))
    }
    let lines = self.lines
    var image = GuestImage(
      entry: lines.first?.address ?? bases[0], segments: segments, symbols: labels, lines: lines)
    if let start = image.address(of: "_start") { image.entry = start }
    return image
  }

  /// Labels that other programs would see: not the numeric ones, not those that start with `.L`.
  private var labels: [GuestImage.Symbol] {
    let all = symbols.entries.compactMap { entry -> (position: Int, symbol: GuestImage.Symbol)? in
      guard case .label(let location) = entry.definition, !entry.name.contains(" "),
        !entry.name.hasPrefix(".L")
      else { return nil }
      let symbol = GuestImage.Symbol(name: entry.name, address: address(of: location))
      return (entry.span.lowerBound, symbol)
    }
    return all.sorted { ($0.symbol.address, $0.position) < ($1.symbol.address, $1.position) }
      .map(\.symbol)
  }

  private var lines: [GuestImage.Line] {
    var lines: [GuestImage.Line] = []
    for section in order {
      for (location, position) in sections[section].instructions {
        let line = source.line(of: position)
        let start = address(of: location)
        lines.append(GuestImage.Line(address: start, line: line))
        let fragment = sections[location.section].fragments[location.fragment]
        // The jump that a far branch leads around.
        if location.offset == fragment.bytes.count, case .branch = fragment.tail,
          fragment.tailSize > 4
        {
          let behind = start &+ UInt64(fragment.tailSize - 4)
          lines.append(GuestImage.Line(address: behind, line: line))
        }
      }
    }
    return lines
  }
}
