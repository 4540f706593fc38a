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

  private func finished(
    _ code: [Instruction], observables: ArraySlice<ObservablePath>, from: Int
  ) -> Expression {
    let place = scanner.place(from: from, to: scanner.position)
    return Expression(
      code: code, observables: Array(observables),
      text: scanner.text(from: from, to: scanner.position), place: place,
      lineText: scanner.line(of: place))
  }

  /// Runs `body` one level deeper.
  private mutating func nested(_ body: (inout ExpressionParser) throws -> Void) throws {
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

// MARK: - Operands

extension ExpressionParser {
  /// One operand with its `@N`.
  mutating func operand(_ expected: String) throws {
    let from = scanner.offsetAfterSpaces
    let (start, observed) = (code.count, observables.count)
    try primary(expected)
    let end = scanner.position
    guard let place = takeSymbol("@") else { return }
    scanner.position = end
    let expression = finished(
      Array(code[start...]), observables: observables[observed...], from: from)
    _ = scanner.take("@")
    code.removeSubrange(start...)
    try referenceNumber()
    code.append(.after(expression, place: place))
    if let second = takeSymbol("@") {
      throw scanner.error(.refused("one `@` is enough for a value"), at: second)
    }
  }

  private mutating func referenceNumber() throws {
    scanner.skipSpaces()
    if scanner.isDigit(scanner.position) {
      code.append(.push(.quantity(try scanner.number())))
    } else if scanner.next == UInt8(ascii: "(") {
      try primary("the number of a reference")
    } else {
      throw scanner.expected("the number of a reference")
    }
  }

  private mutating func primary(_ expected: String) throws {
    scanner.skipSpaces()
    let from = scanner.position
    guard let first = scanner.next else { throw scanner.expected(expected) }
    switch first {
    case _ where scanner.startsNumber(from):
      code.append(.push(.quantity(try scanner.number())))
      try checkDetachedUnit()
    case Ascii.quote:
      code.append(.push(.text(try scanner.quoted(expected).text)))
    case UInt8(ascii: "("):
      scanner.position += 1
      try nested { try $0.expression(.or, "a value") }
      try close(")", opened: from)
    case UInt8(ascii: "["):
      try bracket(from)
    default:
      try named(expected)
    }
  }

  /// `8 ms` reads as two things; what is meant is clear.
  private func checkDetachedUnit() throws {
    let from = scanner.offsetAfterSpaces
    guard from > scanner.position, let end = scanner.nameEnd(from),
      Unit.afterNumber(scanner.text(from: from, to: end)) != nil,
      scanner.offset(of: "=", after: end) == nil
    else { return }
    throw scanner.error(
      .expected("the unit directly after the number", found: "a space"),
      at: scanner.place(from: from, to: end))
  }

  private mutating func close(_ symbol: String, opened: Int) throws {
    guard !scanner.take(symbol) else { return }
    throw scanner.expected("`\(symbol)`")
  }

  // MARK: Lists and suppositions

  private mutating func bracket(_ from: Int) throws {
    scanner.position = from + 1
    var probe = scanner
    if try probe.option() != nil { return try supposition(from) }
    var count = 0
    if !scanner.take("]") {
      try nested {
        repeat {
          try $0.expression(.or, "an entry of the list or `]`")
          count += 1
        } while $0.scanner.take(",")
      }
      try close("]", opened: from)
    }
    code.append(.list(count: count, place: scanner.place(from: from, to: scanner.position)))
  }

  private mutating func supposition(_ from: Int) throws {
    var settings: [Setting] = []
    while !scanner.take("]") {
      guard let name = try scanner.option() else { throw scanner.expected("a setting or `]`") }
      settings.append(Setting(name: name, value: try settingValue()))
      _ = scanner.take(",")
    }
    let expression = try captured { parser in
      try parser.nested { try $0.operand("a value for `[…]` to apply to") }
    }
    code.append(.supposing(settings, expression))
  }

  private mutating func settingValue() throws -> Named {
    let from = scanner.offsetAfterSpaces
    var end = try scanner.rawEnd(from, stoppingAtBracket: true)
    if end > from, scanner.byte(end - 1) == UInt8(ascii: ",") { end -= 1 }
    guard end > from else { throw scanner.expected("the value of the setting") }
    return scanner.take(from, to: end)
  }

  // MARK: Names

  private mutating func named(_ expected: String) throws {
    let before = scanner.position
    let name = try scanner.name(expected)
    switch name.text {
    case "true", "false": return code.append(.push(.truth(name.text == "true")))
    case "and", "or", "not", "in", "end":
      scanner.position = before
      throw scanner.expected(expected)
    default: break
    }
    if scanner.next == UInt8(ascii: ":") { return try page(of: name) }
    if let function = FunctionRegistry.named(name.text) { return try call(function, name.place) }
    try path(name)
  }

  private mutating func page(of process: Named) throws {
    scanner.position += 1
    let from = scanner.position
    if scanner.next == UInt8(ascii: "(") {
      try primary("a page")
    } else {
      guard scanner.isDigit(from) else { throw scanner.expected("the number of a page") }
      let end = scanner.digitsEnd(from)
      let digits = scanner.text(from: from, to: end)
      let place = scanner.place(from: from, to: end)
      guard let page = Int(digits), page < Limits.greatestCount else {
        throw scanner.error(.pageOutOfRange(digits), at: place)
      }
      scanner.position = end
      code.append(.push(.integer(page)))
    }
    code.append(.page(process: process.text, place: process.place))
  }

  private mutating func path(_ first: Named) throws {
    var parts = [ObservablePath.Part(name: first, arguments: try arguments())]
    while scanner.next == UInt8(ascii: "."), scanner.byte(scanner.position + 1) != UInt8(ascii: ".")
    {
      scanner.position += 1
      guard scanner.nameEnd(scanner.position) != nil else {
        throw scanner.expected("the name of something to observe after the dot")
      }
      let name = try scanner.name("a name")
      parts.append(ObservablePath.Part(name: name, arguments: try arguments()))
    }
    let end = scanner.position
    let place = SourcePlace(
      line: first.place.line, column: first.place.column,
      length: scanner.place(from: end, to: end).column - first.place.column)
    let path = ObservablePath(parts: parts, place: place)
    code.append(.observable(path))
    observables.append(path)
  }

  private mutating func arguments() throws -> [Expression]? {
    let from = scanner.position
    guard scanner.take("(") else { return nil }
    var arguments: [Expression] = []
    if scanner.take(")") { return arguments }
    try nested {
      repeat { arguments.append(try $0.whole("an argument")) } while $0.scanner.take(",")
    }
    try close(")", opened: from)
    return arguments
  }

  // MARK: Functions

  private mutating func call(_ function: Function, _ place: SourcePlace) throws {
    guard scanner.take("(") else {
      throw scanner.expected("`(` after the function `\(function.name)`")
    }
    switch function.form {
    case .choice: try nested { try $0.choice(function, place) }
    case .strict: try nested { try $0.strictCall(function, place) }
    }
  }

  private mutating func strictCall(_ function: Function, _ place: SourcePlace) throws {
    var count = 0
    if !scanner.take(")") {
      repeat {
        try expression(.or, "an argument")
        count += 1
      } while scanner.take(",")
      try close(")", opened: scanner.position)
    }
    guard function.count.contains(count) else {
      throw scanner.error(
        .mismatch(
          "`\(function.name)(\(function.parameters))` takes \(inWords(function.count)) arguments, "
            + "not \(count)"), at: place)
    }
    code.append(.call(function, count: count, place: place))
  }

  private mutating func choice(_ function: Function, _ place: SourcePlace) throws {
    func comma() throws {
      guard scanner.take(",") else {
        throw scanner.expected("`,`, as in `\(function.name)(\(function.parameters))`")
      }
    }
    try expression(.or, "a condition")
    code.append(.requireTruth(what: "`\(function.name)`", place))
    try comma()
    let condition = code.count
    code.append(.jump(0))
    try expression(.or, "a value")
    try comma()
    let skip = code.count
    code.append(.jump(0))
    try expression(.or, "a value")
    code[condition] = .unless(jump: skip - condition)
    code[skip] = .jump(code.count - skip - 1)
    try close(")", opened: scanner.position)
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
