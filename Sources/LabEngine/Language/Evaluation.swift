extension Expression {
  /// Throws a `LabError` with its place if the value is not defined.
  func value(in context: any ExpressionContext) throws -> Value {
    var stack = ValueStack()
    var next = 0
    do {
      while next < code.count {
        let instruction = code[next]
        next += 1
        next += try stack.perform(instruction, in: context)
      }
    } catch var error as LabError {
      error = error.placed(at: place)
      error.lineText = error.lineText ?? lineText
      throw error
    }
    return stack.pop()
  }
}

/// The values of the operands so far. The parser makes sure that there are as many as an instruction takes.
private struct ValueStack {
  private var values: [Value] = []

  mutating func pop() -> Value { values.removeLast() }

  private mutating func pop(_ count: Int) -> [Value] {
    defer { values.removeLast(count) }
    return Array(values.suffix(count))
  }

  /// How far to jump from the next instruction.
  mutating func perform(
    _ instruction: Instruction, in context: any ExpressionContext
  ) throws -> Int {
    switch instruction {
    case .push(let value): values.append(value)
    case .observable(let path):
      values.append(try placed(path.place) { try context.observable(path) })
    case .page(let process, let place):
      let number = pop()
      values.append(.page(try placed(place) { try page(of: process, number) }))
    case .list(let count, let place):
      guard count <= context.listEntries else {
        throw LabError(
          .fuel(what: "entries in a list", limit: context.listEntries), at: place)
      }
      values.append(.list(pop(count)))
    case .negate(let place):
      let operand = try quantity(pop(), for: "-", place)
      values.append(.quantity(try placed(place) { try operand.negated() }))
    case .not(let place):
      values.append(.truth(!(try truth(pop(), "`not`", place))))
    case .binary(let op, let place):
      let right = pop()
      let left = pop()
      values.append(try placed(place) { try op.value(left, right) })
    case .call(let function, let count, let place):
      guard case .strict(let body) = function.form else { return 0 }
      let arguments = pop(count)
      values.append(try placed(place) { try body(arguments) })
    case .requireTruth, .shortCut, .unless, .jump: return try branch(instruction)
    case .after(let expression, let place):
      let n = try referenceNumber(pop(), place)
      values.append(
        try placed(place) {
          try context.value(of: expression, afterReference: n, place: place)
        })
    case .supposing(let settings, let expression):
      values.append(
        try placed(settings.first?.name.place ?? expression.place) {
          try context.value(of: expression, supposing: settings)
        })
    }
    return 0
  }

  private mutating func branch(_ instruction: Instruction) throws -> Int {
    switch instruction {
    case .jump(let distance): return distance
    case .requireTruth(let what, let place):
      values.append(.truth(try truth(pop(), what, place)))
    case .unless(let distance):
      return pop() == .truth(true) ? 0 : distance
    case .shortCut(let when, let distance):
      if values.last == .truth(when) { return distance }
      values.removeLast()
    default: break
    }
    return 0
  }
}

/// What `body` gives; what it objects to is placed at `place`.
private func placed<Result>(_ place: SourcePlace, _ body: () throws -> Result) throws -> Result {
  do { return try body() } catch let error as LabError { throw error.placed(at: place) }
}

private func truth(_ value: Value, _ what: String, _ place: SourcePlace) throws -> Bool {
  if case .truth(let truth) = value { return truth }
  throw LabError(.mismatch("\(what) takes true or false, not \(value.kind)"), at: place)
}

private func quantity(_ value: Value, for op: String, _ place: SourcePlace? = nil) throws
  -> Quantity
{
  if case .quantity(let quantity) = value { return quantity }
  throw LabError(.mismatch("`\(op)` takes numbers, not \(value.kind)"), at: place)
}

private func page(of process: String, _ number: Value) throws -> PageName {
  let number = try quantity(number, for: ":")
  guard number.dimension.isPlain, case .integer(let page) = number.number,
    (0..<Limits.greatestCount).contains(page)
  else { throw LabError(.pageOutOfRange(number.written())) }
  return PageName(process, page)
}

private func referenceNumber(_ value: Value, _ place: SourcePlace) throws -> Int {
  let number = try quantity(value, for: "@", place)
  guard number.dimension.isPlain, case .integer(let n) = number.number, n >= 0 else {
    throw LabError(
      .outOfRange(
        what: "the number of a reference", value: number.written(), range: "a whole number from 0"),
      at: place)
  }
  return n
}

extension BinaryOperator {
  func value(_ left: Value, _ right: Value) throws -> Value {
    switch self {
    case .equal: return .truth(try left.isEqual(to: right))
    case .notEqual: return .truth(!(try left.isEqual(to: right)))
    case .less: return .truth(try order(left, right) < 0)
    case .greater: return .truth(try order(left, right) > 0)
    case .lessOrEqual: return .truth(try order(left, right) <= 0)
    case .greaterOrEqual: return .truth(try order(left, right) >= 0)
    case .add: return .quantity(try operand(left).adding(operand(right)))
    case .subtract: return .quantity(try operand(left).subtracting(operand(right)))
    case .multiply: return .quantity(try operand(left).multiplied(by: operand(right)))
    case .divide: return .quantity(try operand(left).divided(by: operand(right)))
    case .power: return .quantity(try operand(left).raised(to: operand(right)))
    }
  }

  private func operand(_ value: Value) throws -> Quantity { try quantity(value, for: rawValue) }

  private func order(_ left: Value, _ right: Value) throws -> Int {
    try operand(left).compared(with: operand(right))
  }
}
