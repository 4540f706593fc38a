/// Gives every fragment its place, and every expression its value.
///
/// Sizes are found as the ordinary assembler finds them, so that they are the same where several would do: round
/// after round from front to back, names that lie ahead still having the place of the round before.
struct AssemblyLayout {
  let source: AssemblySource
  let symbols: AssemblySymbols
  var sections: [AssemblySection]
  /// Where each section lies.
  private(set) var bases: [UInt64]
  /// Sections in the order in which they lie in memory.
  let order: [Int]
  private var known: [SymbolState]

  private enum SymbolState {
    case unknown, visiting
    case known(AssemblyValue)
  }

  /// Rounds after which branches only grow, and after which it is given up.
  private static let (freeRounds, mostRounds) = (30, 60)
  /// Names that are set to names that are set to names…
  private static let deepest = 200

  init(_ assembly: Assembly, base: UInt64) {
    source = assembly.source
    symbols = assembly.symbols
    sections = assembly.sections
    bases = Array(repeating: base, count: sections.count)
    known = Array(repeating: .unknown, count: symbols.entries.count)
    let kinds = sections.map(\.kind.rawValue)
    // The ordinary code section is the first of all, so it comes first.
    order = sections.indices.sorted { (kinds[$0], $0) < (kinds[$1], $1) }
  }

  mutating func settle() throws {
    let base = bases[0]
    for round in 0..<Self.mostRounds {
      var changed = false
      var end = base
      for section in order {
        if try resize(section, onlyGrows: round > Self.freeRounds) { changed = true }
      }
      forgetValues()
      for section in order {
        let start = end.rounded(up: sections[section].alignment)
        if bases[section] != start { changed = true }
        bases[section] = start
        end = start &+ sections[section].size
      }
      guard changed else { return try check(end &- base) }
    }
    throw LabError(
      .refused("the sizes in this program depend on each other without end"),
      at: SourcePlace(line: source.firstLine, column: 1))
  }

  private mutating func forgetValues() {
    known = Array(repeating: .unknown, count: symbols.entries.count)
  }

  /// That every size is one that can be.
  private mutating func check(_ size: UInt64) throws {
    for section in order {
      for fragment in sections[section].fragments {
        guard case .fill(let count, let unit) = fragment.tail else { continue }
        let number = try plainNumber(count)
        guard (0...Int64(Assembler.mostBytes / max(1, unit.count))).contains(number) else {
          throw source.error(
            .outOfRange(what: "the count", value: "\(number)", range: "0 or more, within 16 MiB"),
            at: count.span)
        }
      }
    }
    guard size <= UInt64(Assembler.mostBytes) else {
      throw LabError(
        .refused("a program has at most \(Assembler.mostBytes >> 20) MiB"),
        at: SourcePlace(line: source.firstLine, column: 1))
    }
  }

  /// One round over a section; true if anything in it moved.
  private mutating func resize(_ section: Int, onlyGrows: Bool) throws -> Bool {
    var changed = false
    var offset: UInt64 = 0
    for index in sections[section].fragments.indices {
      let old = sections[section].fragments[index].tailSize
      if sections[section].fragments[index].offset != offset { changed = true }
      sections[section].fragments[index].offset = offset
      offset &+= UInt64(sections[section].fragments[index].bytes.count)
      let size = try tailSize(section, index, endingAt: offset, old, onlyGrows: onlyGrows)
      sections[section].fragments[index].tailSize = size
      if size != old { changed = true }
      offset &+= UInt64(size)
    }
    sections[section].size = offset
    return changed
  }

  private mutating func tailSize(
    _ section: Int, _ index: Int, endingAt offset: UInt64, _ old: Int, onlyGrows: Bool
  ) throws -> Int {
    switch sections[section].fragments[index].tail {
    case .none: return 0
    case .align(let alignment, _, let most, _):
      let gap = offset.rounded(up: alignment) &- offset
      return gap <= most ? Int(truncatingIfNeeded: gap) : 0
    case .fill(let count, let unit):
      // Checked at the end: on the way there it may be anything.
      let most = Int64(Assembler.mostBytes / max(1, unit.count))
      return Int(max(0, min(most, try plainNumber(count)))) * unit.count
    case .branch(let word, let target, let isCompressible):
      let way = try way(to: target, from: bases[section] &+ offset)
      var size = Self.branchSize(word, nil, isCompressible: isCompressible)
      if self.section(of: target.tree, 0) == section {
        size = Self.branchSize(word, way, isCompressible: isCompressible)
      }
      return onlyGrows ? max(size, old) : size
    }
  }

