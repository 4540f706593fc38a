/// A condition on registers, memory and counters of computers, prepared to be asked after every instruction.
///
/// It covers whole numbers with `+ - *`, comparisons, and `and or not`. Whatever else an expression
/// has, and whatever cannot be computed at some moment, is left to the expression itself.
struct QuickCondition {
  private typealias Number = () -> Int?
  private typealias Truth = () -> Bool?
  private enum Node {
    case number(Number)
    case truth(Truth)
  }

  /// Longer expressions are not prepared, so that none is nested too deeply to be asked.
  private static let longest = 64

  private let truth: Truth

  /// Nil if the expression has parts that are not covered, or mistakes, which it will tell of itself.
  init?(_ expression: Expression, in context: EvaluationContext) {
    let code = expression.code
    guard code.count <= QuickCondition.longest,
      case .truth(let truth)? = QuickCondition.node(code[...], context)
    else { return nil }
    self.truth = truth
  }

  /// Nil if it cannot be computed now: the expression says why.
  func value() -> Bool? { truth() }

  /// What a stretch of postfix code leaves behind.
  private static func node(
    _ code: ArraySlice<Instruction>, _ context: EvaluationContext
  ) -> Node? {
    var stack: [Node] = []
    var next = code.startIndex
    while next < code.endIndex {
      let instruction = code[next]
      next += 1
      if case .shortCut(let when, let distance) = instruction {
        guard distance >= 0, distance <= code.endIndex - next,
          case .truth(let left)? = stack.popLast(),
          case .truth(let right)? = node(code[next..<(next + distance)], context)
        else { return nil }
        next += distance
        stack.append(.truth { left().flatMap { $0 == when ? when : right() } })
      } else {
        guard perform(instruction, &stack, context) else { return nil }
      }
    }
    return stack.count == 1 ? stack[0] : nil
  }

  /// False if the instruction is not covered.
  private static func perform(
    _ instruction: Instruction, _ stack: inout [Node], _ context: EvaluationContext
  ) -> Bool {
    switch instruction {
    case .push(.quantity(let quantity)):
      guard quantity.dimension == .none, case .integer(let value) = quantity.number else {
        return false
      }
      stack.append(.number { value })
    case .observable(let path):
      guard let (entry, scope) = try? context.resolve(path),
        let reader = try? entry.reader?(scope)
      else { return false }
      stack.append(.number(reader))
    case .negate:
      guard case .number(let operand)? = stack.popLast() else { return false }
      stack.append(.number { operand().flatMap { checked(0.subtractingReportingOverflow($0)) } })
    case .not:
      guard case .truth(let operand)? = stack.popLast() else { return false }
      stack.append(.truth { operand().map { !$0 } })
    case .requireTruth:
      guard case .truth? = stack.last else { return false }
    case .binary(let op, _):
      guard case .number(let right)? = stack.popLast(), case .number(let left)? = stack.popLast(),
        let node = binary(op, left, right)
      else { return false }
      stack.append(node)
    default: return false
    }
    return true
  }

  private static func binary(
    _ op: BinaryOperator, _ left: @escaping Number, _ right: @escaping Number
  ) -> Node? {
    switch op {
    case .equal: comparison(left, right, ==)
    case .notEqual: comparison(left, right, !=)
    case .less: comparison(left, right, <)
    case .lessOrEqual: comparison(left, right, <=)
    case .greater: comparison(left, right, >)
    case .greaterOrEqual: comparison(left, right, >=)
    case .add: arithmetic(left, right) { $0.addingReportingOverflow($1) }
    case .subtract: arithmetic(left, right) { $0.subtractingReportingOverflow($1) }
    case .multiply: arithmetic(left, right) { $0.multipliedReportingOverflow(by: $1) }
    case .divide, .power: nil
    }
  }

  private static func comparison(
    _ left: @escaping Number, _ right: @escaping Number, _ holds: @escaping (Int, Int) -> Bool
  ) -> Node {
    .truth {
      guard let a = left(), let b = right() else { return nil }
      return holds(a, b)
    }
  }

  private static func arithmetic(
    _ left: @escaping Number, _ right: @escaping Number,
    _ result: @escaping (Int, Int) -> (partialValue: Int, overflow: Bool)
  ) -> Node {
    .number {
      guard let a = left(), let b = right() else { return nil }
      return checked(result(a, b))
    }
  }

  private static func checked(_ result: (partialValue: Int, overflow: Bool)) -> Int? {
    result.overflow ? nil : result.partialValue
  }
}
