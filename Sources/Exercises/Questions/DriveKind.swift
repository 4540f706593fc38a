import LabEngine

/// `drive`: commands that bring the machine where the goal says.
struct DriveKind: QuestionKind {
  static let description = KindDescription(
    name: "drive", summary: "commands that bring the machine to a goal",
    keys: [
      QuestionKeys.goal,
      KeyDescription(
        "allow",
        "the verbs that may be used; unless given, all but those that start afresh or go back"),
      KeyDescription("limit", "how many commands; those that only look are free"),
      QuestionKeys.solution, QuestionKeys.goalMistake,
    ])

  /// Verbs that would get round the question: only where `allow:` lists them.
  static let neverUnlessAllowed: Set<String> = [
    "machine", "host", "boot", "vm", "policy", "back", "redo", "goto", "restore", "resume", "load",
  ]

  private let goals: [Template]
  private let allow: Template?
  private let limit: Template?
  private let solution: Template
  private let mistakes: [Mistake]

  var isComputed: Bool { false }

  init(_ block: BlockReader) {
    goals = block.all("goal").map { block.template($0.value) }
    if goals.isEmpty { block.report(missing: "goal") }
    allow = block.template("allow")
    limit = block.template("limit")
    solution = block.requiredTemplate("solution")
    mistakes = Mistake.read(block)
  }

  func pose(_ variant: Variant) throws -> any PosedKind {
    let verbs = allow.map { template in
      variant.text(template).split { $0 == "," || $0.isWhitespace }.map(String.init)
    }
    var mostCommands: Int?
    if let limit {
      guard let count = try? Value.count(variant.evaluate(limit)), count >= 1 else {
        throw variant.problem(
          .badValue(key: "limit", wanted: "a whole number from 1"), limit.source)
      }
      mostCommands = count
    }
    let script = solution.filled { variant.values[$0.text]?.script ?? "" }
    let rules = DriveRules(
      allowedVerbs: verbs, commandLimit: mostCommands, goals: goals, variant: variant)
    return PosedDrive(rules, solution: script, mistakes, variant)
  }
}

extension Value {
  /// A plain whole number.
  static func count(_ value: Value) -> Int? {
    guard case .quantity(let quantity) = value, quantity.dimension == .none,
      case .integer(let count) = quantity.number
    else { return nil }
    return count
  }
}

final class PosedDrive: PosedKind {
  let drive: DriveRules?
  private let rules: DriveRules
  private let solution: String
  private let mistakes: [Mistake]
  private let variant: Variant

  init(_ rules: DriveRules, solution: String, _ mistakes: [Mistake], _ variant: Variant) {
    drive = rules
    self.rules = rules
    self.solution = solution
    self.mistakes = mistakes
    self.variant = variant
  }

  var inputHint: String {
    var hint = "commands for the machine, one a line"
    if let verbs = rules.allowedVerbs { hint += "; allowed: \(verbs.joined(separator: " "))" }
    if let limit = rules.commandLimit { hint += "; at most \(limit)" }
    return hint
  }

  /// A command a line.
  var modelAnswer: RawAnswer {
    let statements = try? Lab.statements(of: solution)
    return .commands(statements?.map(\.text) ?? [solution])
  }

  var modelAnswerText: String {
    guard case .commands(let lines) = modelAnswer else { return solution }
    return lines.joined(separator: "\n")
  }

  func makeLab() throws -> Lab { variant.machines.setup.copy() }

  /// After the solution.
  func explainedLab(_ name: String?) throws -> Lab {
    let lab = variant.machines.setup.copy()
    try variant.placing(rules.goals[0].source) { try lab.execute(solution) { _ in } }
    return lab
  }

  // MARK: - Grading

  func grade(_ answer: RawAnswer) throws -> Verdict {
    let script: String
    switch answer {
    case .rows: return .invalid(GradeText.wantsCommands)
    case .commands(let lines): script = lines.joined(separator: "\n")
    case .text(let text): script = text
    }
    do {
      let statements = try Lab.statements(of: script)
      guard !statements.isEmpty else { return .missing }
      if let reason = refusal(of: statements) { return reason }
      return try run(statements)
    } catch let error as LabError {
      return .invalid(error.message)
    }
  }

  private func refusal(of statements: [Statement]) -> Verdict? {
    for (index, statement) in statements.enumerated() {
      if let reason = rules.refusal(of: statement) {
        return .invalid(GradeText.command(index + 1, reason))
      }
    }
    if let limit = rules.commandLimit, statements.count(where: rules.counts) > limit {
      return .wrong(GradeText.tooManyCommands(limit))
    }
    return nil
  }

  private func run(_ statements: [Statement]) throws -> Verdict {
    let lab = variant.machines.setup.copy()
    for (index, statement) in statements.enumerated() {
      do {
        let body = statement.body.map { "\n\($0)\nend" } ?? ""
        try lab.execute(statement.text + body) { _ in }
      } catch let error as LabError {
        return .failed(error, GradeText.command(index + 1, error.message))
      }
    }
    if try rules.isGoalMet(lab) { return .correct }
    return .wrong(feedback(lab) ?? GradeText.goalNotMet)
  }

  /// The first mistake that is true of `lab`; one that cannot be computed there is not.
  private func feedback(_ lab: Lab) -> String? {
    let found = mistakes.first { mistake in
      let value = try? variant.machines.evaluate(variant.expression(mistake.expression), on: lab)
      return value == .truth(true)
    }
    return found.flatMap { try? variant.message($0.feedback) }
  }

  /// Conditions: whether they compute shows on the machine of the solution.
  func mistakeProbes() throws -> [MistakeProbe] {
    let lab = try explainedLab(nil)
    return try mistakes.map { mistake in
      let source = mistake.expression.source
      let value = try variant.placing(source) {
        try variant.machines.evaluate(variant.expression(mistake.expression), on: lab)
      }
      guard case .truth = value else {
        throw variant.problem(.badValue(key: "mistake", wanted: "true or false"), source)
      }
      return MistakeProbe(
        source: source, answer: nil, feedback: try variant.message(mistake.feedback),
        isHidden: false)
    }
  }
}

extension Verdict {
  /// A command or an expression of the student's that the engine refused.
  static func failed(_ error: LabError, _ message: String) -> Verdict {
    if case .fuel = error.problem { return Verdict(status: .outOfFuel, feedback: message) }
    return .invalid(message)
  }
}
