import LabEngine

/// The rules of a `drive` question, so that the prompt can follow a student command by command.
public final class DriveRules {
  /// The verbs that may be used, or nil if all but those that would start afresh or turn time back.
  public let allowedVerbs: [String]?
  /// How many commands may be given; those that only look (`show`, `print`, …) do not count.
  public let commandLimit: Int?

  init(allowedVerbs: [String]?, commandLimit: Int?) {
    self.allowedVerbs = allowedVerbs
    self.commandLimit = commandLimit
  }

  /// Why `statement` may not be used here, as a sentence; nil if it may.
  public func refusal(of statement: Statement) -> String? { nil }

  /// True if `statement` counts towards `commandLimit`.
  public func counts(_ statement: Statement) -> Bool { true }

  /// True if the goal holds on `lab`. Throws a `LessonProblem` if the goal cannot be computed.
  public func isGoalMet(_ lab: Lab) throws -> Bool { false }
}
