/// Everything that grading has to say, in one place.
enum GradingText {
  static let questionChanged =
    "The question has changed since this was answered, so the answer was not graded."

  static func commandsAreNo(_ kind: String) -> String {
    "\"commands\" is a list of texts, one command each, not \(kind)."
  }

  static func commandIsNo(_ kind: String) -> String {
    "Each of the commands is a text, not \(kind)."
  }

  static func answerIsNo(_ kind: String) -> String {
    "An answer is a text, a number or a list, not \(kind)."
  }

  static let rowIsNo = "A list as an answer holds texts and numbers, or rows of them, not both."

  static func couldNotPose(_ question: String, _ reason: String) -> String {
    "Question \(question) could not be posed: \(reason)"
  }

  static func couldNotGrade(_ question: String, _ reason: String) -> String {
    "Question \(question) could not be graded: \(reason)"
  }

  static func unreadable(_ name: String, _ reason: String) -> String {
    "\(SafeText.line(name, most: 200)) could not be read: \(reason)."
  }

  static func inFile(_ name: String, _ sentence: String) -> String {
    "\(SafeText.line(name, most: 200)): \(sentence)"
  }

  /// At most 60 characters of what a stranger wrote.
  static func quoted(_ text: String) -> String { "\"\(SafeText.line(text, most: 60))\"" }

  static func list(_ items: [String], most: Int = 5) -> String {
    let shown = items.prefix(most).joined(separator: ", ")
    return items.count > most ? "\(shown) and \(items.count - most) more" : shown
  }
}

extension Rejection: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notJSON(let error):
      "Not a submission in JSON: \(SafeText.line(error.description, most: 200))."
    case .tooLong(let most): "Longer than the \(most) bytes that a submission may have."
    case .notAnObject(let kind): "A submission is an object in JSON, not \(kind)."
    case .missing(let field): "\"\(field)\" is missing."
    case .wrongType(let field, let expected, let found):
      "\"\(field)\" is \(expected), not \(found)."
    case .unknownFormat(let found):
      "\"oslab\" is \(Submission.format), the version of the format, not "
        + "\(SafeText.line(found, most: 60))."
    case .noStudent: "Neither the file's name nor the submission says whose it is."
    case .unknownStudent(let name): "\(GradingText.quoted(name)) is not on the roster."
    case .unknownLesson(let id, let known):
      "This is for lesson \(GradingText.quoted(id)); graded here: \(GradingText.list(known))."
    }
  }
}

extension Remark: CustomStringConvertible {
  public var description: String {
    switch self {
    case .otherStudent(let stated, let identity):
      "It says that it is of \(GradingText.quoted(stated)); it came as that of "
        + "\(GradingText.quoted(identity))."
    case .otherCourse(let stated, ""):
      "It is for course \(GradingText.quoted(stated)); it was graded without a course."
    case .otherCourse(let stated, let identity):
      "It is for course \(GradingText.quoted(stated)); it was graded for "
        + "\(GradingText.quoted(identity))."
    case .otherVersion(let stated, let lesson):
      "It was made with version \(stated) of the lesson; this is version \(lesson)."
    case .unknownQuestions(let ids):
      "The lesson has no question \(GradingText.list(ids.map(GradingText.quoted)))."
    case .strayEntries(let numbers):
      "No question is named by entry \(GradingText.list(numbers.map(String.init))) of the answers."
    case .brokenSignature: "The signature does not fit: it was changed after it was handed in."
    case .handedInBefore(let number):
      "This is hand-in number \(number) of this student for this lesson."
    }
  }
}

extension RosterError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .table(let error): error.description
    case .noStudentColumn(let found):
      "line 1: no column \"student\"; there are: "
        + GradingText.list(found.map(GradingText.quoted), most: 10)
    case .repeatedColumn(let name): "line 1: two columns \(GradingText.quoted(name))"
    case .noName(let line): "line \(line): the student has no name"
    case .twice(let name, let line, let first):
      "line \(line): student \(GradingText.quoted(name)) stands in line \(first) already"
    case .badToken(let name, let course):
      "the token of student \(GradingText.quoted(name)) is not theirs in course "
        + "\(GradingText.quoted(course))"
    }
  }
}
