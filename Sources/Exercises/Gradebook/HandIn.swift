/// What a student hands in for a lesson: raw answers and commands, never points, seeds or keys.
public struct HandIn: Sendable {
  public let submission: Submission
  /// The ids of the lesson's questions that are in it, and of those that are not; in the lesson's order.
  public let answered: [String]
  public let unanswered: [String]
  private let token: PersonalToken?

  public init(lesson: Lesson, of student: Identity, state: LessonState) {
    var entries: [Submission.Entry] = []
    for question in lesson.questions {
      guard let entry = state.questions[question.id]?.entry(question.id) else { continue }
      entries.append(entry)
    }
    submission = Submission(
      course: student.course, student: student.student, lesson: lesson.id,
      version: lesson.version, answers: entries)
    let ids = Set(entries.map(\.question))
    answered = lesson.questions.map(\.id).filter(ids.contains)
    unanswered = lesson.questions.map(\.id).filter { !ids.contains($0) }
    token = student.token
  }

  /// One line of JSON, signed if the student has a token.
  public var json: String {
    var document = submission.json
    if let token, case .object(var members) = document {
      members.append(JSONMember("signature", submission.signature(under: token).json))
      document = .object(members)
    }
    return JSONWriter.text(document) + "\n"
  }
}

extension QuestionState {
  /// What was answered last; for a machine that was driven, the commands that count.
  fileprivate func entry(_ id: String) -> Submission.Entry? {
    guard answer != nil || !commands.isEmpty else { return nil }
    let made = commands.isEmpty ? answer?.digest ?? "" : digest
    return Submission.Entry(
      question: id, answer: commands.isEmpty ? answer?.input.json : nil,
      commands: commands.isEmpty ? nil : .list(commands.map(\.json)),
      digest: made.isEmpty ? nil : made)
  }
}

extension Submission {
  /// As it is handed in, without a signature.
  public var json: JSONValue {
    var members = [JSONMember("oslab", Submission.format.json)]
    if let course { members.append(JSONMember("course", course.json)) }
    if let student { members.append(JSONMember("student", student.json)) }
    members.append(JSONMember("lesson", lesson.json))
    if let version { members.append(JSONMember("version", version.json)) }
    let entries = order.compactMap { answers[$0]?.json }
    members.append(JSONMember("answers", .list(entries)))
    return .object(members)
  }
}

extension Submission.Entry {
  fileprivate var json: JSONValue {
    var members = [JSONMember("question", question.json)]
    if let answer { members.append(JSONMember("answer", answer)) }
    if let commands { members.append(JSONMember("commands", commands)) }
    if let digest { members.append(JSONMember("digest", digest.json)) }
    return .object(members)
  }
}