  /// Of the first label in an expression; nil if there is none.
  private func section(of tree: AssemblyExpression, _ depth: Int) -> Int? {
    switch tree {
    case .number: return nil
    case .location(let location): return location.section
    case .negate(let operand, _): return section(of: operand, depth)
    case .binary(_, let left, let right, _):
      return section(of: left, depth) ?? section(of: right, depth)
    case .symbol(let index, _):
      switch symbols.entries[index].definition {
      case .none: return nil
      case .label(let location): return location.section
      case .value(let tree):
        return depth < Self.deepest ? section(of: tree, depth + 1) : nil
      }
    }
  }

  /// The bytes that a branch or jump (opcode `jal`) takes to get `way` far.
  ///
  /// Nil is to somewhere else: the longest form.
  private static func branchSize(_ word: UInt32, _ way: Int64?, isCompressible: Bool) -> Int {
    let isJump = word & 0x7f == 0x6f
    guard let way else { return isJump ? 4 : 8 }
    let shortReach: Int64 = isJump ? 2048 : 256
    if isCompressible, (-shortReach..<shortReach).contains(way) { return 2 }
    if isJump || (-4096..<4096).contains(way) { return 4 }
    return isCompressible ? 6 : 8
  }
}

/// Values.
extension AssemblyLayout {
  func address(of location: AssemblyLocation) -> UInt64 {
    bases[location.section]
      &+ sections[location.section].fragments[location.fragment].offset
      &+ UInt64(location.offset)
  }

  /// The value of what stands at a place in the source: a number or one address.
  mutating func value(_ operand: AssemblyOperand) throws -> AssemblyValue {
    let value = try value(operand.tree, 0)
    guard value.labels == 0 || value.labels == 1 else {
      throw source.error(
        .mismatch("a sum of addresses is neither a number nor an address"), at: operand.span)
    }
    return value
  }

  /// A value that no address is in.
  mutating func plainNumber(_ operand: AssemblyOperand) throws -> Int64 {
    let value = try value(operand)
    guard value.labels == 0 else {
      throw source.error(
        .expected("a number", found: "the address `\(source.text(operand.span))`"),
        at: operand.span)
    }
    return value.number
  }

  private mutating func value(
    _ tree: AssemblyExpression, _ depth: Int
  ) throws -> AssemblyValue {
    switch tree {
    case .number(let number): return AssemblyValue(number: number)
    case .location(let location):
      return AssemblyValue(number: Int64(bitPattern: address(of: location)), labels: 1)
    case .symbol(let index, let span): return try value(ofSymbol: index, span, depth)
    case .negate(let operand, _):
      let value = try value(operand, depth)
      return AssemblyValue(number: 0 &- value.number, labels: 0 &- value.labels)
    case .binary(let sign, let left, let right, let span):
      let (a, b) = (try value(left, depth), try value(right, depth))
      do { return try sign.apply(a, b) } catch { throw source.error(error.problem, at: span) }
    }
  }

  private mutating func value(
    ofSymbol index: Int, _ span: Range<Int>, _ depth: Int
  ) throws -> AssemblyValue {
    if case .label(let location) = symbols.entries[index].definition {
      return AssemblyValue(number: Int64(bitPattern: address(of: location)), labels: 1)
    }
    switch known[index] {
    case .known(let value): return value
    case .visiting:
      throw source.error(
        .conflict("`\(symbols.entries[index].name)` is defined by itself"), at: span)
    case .unknown: break
    }
    let value: AssemblyValue
    switch symbols.entries[index].definition {
    case .none, .label: throw source.error(symbols.undefined(index), at: span)
    case .value(let tree):
      guard depth < Self.deepest else {
        throw source.error(
          .refused("more than \(Self.deepest) names are set by one another"), at: span)
      }
      known[index] = .visiting
      value = try self.value(tree, depth + 1)
    }
    known[index] = .known(value)
    return value
  }
}

extension UInt64 {
  /// The next multiple of a power of two.
  func rounded(up alignment: UInt64) -> UInt64 { (self &+ alignment &- 1) & ~(alignment &- 1) }
}
