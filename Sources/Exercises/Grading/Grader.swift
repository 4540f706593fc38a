import LabEngine

/// Grades submissions one after the other: a pure function of rules and submission.
///
/// Not Sendable, because it keeps posed questions, which hold machines: one a thread.
///
/// ```swift
/// let grader = Grader(try GradingRules(lessons: [lesson], roster: roster, course: "cs370"))
/// grader.grade(line).points
/// ```
public final class Grader {
  public let rules: GradingRules
  private let limits: JSONReader.Limits
  private let posed: PosedQuestions

  public init(_ rules: GradingRules, limits: JSONReader.Limits = .submission) {
    self.rules = rules
    self.limits = limits
    posed = PosedQuestions(lessons: rules.lessons)
  }

  /// Grades one submission; `file` is the name of the file that holds it alone, if there is one.
  public func grade(_ bytes: [UInt8], file: String? = nil) -> SubmissionResult {
    var draft = ResultDraft(rules: rules, file: file)
    do throws(Rejection) {
      return try grade(try document(bytes), &draft)
    } catch {
      return draft.rejected(error)
    }
  }

  /// The result of a submission that was not even decoded.
  func reject(_ rejection: Rejection, file: String?) -> SubmissionResult {
    ResultDraft(rules: rules, file: file).rejected(rejection)
  }

  func couldNotRead(_ error: FileError) -> SubmissionResult {
    ResultDraft(rules: rules, file: error.path).couldNotGrade(
      GradingText.unreadable(error.path, error.reason))
  }

  private func document(_ bytes: [UInt8]) throws(Rejection) -> JSONValue {
    do {
      return try JSONReader.value(bytes, limits: limits)
    } catch {
      throw Rejection(error)
    }
  }

  private func grade(
    _ document: JSONValue, _ draft: inout ResultDraft
  ) throws(Rejection) -> SubmissionResult {
    draft.state(student: document["student"]?.text, lesson: document["lesson"]?.text)
    let submission = try Submission(document)
    let entry = try rules.owner(stated: submission.student, file: draft.file)
    let identity = rules.identity(of: entry)
    draft.identify(entry)
    guard let index = rules.index(ofLesson: submission.lesson) else {
      throw .unknownLesson(submission.lesson, known: rules.lessons.map(\.id))
    }
    let lesson = rules.lessons[index]
    draft.remark(on: submission, identity: identity, lesson: lesson)
    return graded(submission, by: identity, lesson: index, draft)
  }

  private func graded(
    _ submission: Submission, by identity: Identity, lesson index: Int, _ draft: ResultDraft
  ) -> SubmissionResult {
    let lesson = rules.lessons[index]
    var results: [QuestionResult] = []
    for (number, question) in lesson.questions.enumerated() {
      let seed = VariantSeed.seed(
        for: question.id, of: lesson.id, seeds: lesson.seeds, student: identity)
      let variant = posed.variant(lesson: index, question: number, seed: seed)
      switch variant {
      case .failure(let failure):
        return draft.couldNotGrade(GradingText.couldNotPose(question.id, failure.reason))
      case .success(let variant):
        let grade = variant.grade(submission.answers[question.id])
        guard grade.status != .couldNotGrade else {
          return draft.couldNotGrade(GradingText.couldNotGrade(question.id, grade.feedback))
        }
        results.append(QuestionResult(id: question.id, seed: seed, grade: grade))
      }
    }
    return draft.graded(results)
  }
}

/// A question as one seed poses it, ready to grade a submission's entries.
final class GradedVariant {
  private let posed: PosedQuestion
  private let wantsCommands: Bool
  private lazy var expected = posed.modelAnswerText
  /// Most students of one variant give one of a few answers.
  private var known: [RawAnswer: Grade] = [:]
  private static let mostKnown = 64

  init(_ posed: PosedQuestion) {
    self.posed = posed
    wantsCommands = posed.drive != nil
  }

  func grade(_ entry: Submission.Entry?) -> Grade {
    guard let entry else { return without(.missing, "") }
    let content = entry.content(wantsCommands: wantsCommands)
    guard content != .missing else { return without(.missing, "") }
    if let digest = entry.digest, digest != posed.question.digest {
      return without(.invalid, GradingText.questionChanged)
    }
    switch content {
    case .missing: return without(.missing, "")
    case .malformed(let reason): return without(.invalid, reason)
    case .answer(let answer): return grade(answer)
    }
  }

  /// A grade is a function of the answer, so whether it was known makes no difference but in time.
  private func grade(_ answer: RawAnswer) -> Grade {
    guard answer.isShort else { return posed.grade(answer) }
    if let grade = known[answer] { return grade }
    let grade = posed.grade(answer)
    if known.count < Self.mostKnown { known[answer] = grade }
    return grade
  }

  private func without(_ status: Grade.Status, _ feedback: String) -> Grade {
    Grade(
      status: status, points: .zero, maximum: posed.question.points, feedback: feedback,
      expected: expected)
  }
}

extension RawAnswer {
  /// Short enough to be kept for every variant without a thought of memory.
  fileprivate var isShort: Bool {
    let most = 256
    return switch self {
    case .text(let text): text.utf8.count <= most
    case .commands(let lines): lines.reduce(0) { $0 + $1.utf8.count + 16 } <= most
    case .rows(let rows):
      rows.count <= most && rows.joined().reduce(0) { $0 + $1.utf8.count + 16 } <= most * 4
    }
  }
}

/// The variants posed so far. A lesson has no more than its seeds times its questions; beyond `most` of all
/// lessons together they are dropped and posed again when needed, so that memory stays bounded.
private final class PosedQuestions {
  struct Key: Hashable {
    var lesson: Int
    var question: Int
    var seed: Int
  }

  struct Failure: Error {
    var reason: String
  }

  private static let most = 2_000
  private let lessons: [Lesson]
  private var variants: [Key: Result<GradedVariant, Failure>] = [:]

  init(lessons: [Lesson]) { self.lessons = lessons }

  func variant(lesson: Int, question: Int, seed: Int) -> Result<GradedVariant, Failure> {
    let key = Key(lesson: lesson, question: question, seed: seed)
    if let known = variants[key] { return known }
    if variants.count >= Self.most { variants.removeAll() }
    let variant = Result { GradedVariant(try lessons[lesson].questions[question].pose(seed: seed)) }
      .mapError { Failure(reason: "\($0)") }
    variants[key] = variant
    return variant
  }
}
