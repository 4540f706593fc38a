/// Precedence climbing, straight to postfix code.
struct ExpressionParser {
  /// How many operators one expression may have.
  static let operatorLimit = 10_000

  var scanner: Scanner
  var code: [Instruction] = []
  var observables: [ObservablePath] = []
  private var depth = 0
  private var operators = 0

  init(_ scanner: Scanner) { self.scanner = scanner }

  /// A whole expression; `expected` says what is wanted should there be none.
  mutating func whole(_ expected: String) throws -> Expression {
    try captured { try $0.expression(.or, expected) }
  }

  /// What `body` reads, as an expression of its own.
  mutating func captured(_ body: (inout ExpressionParser) throws -> Void) throws -> Expression {
    let outer = code
    let observed = observables.count
    let from = scanner.offsetAfterSpaces
    code = []
    try body(&self)
    defer { code = outer }
    return finished(code, observables: observables[observed...], from: from)
  }

  func finished(
    _ code: [Instruction], observables: ArraySlice<ObservablePath>, from: Int
  ) -> Expression {
    let place = scanner.place(from: from, to: scanner.position)
    return Expression(
      code: code, observables: Array(observables),
      text: scanner.text(from: from, to: scanner.position), place: place,
      lineText: scanner.line(of: place))
  }

  /// Runs `body` one level deeper.
  mutating func nested(_ body: (inout ExpressionParser) throws -> Void) throws {
    depth += 1
    guard depth <= scanner.depthLimit else {
      throw scanner.error(
        .fuel(what: "levels inside one another", limit: scanner.depthLimit), at: scanner.place)
    }
    try body(&self)
    depth -= 1
  }
}

// MARK: - Operators

extension ExpressionParser {
  /// Reads what binds at least as tightly as `minimum`.
  mutating func expression(_ minimum: Precedence, _ expected: String) throws {
    if let place = takeWord("not") {
      guard minimum <= .not else {
        throw scanner.error(
          .expected("`not` and what follows it in brackets", found: "`not`"), at: place)
      }
      try prefix(.not(place), .not)
    } else if let place = takeSymbol("-") {
      try prefix(.negate(place), .minus)
    } else {
      try operand(expected)
    }
    while try operation(minimum) {}
  }

  private mutating func prefix(_ instruction: Instruction, _ precedence: Precedence) throws {
    try countOperator()
    try nested { try $0.expression(precedence, "a value") }
    code.append(instruction)
  }

  /// Reads an operator that binds at least as tightly as `minimum`, and its right side; false if none is here.
  private mutating func operation(_ minimum: Precedence) throws -> Bool {
    if minimum <= .or, let place = takeWord("or") {
      try shortCut("`or`", when: true, place, .or)
      return true
    }
    if minimum <= .and, let place = takeWord("and") {
      try shortCut("`and`", when: false, place, .and)
      return true
    }
    let from = scanner.offsetAfterSpaces
    guard let op = try operatorHere(), op.precedence >= minimum else { return false }
    try countOperator()
    scanner.position = from + op.rawValue.utf8.count
    let place = scanner.place(from: from, to: scanner.position)
    try rightSide(op, place)
    return true
  }

  private mutating func rightSide(_ op: BinaryOperator, _ place: SourcePlace) throws {
    if op == .power {
      try nested { try $0.expression(.minus, "an exponent") }
    } else {
      try expression(op.precedence.tighter, "a value after `\(op.rawValue)`")
    }
    code.append(.binary(op, place))
    if op.precedence == .comparison, try operatorHere()?.precedence == .comparison {
      throw scanner.error(
        .refused("comparisons do not chain: write `a < b and b < c`"), at: scanner.place)
    }
  }

  private mutating func shortCut(
    _ name: String, when: Bool, _ place: SourcePlace, _ precedence: Precedence
  ) throws {
    try countOperator()
    code.append(.requireTruth(what: name, place))
    let jump = code.count
    code.append(.jump(0))
    try expression(precedence.tighter, "a condition after \(name)")
    code.append(.requireTruth(what: name, place))
    code[jump] = .shortCut(when: when, by: code.count - jump - 1)
  }

  /// Signs of other languages, with what is written here.
  private static let foreign = [
    ("&&", "`and`"), ("||", "`or`"), ("<>", "`!=`"), ("**", "`^`"), ("=", "`==`"),
  ]

  /// The operator at this place, not yet read.
  private func operatorHere() throws -> BinaryOperator? {
    let from = scanner.offsetAfterSpaces
    func stands(_ symbol: String) -> Bool { scanner.offset(of: symbol, after: from) != nil }
    if !stands("=="), let (sign, ours) = ExpressionParser.foreign.first(where: { stands($0.0) }) {
      throw scanner.error(
        .expected(ours, found: "`\(sign)`"),
        at: scanner.place(from: from, to: from + sign.utf8.count))
    }
    return BinaryOperator.allCases.first { stands($0.rawValue) }
  }

  private mutating func countOperator() throws {
    operators += 1
    guard operators <= ExpressionParser.operatorLimit else {
      throw scanner.error(
        .fuel(what: "operators in one expression", limit: ExpressionParser.operatorLimit),
        at: scanner.place)
    }
  }

  private mutating func takeWord(_ word: String) -> SourcePlace? { takeSymbol(word) }

  mutating func takeSymbol(_ symbol: String) -> SourcePlace? {
    guard scanner.take(symbol) else { return nil }
    return scanner.place(
      from: scanner.position - symbol.utf8.count, to: scanner.position)
  }
}

extension Problem {
  static func pageOutOfRange(_ value: String) -> Problem {
    .outOfRange(what: "a page", value: value, range: inWords(0...(Limits.greatestCount - 1)))
  }
}

/// "1 to 8", "3", "at least 1".
func inWords(_ range: ClosedRange<Int>) -> String {
  if range.lowerBound == range.upperBound { return "\(range.lowerBound)" }
  if range.upperBound == .max {
    return range.lowerBound == .min ? "a 64-bit integer" : "at least \(range.lowerBound)"
  }
  return range.lowerBound == .min
    ? "at most \(range.upperBound)" : "\(range.lowerBound) to \(range.upperBound)"
}
