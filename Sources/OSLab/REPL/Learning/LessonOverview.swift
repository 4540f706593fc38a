import Exercises
import LabEngine

/// What a student sees of a whole lesson: its parts with their marks, the points, and the end.
struct LessonOverview {
  private let session: LearnSession
  private let screen: Screen

  init(_ session: LearnSession, _ screen: Screen) {
    self.session = session
    self.screen = screen
  }

  private var progress: StudentProgress { session.progress }

  /// `:list`
  func showParts() {
    let shown = session.steps.enumerated().filter { number, step in
      // What has no name of its own belongs to the part before it.
      step.question != nil || step.isHeaded || number == 0 || number == session.index
    }
    let rows = shown.map { number, step in
      let here = number == session.index
      return [
        Cell(here ? "→" : ""), Cell("\(number + 1)", .dim),
        Cell(step.title, here ? .strong : step.isProse ? .plain : .dim),
        step.question.map(mark) ?? "", Cell(step.question.map(points) ?? ""),
      ]
    }
    let table = Table(
      columns: ["", "", "Part", "", "Points"], alignments: [.left, .right, .left, .left, .right],
      rows: rows)
    screen.show(Report([.table(table)]))
    screen.say("':next N' and ':back N' go to part N.", .faint)
  }

  /// `:progress`
  func showProgress() {
    let questions = session.lesson.questions
    let right = questions.filter { progress.grade($0)?.status == .correct }.count
    screen.say(
      "\(session.lesson.title): \(right) of \(questions.count) questions right, "
        + "\(progress.points) of \(progress.maximum) points.")
    let rows = questions.map { question in
      let state = progress.state(question)
      return [
        Cell(question.id), mark(question), Cell(points(question)), Cell("\(state.attempts)"),
        Cell("\(state.hints)"),
      ]
    }
    let table = Table(
      columns: ["Question", "", "Points", "Attempts", "Hints"],
      alignments: [.left, .left, .right, .right, .right], rows: rows)
    screen.show(Report([.table(table)]))
    let identity = progress.identity
    screen.say(
      identity.student.isEmpty
        ? "Nobody's in particular: ':set course=C student=S' says who you are."
        : "Student \(identity.student), course \(identity.course.isEmpty ? "none" : identity.course).",
      .faint)
  }

  func showEnd() {
    screen.blank()
    screen.list([StyledText("This is the end of the lesson.", .strong)])
    screen.say("You have \(progress.points) of \(progress.maximum) points.")
    let open = session.lesson.questions.filter { !progress.isSettled($0) }
    if !open.isEmpty {
      let names = open.map(\.id).joined(separator: ", ")
      screen.say("Open: \(names). Enter goes back to the first of them.")
    }
    screen.say("To hand in: oslab hand-in \(session.lesson.id) -o \(session.lesson.id).json")
  }

  private func points(_ question: Question) -> String {
    "\(progress.grade(question)?.points ?? .zero)/\(question.points)"
  }

  private func mark(_ question: Question) -> Cell {
    if progress.isOutdated(question) { return Cell("changed", .changed) }
    let state = progress.state(question)
    switch progress.grade(question)?.status {
    case .correct: return Cell("✓ right", .good)
    case .partial: return Cell("◐ partly", .changed)
    case .some: return Cell("✗ wrong", .bad)
    case nil: break
    }
    if state.hasGivenUp { return Cell("given up", .dim) }
    return state.isSkipped ? Cell("skipped", .dim) : Cell("·", .dim)
  }
}
