import Exercises

/// One student's way through one lesson: what is known of it, and what happens now.
///
/// What happens is on the disk before anybody is told of it, so that a kill loses nothing that was accepted.
final class StudentProgress {
  let lesson: Lesson
  let identity: Identity
  private(set) var state: LessonState
  /// Told why progress cannot be saved.
  var onProblem: (ProgressError) -> Void = { _ in }
  private let store: ProgressStore
  private var posed: [String: PosedQuestion] = [:]
  private var grades: [String: Grade] = [:]

  init(lesson: Lesson, identity: Identity, store: ProgressStore) {
    self.lesson = lesson
    self.identity = identity
    self.store = store
    state = store.state(of: identity, in: lesson.id)
  }

  /// The student's own variant of a question. Throws a `LessonProblem`.
  func pose(_ question: Question) throws -> PosedQuestion {
    if let known = posed[question.id] { return known }
    let new = try question.pose(seed: seed(question))
    posed[question.id] = new
    return new
  }

  func seed(_ question: Question) -> Int {
    VariantSeed.seed(for: question.id, of: lesson.id, seeds: lesson.seeds, student: identity)
  }

  /// What is known of a question as it stands now: nothing, if it has changed since.
  func state(_ question: Question) -> QuestionState {
    guard let known = state.questions[question.id], known.digest == question.digest,
      known.seed == seed(question)
    else { return QuestionState() }
    return known
  }

  /// True if it was answered and has been rewritten since.
  func isOutdated(_ question: Question) -> Bool {
    guard let known = state.questions[question.id], known.answer != nil else { return false }
    return known.digest != question.digest
  }

  /// What the answer that stands is worth; nil if there is none.
  func grade(_ question: Question) -> Grade? {
    if let known = grades[question.id] { return known }
    let state = state(question)
    guard let answer = state.answer, let posed = try? pose(question) else { return nil }
    let grade = posed.grade(
      state.commands.isEmpty ? .text(answer.input) : .commands(state.commands))
    grades[question.id] = grade
    return grade
  }

  /// Nothing more to do about it.
  func isSettled(_ question: Question) -> Bool {
    grade(question)?.status == .correct || state(question).hasGivenUp
  }

  var points: Points { lesson.questions.reduce(.zero) { $0 + (grade($1)?.points ?? .zero) } }
  var maximum: Points { lesson.questions.reduce(.zero) { $0 + $1.points } }

  func add(
    _ kind: ProgressEvent.Kind, _ question: Question? = nil, input: String = "",
    status: Grade.Status? = nil
  ) {
    let event = ProgressEvent(
      kind, lesson: lesson.id, version: lesson.version, question: question?.id ?? "",
      digest: question?.digest ?? "", seed: question.map(seed) ?? 0, input: input,
      status: status?.rawValue ?? "")
    do throws(ProgressError) {
      try store.append(event, of: identity)
    } catch {
      onProblem(error)
    }
    state.add(event)
    if let question { grades[question.id] = nil }
  }
}
