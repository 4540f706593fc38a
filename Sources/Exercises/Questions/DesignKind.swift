import LabEngine

/// `design`: something that makes the goal true, such as a reference string on which FIFO does
/// badly.
struct DesignKind: QuestionKind {
  static let description = KindDescription(
    name: "design", summary: "an input that makes the goal true",
    keys: [
      KeyDescription(
        "input",
        "what is asked for: references(pages=7, most=12), expression, policy, numbers(…), or workload(most=4)"
      ),
      QuestionKeys.goal, QuestionKeys.solution, QuestionKeys.goalMistake,
    ])

  private let input: Template
  private let solution: Template
  private let goals: [Template]
  private let mistakes: [Mistake]
  let insertedNames: Set<String>

  var isComputed: Bool { false }

  init(_ block: BlockReader) {
    input = block.requiredTemplate("input")
    solution = block.requiredTemplate("solution")
    insertedNames = Set((input.insertions + solution.insertions).map(\.text))
    let end = solution.source.slice(0..<0)
    block.declare(SourceText("answer", line: end.line, column: end.column), what: "value")
    goals = block.all("goal").map { block.template($0.value) }
    if goals.isEmpty { block.report(missing: "goal") }
    mistakes = Mistake.read(block)
    if input.insertions.isEmpty, !input.isEmpty {
      _ = Self.designInput(input.source, problems: block.problems)
    }
  }

  private static func designInput(
    _ text: SourceText, problems: ProblemList
  ) -> (any DesignInput)? {
    let known = DesignInputs.all.map { $0.name }
    let call = GeneratorCall(text) ?? GeneratorCall(name: text)
    guard let type = DesignInputs.all.first(where: { $0.name == call.name.text }) else {
      let summaries = DesignInputs.all.map { $0.summary }.joined(separator: ", ")
      let suggestion = Spelling.nearest(to: call.name.text, among: known)
      problems.report(
        .engine(
          "There is no input '\(call.name.text)'; there are \(summaries).", suggestion: suggestion),
        at: text)
      return nil
    }
    return call.make(problems: problems, summary: type.summary) { try type.init(&$0) }
  }

  /// The input of a variant, whose range may be varied.
  private func posedInput(_ values: [String: InsertedValue], path: String) throws -> any DesignInput
  {
    let problems = ProblemList(path: path)
    let text = SourceText(
      input.filled { values[$0.text]?.display ?? "" }, line: input.source.line,
      column: input.source.column)
    guard let input = Self.designInput(text, problems: problems) else {
      throw problems.problems.first
        ?? LessonProblem(.badValue(key: "input", wanted: "known"), path: path, line: text.line)
    }
    return input
  }

  private func solutionText(_ values: [String: InsertedValue]) -> String {
    solution.filled { values[$0.text]?.script ?? "" }
  }

  /// The solution, so that hints and conditions can be computed at all.
  func answerToInsert(_ values: [String: InsertedValue], path: String) throws -> InsertedValue? {
    let text = solutionText(values)
    do {
      return try posedInput(values, path: path).read(text)
    } catch let problem as GeneratorProblem {
      throw solutionProblem(text, problem.reason, path)
    } catch let error as LabError {
      throw solutionProblem(text, error.message, path)
    }
  }

  private func solutionProblem(_ text: String, _ reason: String, _ path: String) -> LessonProblem {
    LessonProblem(
      .other("The solution '\(text)' is not what the input wants: \(reason)"), path: path,
      line: solution.source.line, column: solution.source.column)
  }

  func pose(_ variant: Variant) throws -> any PosedKind {
    let input = try posedInput(variant.values, path: variant.question.path)
    return PosedDesign(
      input, solution: solutionText(variant.values), goals: goals, mistakes, variant)
  }
}

final class PosedDesign: PosedKind {
  let modelAnswerText: String
  private let input: any DesignInput
  private let goals: [Template]
  private let mistakes: [Mistake]
  private let variant: Variant
  private let runsAnswer: Bool

