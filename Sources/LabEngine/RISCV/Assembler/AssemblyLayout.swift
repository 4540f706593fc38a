/// Gives every fragment its place, and every expression its value.
struct AssemblyLayout {
  let source: AssemblySource
  let symbols: AssemblySymbols
  let base: UInt64
  var sections: [AssemblySection]
  /// Sections in the order in which they lie in memory.
  let order: [Int]
  private var known: [SymbolState]

  private enum SymbolState {
    case unknown, visiting
    case known(AssemblyValue)
  }

  private static let mostRounds = 60
  /// Names that are set to names that are set to names…
  private static let deepest = 200

  init(_ assembly: Assembly, base: UInt64) {
    source = assembly.source
    symbols = assembly.symbols
    sections = assembly.sections
    self.base = base
    known = Array(repeating: .unknown, count: symbols.entries.count)
    let kinds = sections.map(\.kind.rawValue)
    // The ordinary code section is the first of all, so it comes first.
    order = sections.indices.sorted { (kinds[$0], $0) < (kinds[$1], $1) }
  }

  /// Branches begin short and only grow, so the rounds come to an end.
  mutating func settle() throws {
    place()
    for round in 0..<Self.mostRounds {
      var changed = false
      known = Array(repeating: .unknown, count: symbols.entries.count)
      for section in order {
        for fragment in sections[section].fragments.indices {
          if try resize(section, fragment, growsAll: round > Self.mostRounds - 20) {
            changed = true
          }
        }
      }
      try place(changed)
      guard changed else { return }
    }
    throw LabError(.refused("the sizes in this program depend on each other without end"))
  }

  private mutating func place(_ changed: Bool) throws {
    guard changed else { return }
    let end = place()
    guard end &- base <= UInt64(Assembler.mostBytes) else {
      throw LabError(
        .refused("a program has at most \(Assembler.mostBytes >> 20) MiB"),
        at: SourcePlace(line: source.firstLine, column: 1))
    }
  }

  /// Addresses from the sizes as they are; the end of the program.
  @discardableResult private mutating func place() -> UInt64 {
    var address = base
    for section in order {
      address = address.rounded(up: sections[section].alignment)
      for fragment in sections[section].fragments.indices {
        sections[section].fragments[fragment].address = address
        address &+= UInt64(sections[section].fragments[fragment].bytes.count)
        address &+= UInt64(sections[section].fragments[fragment].tailSize)
      }
    }
    return address
  }

  /// True if the tail's size is another than before.
  private mutating func resize(
    _ section: Int, _ index: Int, growsAll: Bool
  ) throws -> Bool {
    let fragment = sections[section].fragments[index]
    let end = fragment.address &+ UInt64(fragment.bytes.count)
    var size = 0
    switch fragment.tail {
    case .none: return false
    case .align(let alignment, _, let most, _):
      let gap = end.rounded(up: alignment) &- end
      size = gap <= most ? Int(truncatingIfNeeded: gap) : 0
    case .fill(let count, let unit):
      let value = try plainNumber(count)
      size = try checkedSize(value, unit.count, count.span)
    case .branch(let word, let target, let isCompressible):
      let way = Int64(bitPattern: UInt64(bitPattern: try value(target).number) &- end)
      size = Self.branchSize(word, way, isCompressible: isCompressible)
      size = max(size, fragment.tailSize)
      if growsAll, word & 0x7f == 0x63 { size = isCompressible ? 6 : 8 }
    }
    sections[section].fragments[index].tailSize = size
    return size != fragment.tailSize
  }

  private func checkedSize(_ count: Int64, _ unit: Int, _ span: Range<Int>) throws -> Int {
    let (total, overflow) = count.multipliedReportingOverflow(by: Int64(unit))
    guard count >= 0, !overflow, count <= Assembler.mostBytes, total <= Assembler.mostBytes else {
      throw source.error(
        .outOfRange(
          what: "the count", value: "\(count)", range: "0 to \(Assembler.mostBytes / max(1, unit))"),
        at: span)
    }
    return Int(total)
  }

  /// The bytes that a branch or jump (opcode `jal`) takes to get `way` far.
  private static func branchSize(_ word: UInt32, _ way: Int64, isCompressible: Bool) -> Int {
    let isJump = word & 0x7f == 0x6f
    let shortReach: Int64 = isJump ? 2048 : 256
    if isCompressible, (-shortReach..<shortReach).contains(way) { return 2 }
    if isJump || (-4096..<4096).contains(way) { return 4 }
    return isCompressible ? 6 : 8
  }
}

/// Values.
extension AssemblyLayout {
  func address(of location: AssemblyLocation) -> UInt64 {
    sections[location.section].fragments[location.fragment].address &+ UInt64(location.offset)
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
    switch known[index] {
    case .known(let value): return value
    case .visiting:
      throw source.error(
        .conflict("`\(symbols.entries[index].name)` is defined by itself"), at: span)
    case .unknown: break
    }
    let value: AssemblyValue
    switch symbols.entries[index].definition {
    case .none: throw source.error(symbols.undefined(index), at: span)
    case .label(let location):
      value = AssemblyValue(number: Int64(bitPattern: address(of: location)), labels: 1)
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
