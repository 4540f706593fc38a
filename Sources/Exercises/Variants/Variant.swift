import LabEngine

/// One seed's values and machines of a question, and what they make of its texts.
final class Variant {
  let question: Question
  let seed: Int
  let values: [String: InsertedValue]
  let machines: QuestionMachines

  private init(
    _ question: Question, seed: Int, values: [String: InsertedValue], machines: QuestionMachines
  ) {
    self.question = question
    self.seed = seed
    self.values = values
    self.machines = machines
  }

  /// How many draws `require:` may reject.
  static let mostTries = 500

  /// Draws values until all that the question requires is true. Throws a `LessonProblem`.
  static func draw(_ question: Question, seed: Int) throws -> Variant {
    var random = VariantRandom(seed: seed, stream: question.id)
    var rejected: SourceText?
    for _ in 0..<mostTries {
      var values: [String: InsertedValue] = [:]
      for variation in question.variations {
        values[variation.name] = InsertedValue(
          text: try variation.draw(&random, values: values, path: question.path))
      }
      let variant = try complete(question, seed: seed, values)
      rejected = try question.requires.first { try !variant.isTrue($0) }?.source
      if rejected == nil { return variant }
      if question.variations.isEmpty { break }
    }
    throw LessonProblem(
      .inVariant(seed: seed, "no variant in \(mostTries) tries fulfils what is required."),
      path: question.path, line: rejected?.line ?? question.line, column: rejected?.column ?? 1)
  }

  /// Runs the machines and names the values of `let`.
  private static func complete(
    _ question: Question, seed: Int, _ drawn: [String: InsertedValue]
  ) throws -> Variant {
    var values = drawn
    let early = question.earlyLets
    if !early.isEmpty {
      let fresh = try QuestionMachines(QuestionScripts(setup: nil, runs: []), values: [:])
      for named in question.lets where early.contains(named.name) {
        let variant = Variant(question, seed: seed, values: values, machines: fresh)
        values[named.name] = InsertedValue(try variant.evaluate(named.expression))
      }
    }
    let machines = try question.machines(seed: seed, values: &values)
    for named in question.lets where !early.contains(named.name) {
      let variant = Variant(question, seed: seed, values: values, machines: machines)
      values[named.name] = InsertedValue(try variant.evaluate(named.expression))
    }
    return Variant(question, seed: seed, values: values, machines: machines)
  }

  // MARK: - Expressions and texts

  /// The text of an expression, values inserted.
  func expression(_ template: Template) -> String {
    template.filled { values[$0.text]?.expression ?? "" }
  }

  /// The value of an expression on the machines after `run:`. Throws a `LessonProblem`.
  func evaluate(_ template: Template) throws -> Value {
    try placing(template.source) { try machines.evaluate(expression(template)) }
  }

  /// The value of an expression that must be true or false.
  func isTrue(_ template: Template) throws -> Bool {
    guard case .truth(let truth) = try evaluate(template) else {
      throw problem(.badValue(key: template.source.text, wanted: "true or false"), template.source)
    }
    return truth
  }

  /// A text for the student; braces may hold any expression.
  func message(_ template: Template) throws -> String {
    try template.filled { insertion in
      if let value = values[insertion.text] { return value.display }
      let inner = Template(insertion, problems: ProblemList(path: question.path))
      return try evaluate(inner).written()
    }
  }

  /// A text for the student; braces hold names only.
  func text(_ template: Template) -> String {
    template.filled { values[$0.text]?.display ?? "" }
  }

  /// A new lab after `run:` (of the machine `name`) and `script`; hands over what each command did.
  @discardableResult
  func lab(running script: Template, on lab: Lab, each: (CommandResult) -> Void = { _ in }) throws
    -> Lab
  {
    let copy = lab.copy()
    try placing(script.source) {
      let text = script.filled { values[$0.text]?.script ?? "" }
      try copy.execute(text, firstLine: script.source.line) { each($0) }
    }
    return copy
  }

  // MARK: - Problems

  func problem(_ mistake: LessonMistake, _ text: SourceText) -> LessonProblem {
    LessonProblem(
      .inVariant(seed: seed, mistake.message), path: question.path, line: text.line,
      column: text.column)
  }

  /// What the engine throws in `body`, as a problem of the lesson at `text`.
  func placing<Result>(_ text: SourceText, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as LabError {
      throw problem(.engine(error.message, suggestion: nil), text)
    }
  }
}
