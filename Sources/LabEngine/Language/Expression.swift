/// A parsed expression, ready to be evaluated any number of times.
///
/// Kept as postfix code, so that evaluating `1+1+1+…` needs no more stack than `1+1`.
struct Expression: Sendable {
  let code: [Instruction]
  /// Every path in it. Those in the arguments of another come before it, words such as the `csr` of
  /// `V.exits(csr)` included.
  let observables: [ObservablePath]
  /// As typed.
  let text: String
  let place: SourcePlace
  /// The source line that `place` points into.
  let lineText: String
}

extension Expression {
  /// The name, if the expression is a single one without arguments, as the `csr` of `V.exits(csr)`.
  var bareName: Named? {
    guard code.count == 1, case .observable(let path) = code[0], path.parts.count == 1,
      path.parts[0].arguments == nil
    else { return nil }
    return path.parts[0].name
  }
}

/// A path to something that can be observed, as `A.page(3).state`.
struct ObservablePath: Sendable {
  struct Part: Sendable {
    var name: Named
    /// nil without brackets.
    var arguments: [Expression]?
  }
  /// At least one.
  var parts: [Part]
  var place: SourcePlace
}

/// One setting of a supposition, as the `frames=4` of `[frames=4] faults`.
struct Setting: Sendable {
  var name: Named
  /// As typed: what it means is the setting's own business.
  var value: Named
}

/// What an expression is evaluated on.
protocol ExpressionContext: AnyObject {
  func observable(_ path: ObservablePath) throws -> Value
  /// `EXPR@N`: as it was after the N-th reference of the last string.
  func value(of expression: Expression, afterReference n: Int, place: SourcePlace) throws -> Value
  /// `[frames=4 policy=lru] EXPR`: as it would be with these settings.
  func value(of expression: Expression, supposing settings: [Setting]) throws -> Value
  /// How long a list may be.
  var listEntries: Int { get }
}

/// One step of evaluation on a stack of values. Jumps count instructions from the next one.
enum Instruction: Sendable {
  case push(Value)
  case observable(ObservablePath)
  /// Takes the page number.
  case page(process: String, place: SourcePlace)
  case list(count: Int, place: SourcePlace)
  case negate(SourcePlace)
  case not(SourcePlace)
  case binary(BinaryOperator, SourcePlace)
  case call(Function, count: Int, place: SourcePlace)
  /// Throws unless the top is true or false; `what` names who wants that.
  case requireTruth(what: String, SourcePlace)
  /// Jumps with the top left in place if it is `when`; takes it otherwise.
  case shortCut(when: Bool, by: Int)
  /// Takes the top; jumps if it is false.
  case unless(jump: Int)
  case jump(Int)
  /// Takes N.
  case after(Expression, place: SourcePlace)
  case supposing([Setting], Expression)
}

/// From loosest to tightest: `or`, `and`, `not`, comparison, sums, products, minus, powers.
enum Precedence: Int, Comparable, Sendable {
  case or = 1
  case and, not, comparison, sum, product, minus, power, operand

  static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
  var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .operand }
}

enum BinaryOperator: String, Sendable, CaseIterable {
  // Longest first: the scanner takes the first that fits.
  case equal = "=="
  case notEqual = "!="
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case less = "<"
  case greater = ">"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case power = "^"

  var precedence: Precedence {
    switch self {
    case .equal, .notEqual, .lessOrEqual, .greaterOrEqual, .less, .greater: .comparison
    case .add, .subtract: .sum
    case .multiply, .divide: .product
    case .power: .power
    }
  }
}
