/// What became of one submission; every submission has exactly one.
public struct SubmissionResult: Sendable {
  public enum Status: String, Sendable, CaseIterable {
    case graded
    /// Malformed, or of nobody or for nothing that is graded here.
    case rejected
    /// Our fault or the lesson's: no points are given or refused.
    case couldNotGrade = "could-not-grade"
  }

  public var status: Status
  /// Nil if not even that is known.
  public var student: String?
  public var lesson: String?
  /// Nil if it could not be graded.
  public var points: Points?
  public var maximum: Points
  /// Sentences: why it was not graded, or what the instructor should know of it.
  public var reasons: [String]
  /// In the order of the lesson; empty unless graded.
  public var questions: [QuestionResult]
  /// The student's fields of the roster, one for each of `passedColumns`; empty without a line there.
  public var passed: [String]

  public var reason: String? { reasons.isEmpty ? nil : reasons.joined(separator: " ") }
}

/// What became of one question.
public struct QuestionResult: Sendable {
  public var id: String
  public var seed: Int
  public var grade: Grade
}
