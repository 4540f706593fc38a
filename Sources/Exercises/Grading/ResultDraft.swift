/// What is known of a submission so far, to end in one result whenever that must be.
struct ResultDraft {
  let rules: GradingRules
  let file: String?
  private var student: String?
  private var lesson: String?
  private var maximum = Points.zero
  private var passed: [String] = []
  private var remarks: [Remark] = []
  private var isIdentified = false

  init(rules: GradingRules, file: String?) {
    self.rules = rules
    self.file = file
    if let file, let entry = rules.roster?.owner(ofFile: file) { identify(entry) }
  }

  /// Takes the names for what they are worth: to tell rejected submissions apart.
  mutating func state(student: String?, lesson: String?) {
    if !isIdentified { self.student = student.map { SafeText.line($0, most: 100) } }
    self.lesson = lesson.map { SafeText.line($0, most: 100) }
    if let index = lesson.flatMap(rules.index(ofLesson:)) {
      maximum = rules.lessons[index].questions.reduce(.zero) { $0 + $1.points }
    }
  }

  mutating func identify(_ entry: Roster.Entry) {
    student = entry.student
    passed = entry.passed
    isIdentified = true
  }

  mutating func remark(on submission: Submission, identity: Identity, lesson: Lesson) {
    if let stated = submission.student, stated != identity.student {
      remarks.append(.otherStudent(stated: stated, identity: identity.student))
    }
    if let stated = submission.course, stated != identity.course {
      remarks.append(.otherCourse(stated: stated, identity: identity.course))
    }
    if let stated = submission.version, stated != lesson.version {
      remarks.append(.otherVersion(stated: stated, lesson: lesson.version))
    }
    let known = Set(lesson.questions.map(\.id))
    let unknown = submission.order.filter { !known.contains($0) }
    if !unknown.isEmpty { remarks.append(.unknownQuestions(unknown)) }
    if !submission.strayEntries.isEmpty { remarks.append(.strayEntries(submission.strayEntries)) }
    if let token = identity.token, let signature = submission.signature,
      signature != submission.signature(under: token)
    {
      remarks.append(.brokenSignature)
    }
  }

  func rejected(_ rejection: Rejection) -> SubmissionResult {
    result(.rejected, points: .zero, reasons: [inFile(rejection.description)])
  }

  func couldNotGrade(_ reason: String) -> SubmissionResult {
    result(.couldNotGrade, points: nil, reasons: [reason])
  }

  func graded(_ questions: [QuestionResult]) -> SubmissionResult {
    var result = result(
      .graded, points: questions.reduce(.zero) { $0 + $1.grade.points },
      reasons: remarks.map(\.description))
    result.questions = questions
    return result
  }

  private func result(
    _ status: SubmissionResult.Status, points: Points?, reasons: [String]
  ) -> SubmissionResult {
    SubmissionResult(
      status: status, student: student, lesson: lesson, points: points, maximum: maximum,
      reasons: reasons, questions: [], passed: passed)
  }

  /// A result without a student says which file it is of.
  private func inFile(_ sentence: String) -> String {
    guard let file, !isIdentified else { return sentence }
    return GradingText.inFile(file.split(separator: "/").last.map(String.init) ?? file, sentence)
  }
}
