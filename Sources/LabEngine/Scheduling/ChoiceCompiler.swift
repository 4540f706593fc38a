/// Turns an expression over a task's attributes into steps for `ChoiceStack`, and checks that it makes sense: that
/// every name is an attribute, and that times are not added to numbers.
struct ChoiceCompiler {
  private(set) var steps: [ChoiceRule.Step] = []
  private(set) var depth = 0
  /// Values on the stack after each step, whatever was jumped over.
  private var height = 0

  init(_ expression: Expression) throws {
    for instruction in expression.code { steps.append(try step(instruction, expression.place)) }
    for sample in ChoiceSample.all { try sample.check(expression) }
  }

  private mutating func step(
    _ instruction: Instruction, _ place: SourcePlace
  ) throws -> ChoiceRule.Step {
    // Both branches of an `if` count, which is more than enough.
    height += 1
    depth = max(depth, height)
    switch instruction {
    case .push(let value): return try constant(value, place)
    case .observable(let path): return .attribute(try Self.attribute(path))
    case .negate:
      height -= 1
      return .negate
    case .not:
      height -= 1
      return .not
    case .binary(let op, let place):
      height -= 2
      return try Self.operation(op, place)
    case .call(let function, let count, let place):
      height -= count
      return try Self.function(function.name, count, place)
    case .requireTruth:
      height -= 1
      return .nothing
    case .shortCut(let when, let distance):
      height -= 1
      return .shortCut(when: when, by: distance)
    case .unless(let distance):
      height -= 2
      return .unless(jump: distance)
    case .jump(let distance):
      height -= 1
      return .jump(distance)
    case .page(_, let place), .list(_, let place), .after(_, let place):
      throw LabError(.refused(Self.allowed), at: place)
    case .supposing(let settings, let expression):
      throw LabError(.refused(Self.allowed), at: settings.first?.name.place ?? expression.place)
    }
  }

  private static let allowed =
    "A scheduler's rule is made of a task's attributes, numbers, + - * /, comparison, and, or, not, if, min and max."

  private func constant(_ value: Value, _ place: SourcePlace) throws -> ChoiceRule.Step {
    switch value {
    case .quantity(let quantity): return .number(quantity.number.double)
    case .truth(let truth): return .number(truth ? 1 : 0)
    default: throw LabError(.refused(Self.allowed), at: place)
    }
  }

  fileprivate static func attribute(_ path: ObservablePath) throws -> Int {
    let name = path.parts[0].name
    guard let index = TaskAttributeRegistry.index(of: name.text) else {
      let known = TaskAttributeRegistry.names
      throw LabError(
        .unknown(
          kind: "attribute of a task", name: name.text, nearest: nearest(name.text, among: known),
          known: known), at: name.place)
    }
    guard path.parts.count == 1, path.parts[0].arguments == nil else {
      throw LabError(
        .expected("`\(name.text)` alone: it is that of the task that is looked at", found: "more"),
        at: path.place)
    }
    return index
  }

  private static func operation(
    _ op: BinaryOperator, _ place: SourcePlace
  ) throws -> ChoiceRule.Step {
    switch op {
    case .add: return .add
    case .subtract: return .subtract
    case .multiply: return .multiply
    case .divide: return .divide
    case .equal: return .equal
    case .notEqual: return .notEqual
    case .less: return .less
    case .lessOrEqual: return .lessOrEqual
    case .greater: return .greater
    case .greaterOrEqual: return .greaterOrEqual
    case .power: throw LabError(.refused(allowed), at: place)
    }
  }

  private static func function(
    _ name: String, _ count: Int, _ place: SourcePlace
  ) throws -> ChoiceRule.Step {
    switch name {
    case "min": return .least(count)
    case "max": return .greatest(count)
    default: throw LabError(.refused(allowed), at: place)
    }
  }
}

/// A made-up task on which the language's own evaluation tries an expression.
private final class ChoiceSample: ExpressionContext {
  let listEntries = 0
  private let scale: (Int) -> Int

  /// Attributes that grow and that shrink in the order of the registry, so that both sides of comparisons are met.
  static var all: [ChoiceSample] {
    [ChoiceSample { 1_000_003 + $0 * 1_009 }, ChoiceSample { 1_000_003 - $0 * 1_013 }]
  }

  private init(_ scale: @escaping (Int) -> Int) { self.scale = scale }

  func check(_ expression: Expression) throws {
    let value: Value
    do { value = try expression.value(in: self) } catch let error as LabError {
      throw error.withoutSample
    }
    guard case .quantity = value else {
      throw LabError(
        .mismatch("a scheduler ranks tasks by a number or a time; this is \(value.kind)"),
        at: expression.place)
    }
  }

  func observable(_ path: ObservablePath) throws -> Value {
    let index = try ChoiceCompiler.attribute(path)
    let attribute = TaskAttributeRegistry.all[index]
    return .quantity(Quantity(scale(index), attribute.dimension))
  }

  func value(
    of expression: Expression, afterReference n: Int, place: SourcePlace
  ) throws -> Value { .truth(false) }

  func value(of expression: Expression, supposing settings: [Setting]) throws -> Value {
    .truth(false)
  }
}

extension LabError {
  /// The same without the made-up number that it advises to write with a unit.
  fileprivate var withoutSample: LabError {
    guard case .mismatch(let words) = problem, let advice = words.firstRange(of: ": write ") else {
      return self
    }
    let kept = words[..<advice.lowerBound]
    return LabError(
      .mismatch("\(kept): give numbers a unit, as in 3ms"), at: place, lineText: lineText)
  }
}
