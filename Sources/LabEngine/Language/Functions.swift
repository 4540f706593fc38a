/// A function of expressions. To add one is to add it to `FunctionRegistry`.
struct Function: Sendable {
  enum Form: Sendable {
    case strict(@Sendable ([Value]) throws -> Value)
    /// Of three arguments: only the chosen one of the last two is evaluated.
    case choice
  }
  let name: String
  /// As help shows them.
  let parameters: String
  /// How many arguments it takes.
  let count: ClosedRange<Int>
  let summary: String
  let form: Form
}

enum FunctionRegistry {
  static let all = [
    Function(
      name: "if", parameters: "condition, a, b", count: 3...3,
      summary: "a if the condition is true, otherwise b; the other is not evaluated", form: .choice),
    Function(
      name: "min", parameters: "list | a, b, …", count: 1...1_000,
      summary: "the smallest of a list or of the arguments",
      form: .strict { try extreme("min", $0, sign: -1) }),
    Function(
      name: "max", parameters: "list | a, b, …", count: 1...1_000,
      summary: "the largest of a list or of the arguments",
      form: .strict { try extreme("max", $0, sign: 1) }),
    Function(
      name: "sum", parameters: "list | a, b, …", count: 1...1_000,
      summary: "the sum of a list or of the arguments; 0 for an empty list",
      form: .strict { try sum($0) }),
    Function(
      name: "len", parameters: "list | text", count: 1...1,
      summary: "how many entries a list has, or characters a text", form: .strict { try len($0) }),
    Function(
      name: "round", parameters: "x, step = 1", count: 1...2,
      summary: "the nearest multiple of the step, in base units without one; halves away from zero",
      form: .strict { try rounded("round", $0, .toNearestOrAwayFromZero) }),
    Function(
      name: "ceil", parameters: "x, step = 1", count: 1...2,
      summary: "the next multiple of the step that is not below x",
      form: .strict { try rounded("ceil", $0, .up) }),
    Function(
      name: "floor", parameters: "x, step = 1", count: 1...2,
      summary: "the last multiple of the step that is not above x",
      form: .strict { try rounded("floor", $0, .down) }),
    Function(
      name: "contains", parameters: "list, x | text, part", count: 2...2,
      summary: "true if x is an entry of the list, or the part stands in the text",
      form: .strict { try contains($0) }),
    Function(
      name: "item", parameters: "list, n", count: 2...2,
      summary:
        "the n-th entry of a list, counted from 1; item(item(timeline, 3), 2) is who ran third",
      form: .strict { try item($0) }),
  ]

  static func named(_ name: String) -> Function? { all.first { $0.name == name } }
}

/// One list given alone stands for its entries.
private func quantities(_ name: String, _ arguments: [Value]) throws -> [Quantity] {
  var values = arguments
  if values.count == 1, case .list(let entries) = values[0] { values = entries }
  return try values.map { try quantity(name, $0) }
}

private func quantity(_ name: String, _ value: Value) throws -> Quantity {
  if case .quantity(let quantity) = value { return quantity }
  throw LabError(.mismatch("`\(name)` takes numbers, not \(value.kind)"))
}

private func extreme(_ name: String, _ arguments: [Value], sign: Int) throws -> Value {
  let all = try quantities(name, arguments)
  guard var best = all.first else {
    throw LabError(.undefined("`\(name)` of an empty list is not defined"))
  }
  for candidate in all.dropFirst() where try candidate.compared(with: best) == sign {
    best = candidate
  }
  return .quantity(best)
}

private func sum(_ arguments: [Value]) throws -> Value {
  .quantity(try quantities("sum", arguments).reduce(Quantity(0)) { try $0.adding($1) })
}

private func len(_ arguments: [Value]) throws -> Value {
  switch arguments[0] {
  case .list(let entries): return .integer(entries.count)
  case .text(let text): return .integer(text.count)
  default: throw LabError(.mismatch("`len` takes a list or a text, not \(arguments[0].kind)"))
  }
}

private func rounded(
  _ name: String, _ arguments: [Value], _ rule: FloatingPointRoundingRule
) throws -> Value {
  let all = try arguments.map { try quantity(name, $0) }
  guard all.count > 1 else { return .quantity(try whole(all[0], rule)) }
  guard try all[1].compared(with: Quantity(0)) > 0, all[0].commonDimension(all[1]) != nil else {
    throw LabError(
      .mismatch("the step of `\(name)` must be above zero and of the same kind as the number"))
  }
  return .quantity(try whole(all[0].divided(by: all[1]), rule).multiplied(by: all[1]))
}

private func whole(_ quantity: Quantity, _ rule: FloatingPointRoundingRule) throws -> Quantity {
  guard case .real(let real) = quantity.number else { return quantity }
  // A value that `==` takes for a whole number is one.
  let nearest = real.rounded(.toNearestOrAwayFromZero)
  let isNoise = (real - nearest).magnitude <= real.magnitude * 1e-14
  guard let integer = Int(exactly: isNoise ? nearest : real.rounded(rule)) else {
    throw LabError(.overflow("\(quantity.written()) does not fit into 64 bits"))
  }
  return Quantity(integer, quantity.dimension)
}

private func contains(_ arguments: [Value]) throws -> Value {
  switch (arguments[0], arguments[1]) {
  case (.list(let entries), let wanted): return .truth(entries.contains { $0.equals(wanted) })
  case (.text(let text), .text(let part)):
    return .truth(stands(Array(part.utf8), in: Array(text.utf8)))
  default:
    throw LabError(
      .mismatch(
        "`contains` takes a list and a value, or two texts, "
          + "not \(arguments[0].kind) and \(arguments[1].kind)"))
  }
}

private func item(_ arguments: [Value]) throws -> Value {
  guard case .list(let entries) = arguments[0] else {
    throw LabError(.mismatch("`item` takes a list and a number, not \(arguments[0].kind)"))
  }
  guard let number = try quantity("item", arguments[1]).wholeBase,
    number >= 1, number <= entries.count
  else {
    throw LabError(
      .undefined("There is no entry \(arguments[1].written()) in a list of \(entries.count)."))
  }
  return entries[number - 1]
}

/// Knuth, Morris and Pratt: linear whatever the texts are.
private func stands(_ part: [UInt8], in text: [UInt8]) -> Bool {
  guard !part.isEmpty else { return true }
  var fallback = [0]
  var length = 0
  for byte in part.dropFirst() {
    while length > 0, part[length] != byte { length = fallback[length - 1] }
    if part[length] == byte { length += 1 }
    fallback.append(length)
  }
  length = 0
  for byte in text {
    while length > 0, part[length] != byte { length = fallback[length - 1] }
    if part[length] == byte { length += 1 }
    if length == part.count { return true }
  }
  return false
}
