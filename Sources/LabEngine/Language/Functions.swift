/// A function of expressions.
struct Function: Sendable {
  enum Form: Sendable {
    case strict(@Sendable ([Value]) throws -> Value)
    /// `if`: only the chosen branch is evaluated.
    case choice
  }
  let name: String
  /// As help shows them.
  let parameters: String
  let count: ClosedRange<Int>
  let summary: String
  let form: Form
}

enum FunctionRegistry {
  static let all: [Function] = []
  static func named(_ name: String) -> Function? { all.first { $0.name == name } }
}
