/// Labels, assignments, and the choice between directive and instruction.
extension Assembly {
  mutating func statement() throws {
    while try label() {}
    guard !cursor.isAtEnd else { return }
    guard case .name(let word) = cursor.next.kind else {
      throw cursor.expected("a label, an instruction or a directive")
    }
    let span = cursor.next.span
    cursor.advance()
    if cursor.take("=") {
      try assign(word, span)
    } else if word.hasPrefix(".") {
      try directive(word, span)
    } else {
      try instruction(word, span)
    }
    try cursor.needEnd()
  }

  /// `name:` or `1:`; false if none comes next.
  private mutating func label() throws -> Bool {
    guard cursor.peek(1).kind == .mark(":") else { return false }
    let span = cursor.next.span
    let index: Int
    switch cursor.next.kind {
    case .name(let name):
      index = symbols.index(of: name)
      try checkNew(index, span)
    case .number(let number): index = symbols.index(definingLocal: number)
    default: return false
    }
    symbols.define(index, .label(here), at: span)
    cursor.advance()
    cursor.advance()
    return true
  }

  private func checkNew(_ index: Int, _ span: Range<Int>) throws {
    let entry = symbols.entries[index]
    if RegisterNames.number(entry.name) != nil || entry.name == "." {
      throw source.error(.refused("`\(entry.name)` cannot be a label"), at: span)
    }
    if case .none = entry.definition { return }
    throw source.error(
      .conflict(
        "`\(entry.name)` is already defined in line \(source.line(of: entry.span.lowerBound))"),
      at: span)
  }

  /// `.equ name, value`, `name = value`: may be said again with another value.
  mutating func assign(_ name: String, _ span: Range<Int>) throws {
    let index = symbols.index(of: name)
    if case .value = symbols.entries[index].definition {
    } else {
      try checkNew(index, span)
    }
    let operand = try expression()
    if case .symbol(index, _) = operand.tree {
      throw source.error(.conflict("`\(name)` is defined by itself"), at: operand.span)
    }
    symbols.define(index, .value(operand.tree), at: span)
  }

  /// Passes the rest of a statement that means nothing here.
  mutating func skipStatement() {
    while !cursor.isAtEnd { cursor.advance() }
  }
}
