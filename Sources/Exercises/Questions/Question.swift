/// One question of a lesson: what is the same for all students.
public struct Question: Sendable {
  public let id: String
  /// The name of its kind in the registry `QuestionKinds`.
  public let kind: String
  public let points: Points
  /// Hexadecimal SHA-256 of the question's block, so that an answer to an older text can be told.
  public let digest: String
  /// The line of the block's opening fence.
  public let line: Int
  /// The file, for messages.
  public let path: String

  /// The variant that belongs to `seed`: always the same for one question and seed.
  ///
  /// Runs the question's machine and computes key, mistakes and texts once; pose once and grade often.
  /// Throws a `LessonProblem` if the lesson is at fault.
  public func pose(seed: Int) throws -> PosedQuestion {
    throw LessonProblem(path: path, line: line, message: "")
  }
}
