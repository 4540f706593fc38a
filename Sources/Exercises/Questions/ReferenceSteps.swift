import LabEngine

/// What expressions are after each reference of a question's last string.
struct ReferenceSteps {
  /// The longest string that is looked at step by step.
  static let most = 2_000

  private let variant: Variant

  init(_ variant: Variant) { self.variant = variant }

  /// How many references the last string has. Throws a `LessonProblem`.
  func count(_ source: SourceText) throws -> Int {
    let value = try variant.placing(source) { try variant.machines.evaluate("refs - refs@0") }
    guard let count = Value.count(value), count >= 1, count <= ReferenceSteps.most else {
      throw variant.problem(
        .other("The question must run 1 to \(ReferenceSteps.most) references."), source)
    }
    return count
  }

  /// A whole number after reference `step`.
  func number(_ expression: String, after step: Int, _ source: SourceText) throws -> Int {
    let value = try variant.placing(source) { try evaluate(expression, after: step) }
    guard let number = Value.count(value) else {
      throw variant.problem(.other("'\(expression)' is not a whole number."), source)
    }
    return number
  }

  /// The value of `expression` after reference `step`. Throws the engine's `LabError`.
  func evaluate(_ expression: String, after step: Int) throws -> Value {
    let machines = variant.machines
    let resolved = try MachineNames(machines.named.map(\.name)).resolved(expression) {
      try machines.lab($0).evaluate("(\($1))@\(step)")
    }
    return try machines.run.evaluate("(\(resolved))@\(step)")
  }

  /// The same for a cell of a table: where there is nothing to observe, such as the page of a free
  /// frame, it is empty. A list `[a, b]` is evaluated entry by entry.
  func cell(_ expression: String, after step: Int) throws -> Value {
    do {
      return try evaluate(expression, after: step)
    } catch let error as LabError {
      guard case .undefined = error.problem else { throw error }
      guard let entries = ListExpression.entries(expression) else { return .text("-") }
      return .list(try entries.map { try cell($0, after: step) })
    }
  }

  /// The reference at each step, as `3`, or as `A:3` if several processes have referred to pages.
  func labels(_ count: Int) -> [String] {
    guard case .list(let trace)? = try? variant.machines.run.evaluate("trace"), trace.count >= count
    else { return (1...max(1, count)).map { "\($0)" } }
    let form = EntryForm(trace)
    return trace.suffix(count).map(form.text)
  }
}

/// Takes the text of a list expression apart.
enum ListExpression {
  /// The entries of `[a, b]`; nil for anything else, such as `[frames=4] faults`.
  static func entries(_ expression: String) -> [String]? {
    let text = SourceText(expression, line: 1, column: 1).trimmed.characters
    guard text.first == "[", text.last == "]" else { return nil }
    var entries: [String] = []
    var entry = ""
    var depth = 0
    for character in text.dropFirst().dropLast() {
      if "([".contains(character) { depth += 1 }
      if ")]".contains(character) { depth -= 1 }
      if depth < 0 { return nil }
      if character == ",", depth == 0 {
        entries.append(entry)
        entry = ""
      } else {
        entry.append(character)
      }
    }
    entries.append(entry)
    let blank = entries.contains { $0.allSatisfy(\.isWhitespace) }
    return blank ? nil : entries
  }
}
