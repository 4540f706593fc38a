/// `expect EXPR`
struct ExpectCommand: Command {
  static let description = CommandDescription(
    verb: "expect", usage: ["expect EXPRESSION"], summary: "stop the script where this is false",
    detail:
      "Says nothing where it is true. Where it is false it says what the observables in it are.",
    operands: [.expression], examples: ["expect faults == 9 and hits > 2"])

  private let expression: Expression

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    expression = try scanner.expression("something that is true or false")
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    let context = lab.context()
    switch try context.value(of: expression) {
    case .truth(true): return CommandOutcome(report: .text("True: \(expression.text)"))
    case .truth(false):
      throw LabError(
        .falseExpectation(expression.text, detail: details(context)), at: expression.place)
    case let other:
      throw LabError(
        .expected("something that is true or false", found: "`\(other.written())`"),
        at: expression.place)
    }
  }

  /// `faults is 14, hits is 6`: what the expression asked for, each once.
  private func details(_ context: EvaluationContext) -> String {
    let parts = expression.operands.compactMap { operand -> String? in
      guard let value = try? context.value(of: operand) else { return nil }
      let text = value.writtenQuoted()
      return "\(operand.text) is \(text.count > 200 ? text.prefix(200) + "…" : text)"
    }
    return parts.joined(separator: ", ")
  }
}

extension ObservablePath {
  /// As a person would write it.
  var text: String {
    parts.map { part in
      guard let arguments = part.arguments else { return part.name.text }
      return part.name.text + "(" + arguments.map(\.text).joined(separator: ", ") + ")"
    }.joined(separator: ".")
  }
}