  init(
    _ input: any DesignInput, solution: String, goals: [Template], _ mistakes: [Mistake],
    _ variant: Variant
  ) {
    self.input = input
    modelAnswerText = solution
    self.goals = goals
    self.mistakes = mistakes
    self.variant = variant
    runsAnswer = variant.question.scripts.insert("answer")
  }

  var inputHint: String { input.hint }

  /// After setup, unless that depends on the answer.
  func makeLab() throws -> Lab {
    let setup = variant.question.scripts.setup
    let dependsOnAnswer = setup?.insertions.contains { $0.text == "answer" } ?? false
    return dependsOnAnswer ? Lab(limits: .submission) : variant.machines.setup.copy()
  }

  /// After running the solution.
  func explainedLab(_ name: String?) throws -> Lab { variant.machines.lab(name) }

  // MARK: - Grading

  func grade(_ answer: RawAnswer) throws -> Verdict {
    guard let text = DesignText.text(answer) else { return .invalid(GradeText.wantsText) }
    guard text.contains(where: { !$0.isWhitespace }) else { return .missing }
    let read: InsertedValue
    do { read = try input.read(text) } catch let problem as GeneratorProblem {
      return .invalid(GradeText.notInput(text, input.hint, problem.reason))
    } catch let error as LabError {
      return .failed(error, GradeText.notInput(text, input.hint, error.message))
    }
    do { return try grade(read) } catch let error as LabError {
      return .failed(error, GradeText.onMachine(text, error.message))
    }
  }

  /// Throws a `LabError` for what the answer does on the machine.
  private func grade(_ answer: InsertedValue) throws -> Verdict {
    var values = variant.values
    values["answer"] = answer
    let machines =
      runsAnswer ? try QuestionMachines(variant.question.scripts, values: values) : variant.machines
    if input is ExpressionInput { _ = try machines.evaluate(answer.expression) }
    for goal in goals {
      let value: Value
      do { value = try evaluate(goal, values, machines) } catch let error as LabError {
        // Only an expression of the student's can name what is not there: else the lesson does.
        guard case .unknown = error.problem, !(input is ExpressionInput) else { throw error }
        throw variant.problem(.other(error.message), goal.source)
      }
      guard case .truth(let truth) = value else {
        throw variant.problem(.badValue(key: "goal", wanted: "true or false"), goal.source)
      }
      if !truth { return .wrong(feedback(values, machines) ?? GradeText.goalNotMet) }
    }
    return .correct
  }

  private func evaluate(
    _ template: Template, _ values: [String: InsertedValue], _ machines: QuestionMachines
  ) throws -> Value {
    try machines.evaluate(template.filled { values[$0.text]?.expression ?? "" })
  }

  private func feedback(
    _ values: [String: InsertedValue], _ machines: QuestionMachines
  ) -> String? {
    let found = mistakes.first {
      (try? evaluate($0.expression, values, machines)) == .truth(true)
    }
    return found.flatMap { try? variant.message($0.feedback) }
  }

  /// Conditions: whether they compute shows with the solution.
  func mistakeProbes() throws -> [MistakeProbe] {
    try mistakes.map { mistake in
      let source = mistake.expression.source
      let value = try variant.evaluate(mistake.expression)
      guard case .truth = value else {
        throw variant.problem(.badValue(key: "mistake", wanted: "true or false"), source)
      }
      return MistakeProbe(
        source: source, answer: nil, feedback: try variant.message(mistake.feedback),
        isHidden: false)
    }
  }
}

/// A design may come as a list of JSON texts.
private enum DesignText {
  static func text(_ answer: RawAnswer) -> String? {
    switch answer {
    case .text(let text): text
    case .rows(let rows): rows.flatMap { $0 }.joined(separator: " ")
    case .commands: nil
    }
  }
}
