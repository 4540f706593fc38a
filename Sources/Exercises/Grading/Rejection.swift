/// Why a submission is not graded at all; the student's or the collector's doing, never ours.
public enum Rejection: Error, Hashable, Sendable {
  case notJSON(JSONError)
  /// Longer than so many bytes.
  case tooLong(Int)
  case notAnObject(String)
  case missing(String)
  case wrongType(String, expected: String, found: String)
  case unknownFormat(String)
  case noStudent
  case unknownStudent(String)
  case unknownLesson(String, known: [String])

  public init(_ error: JSONError) {
    if case .tooLong(let most) = error.problem {
      self = .tooLong(most)
    } else {
      self = .notJSON(error)
    }
  }
}

/// What a gradebook should say of a submission that is graded all the same.
public enum Remark: Hashable, Sendable {
  case otherStudent(stated: String, identity: String)
  case otherCourse(stated: String, identity: String)
  case otherVersion(stated: Int, lesson: Int)
  case unknownQuestions([String])
  case strayEntries([Int])
  case brokenSignature
  /// The n-th of this student for this lesson.
  case handedInBefore(number: Int)
}
