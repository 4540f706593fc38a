/// What a student answered, as it came from the prompt or from a submission: nothing in it is
/// trusted.
public enum RawAnswer: Sendable, Hashable {
  /// What was typed; for a table or a list of commands it may have several lines.
  case text(String)
  /// The commands given to the machine, one entry a line.
  case commands([String])
  /// The rows of a table, cell by cell.
  case rows([[String]])

  /// The length above which an answer is invalid without being looked at, in UTF-8 bytes.
  public static let greatestLength = 64 * 1024
}

/// What one answer is worth, and what to tell the student.
///
/// A pure function of question, seed and answer. `feedback` never tells the key when the answer is
/// not right; `expected` does, and is for gradebooks.
public struct Grade: Sendable, Hashable {
  public enum Status: String, Sendable, CaseIterable {
    case correct
    case partial
    case wrong
    /// Not an answer at all (malformed); at the prompt it costs nothing.
    case invalid
    case missing
    /// The answer needed more of the machine than an answer may.
    case outOfFuel = "out-of-fuel"
    /// Our fault or the lesson's, never the student's; `feedback` has the reason.
    case couldNotGrade = "could-not-grade"
  }

  public let status: Status
  public let points: Points
  public let maximum: Points
  public let feedback: String
  public let expected: String
  /// Rows of a table, from the answer's first, that `feedback` says are right: they need not be typed again.
  public let standingRows: Int

  public init(
    status: Status, points: Points, maximum: Points, feedback: String, expected: String,
    standingRows: Int = 0
  ) {
    self.status = status
    self.points = points
    self.maximum = maximum
    self.feedback = feedback
    self.expected = expected
    self.standingRows = standingRows
  }
}
