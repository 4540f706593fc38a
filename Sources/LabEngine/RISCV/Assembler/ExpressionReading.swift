/// An expression of the source and where it stands.
struct AssemblyOperand {
  var tree: AssemblyExpression
  var span: Range<Int>

  /// The value, if it does not depend on anything that comes later.
  var number: Int64? {
    if case .number(let number) = tree { return number }
    return nil
  }
}

/// Reading expressions.
extension Assembly {
  private static let deepest = 100

  mutating func expression() throws -> AssemblyOperand {
    let start = cursor.index
    let tree = try expression(above: 0, depth: 0)
    return AssemblyOperand(tree: tree, span: cursor.span(from: start))
  }

  /// An expression whose value must be known here.
  mutating func number(_ what: String) throws -> (value: Int64, span: Range<Int>) {
    let operand = try expression()
    guard let value = operand.number else {
      throw source.error(
        .expected("\(what) that is known here", found: "`\(source.text(operand.span))`"),
        at: operand.span)
    }
    return (value, operand.span)
  }

  /// Operators that bind tighter than `rank`.
  private mutating func expression(above rank: Int, depth: Int) throws -> AssemblyExpression {
    let start = cursor.index
    var left = try operand(depth)
    while case .mark(let mark) = cursor.next.kind, let sign = AssemblyOperator(rawValue: mark),
      sign.rank > rank
    {
      cursor.advance()
      let right = try expression(above: sign.rank, depth: depth + 1)
      left = try joined(sign, left, right, cursor.span(from: start))
    }
    return left
  }

  private mutating func operand(_ depth: Int) throws -> AssemblyExpression {
    let token = cursor.next
    guard depth < Self.deepest else {
      throw source.error(.refused("this expression is nested too deeply"), at: token.span)
    }
    switch token.kind {
    case .number(let value):
      cursor.advance()
      return .number(Int64(bitPattern: value))
    case .name(let name): return try symbol(name, token.span)
    case .localLabel(let label, let isForward):
      cursor.advance()
      guard let index = symbols.index(ofLocal: label, isForward: isForward) else {
        throw source.error(
          .undefined("there is no label `\(label):` before this line"), at: token.span)
      }
      return value(of: index, token.span)
    case .mark("("):
      cursor.advance()
      let inner = try expression(above: 0, depth: depth + 1)
      try cursor.need(")")
      return inner
    case .mark(let mark) where ["-", "+", "~", "!"].contains(mark):
      cursor.advance()
      return try unary(mark, try operand(depth + 1), token.span)
    default: throw cursor.expected("a number or a label")
    }
  }

  private mutating func symbol(_ name: String, _ span: Range<Int>) throws -> AssemblyExpression {
    guard RegisterNames.number(name) == nil else {
      throw cursor.expected("a number or a label")
    }
    cursor.advance()
    guard name != "." else { return .location(here) }
    let index = symbols.index(of: name)
    return value(of: index, span)
  }

  /// What a name stands for at this point of the source.
  private func value(of index: Int, _ span: Range<Int>) -> AssemblyExpression {
    switch symbols.entries[index].definition {
    case .none: .symbol(index, span)
    case .label(let location): .location(location)
    case .value(let tree): tree
    }
  }

  private func unary(
    _ mark: String, _ operand: AssemblyExpression, _ span: Range<Int>
  ) throws -> AssemblyExpression {
    switch (mark, operand) {
    case ("+", _): return operand
    case ("-", .number(let number)): return .number(0 &- number)
    case ("~", .number(let number)): return .number(~number)
    case ("!", .number(let number)): return .number(number == 0 ? 1 : 0)
    case ("-", _): return try bounded(.negate(operand, span), span)
    default:
      throw source.error(
        .mismatch("`\(mark)` does not go with the address of a label"), at: span)
    }
  }

  /// Folded if it can be.
  private func joined(
    _ sign: AssemblyOperator, _ left: AssemblyExpression, _ right: AssemblyExpression,
    _ span: Range<Int>
  ) throws -> AssemblyExpression {
    if case .number(let a) = left, case .number(let b) = right {
      return .number(try applied(sign, a, b, span))
    }
    if case .location(let a) = left, case .location(let b) = right, a.section == b.section,
      a.fragment == b.fragment, sign == .subtract || sign.rank == AssemblyOperator.equal.rank
    {
      return .number(try applied(sign, Int64(a.offset), Int64(b.offset), span))
    }
    return try bounded(.binary(sign, left, right, span), span)
  }

  private func applied(
    _ sign: AssemblyOperator, _ a: Int64, _ b: Int64, _ span: Range<Int>
  ) throws -> Int64 {
    do {
      return try sign.apply(AssemblyValue(number: a), AssemblyValue(number: b)).number
    } catch {
      throw source.error(error.problem, at: span)
    }
  }

  private func bounded(
    _ tree: AssemblyExpression, _ span: Range<Int>
  ) throws -> AssemblyExpression {
    guard tree.size <= AssemblyExpression.mostParts else {
      throw source.error(
        .refused("this expression has more than \(AssemblyExpression.mostParts) parts"), at: span)
    }
    return tree
  }
}
