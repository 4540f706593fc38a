/// A scheduler that a person has defined: `scheduler mine pick=min(vruntime/weight) quantum=5ms preempt=on`.
struct ChoiceRule: Hashable, Sendable {
  /// One step of its expression, in postfix order. Truth is 1 or 0.
  enum Step: Hashable, Sendable {
    case number(Double)
    /// Index in `TaskAttributeRegistry`.
    case attribute(Int)
    case negate, not
    case add, subtract, multiply, divide
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    /// Of the last so many.
    case least(Int)
    case greatest(Int)
    case jump(Int)
    case unless(jump: Int)
    case shortCut(when: Bool, by: Int)
    case nothing
  }

  static let standardQuantum = 10_000_000

  let name: String
  /// As typed: `min(vruntime/weight)`.
  let text: String
  let seeksLeast: Bool
  let steps: [Step]
  /// Values on the stack at most.
  let depth: Int
  var quantum = ChoiceRule.standardQuantum
  var preempts = false

  var description: SchedulerDescription {
    SchedulerDescription(
      name: name,
      title: "the ready task with the \(seeksLeast ? "least" : "greatest") \(expression)",
      summary: "Defined by `scheduler`: pick=\(text). Ties: the first in the queue.",
      source: "your own", quantum: quantum)
  }

  /// What stands in the brackets.
  var expression: String { String(text.drop { $0 != "(" }.dropFirst().dropLast()) }

  /// Reads `min(EXPR)` or `max(EXPR)`.
  static func parse(_ typed: Named, name: String) throws -> ChoiceRule {
    var scanner = Scanner(typed)
    let expected = "min(EXPRESSION) or max(EXPRESSION)"
    let choice = try scanner.name(expected)
    guard ["min", "max"].contains(choice.text) else {
      throw LabError(.expected(expected, found: "`\(choice.text)`"), at: choice.place)
    }
    guard scanner.take("(") else { throw scanner.expected("`(`, as in \(choice.text)(waiting)") }
    let expression = try scanner.expression("an expression over a task's attributes")
    guard scanner.take(")") else { throw scanner.expected("`)`") }
    try scanner.end()
    let compiler = try ChoiceCompiler(expression)
    return ChoiceRule(
      name: name, text: typed.text, seeksLeast: choice.text == "min", steps: compiler.steps,
      depth: compiler.depth)
  }

  /// What a task is ranked by, so that the least comes first; what is not a number comes last.
  func rank(
    of task: Int, extra: Int, vruntime: Int, _ host: HostView, _ stack: inout ChoiceStack
  ) -> Double {
    let value = stack.value(of: steps) {
      TaskAttributeRegistry.all[$0].value(task, extra, vruntime, host)
    }
    guard !value.isNaN else { return .infinity }
    return seeksLeast ? value : -value
  }
}

/// Where rules are evaluated: memory that is kept from one task to the next.
struct ChoiceStack {
  private var values: [Double]
  private var count = 0

  init(depth: Int) { values = Array(repeating: 0, count: max(1, depth)) }

  private mutating func push(_ value: Double) {
    values[count] = value
    count += 1
  }

  private mutating func pop() -> Double {
    count -= 1
    return values[count]
  }

  private mutating func combine(_ body: (Double, Double) -> Double) {
    let right = pop()
    values[count - 1] = body(values[count - 1], right)
  }

  private mutating func compare(_ body: (Double, Double) -> Bool) {
    combine { body($0, $1) ? 1 : 0 }
  }

  mutating func value(of steps: [ChoiceRule.Step], attribute: (Int) -> Double) -> Double {
    count = 0
    var next = 0
    while next < steps.count {
      let step = steps[next]
      next += 1
      switch step {
      case .number(let number): push(number)
      case .attribute(let index): push(attribute(index))
      case .negate: values[count - 1].negate()
      case .not: values[count - 1] = 1 - values[count - 1]
      case .add: combine { $0 + $1 }
      case .subtract: combine { $0 - $1 }
      case .multiply: combine { $0 * $1 }
      case .divide: combine { $0 / $1 }
      case .equal: compare { $0 == $1 }
      case .notEqual: compare { $0 != $1 }
      case .less: compare { $0 < $1 }
      case .lessOrEqual: compare { $0 <= $1 }
      case .greater: compare { $0 > $1 }
      case .greaterOrEqual: compare { $0 >= $1 }
      case .least(let count): for _ in 1..<max(1, count) { combine { $1 < $0 ? $1 : $0 } }
      case .greatest(let count): for _ in 1..<max(1, count) { combine { $1 > $0 ? $1 : $0 } }
      case .jump(let distance): next += distance
      case .unless(let distance): if pop() == 0 { next += distance }
      case .shortCut(let when, let distance):
        if (values[count - 1] != 0) == when { next += distance } else { count -= 1 }
      case .nothing: break
      }
    }
    return count > 0 ? values[count - 1] : .nan
  }
}
