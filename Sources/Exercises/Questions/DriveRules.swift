import LabEngine

/// The rules of a `drive` question, so that the prompt can follow a student command by command.
public final class DriveRules {
  /// The verbs that may be used, or nil if all but those that would start afresh or turn time back.
  /// Commands that only look (`show`, `print`, …) are always allowed.
  public let allowedVerbs: [String]?
  /// How many commands may be given; those that only look do not count.
  public let commandLimit: Int?
  let goals: [Template]
  private let variant: Variant

  init(allowedVerbs: [String]?, commandLimit: Int?, goals: [Template], variant: Variant) {
    self.allowedVerbs = allowedVerbs
    self.commandLimit = commandLimit
    self.goals = goals
    self.variant = variant
  }

  /// Why `statement` may not be used here, as a sentence; nil if it may.
  public func refusal(of statement: Statement) -> String? {
    let verb = statement.verb
    if let allowedVerbs, allowedVerbs.contains(verb) { return nil }
    if Lab.onlyLooks(statement) { return nil }
    if allowedVerbs == nil, !DriveKind.neverUnlessAllowed.contains(verb) { return nil }
    return GradeText.notAllowed(GradeText.plain(verb), allowed: allowedVerbs)
  }

  /// True if `statement` counts towards `commandLimit`.
  public func counts(_ statement: Statement) -> Bool { !Lab.onlyLooks(statement) }

  /// True if the goal holds on `lab`; a goal that asks for what is not there (yet) does not hold.
  /// Throws a `LessonProblem` if it can never be computed.
  public func isGoalMet(_ lab: Lab) throws -> Bool {
    for goal in goals {
      do {
        let value = try variant.machines.evaluate(variant.expression(goal), on: lab)
        guard case .truth(let truth) = value else {
          throw variant.problem(.badValue(key: "goal", wanted: "true or false"), goal.source)
        }
        if !truth { return false }
      } catch is LabError {
        return false
      }
    }
    return true
  }
}
