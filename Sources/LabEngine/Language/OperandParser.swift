/// The operands of an expression: numbers, names with what follows them, lists, suppositions, calls.
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
