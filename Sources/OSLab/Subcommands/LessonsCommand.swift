import ArgumentParser
import Exercises
import Glibc
import LabEngine

struct LessonsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lessons", abstract: "List the lessons, and how far you are.")

  @OptionGroup var student: StudentOptions

  func run() throws {
    let entries = LessonLibrary.standard().entries()
    guard !entries.isEmpty else {
      throw Failure("no lessons are installed: set OSLAB_LESSONS to their directory")
    }
    let states = Self.states(of: try student.identity())
    let rows = entries.compactMap { entry -> [Cell]? in
      guard let lesson = try? entry.lesson.get() else { return nil }
      return Self.row(lesson, states[lesson.id] ?? LessonState())
    }
    let table = Table(
      columns: ["lesson", "title", "questions", "minutes", "progress"],
      alignments: [.left, .left, .right, .right, .left], rows: rows)
    let output = OutputFile()
    if !rows.isEmpty {
      let text = ReportRenderer(TerminalStyle.detect()).text(Report([.table(table)]))
      try output.write(Array(text.utf8))
    }
    try output.flush()
    try complain(entries)
  }

  private func complain(_ entries: [LessonLibrary.Entry]) throws {
    var isWhole = true
    for case .failure(let problems) in entries.map(\.lesson) {
      Failure(problems).report()
      isWhole = false
    }
    if !isWhole { throw Failure.silent }
  }

  private static func row(_ lesson: Lesson, _ state: LessonState) -> [Cell] {
    let right = lesson.questions.count { state.questions[$0.id]?.status == .correct }
    let tried = lesson.questions.count { state.questions[$0.id]?.answer != nil }
    let progress =
      if !state.isBegun {
        Cell("", .dim)
      } else if state.isFinished || right == lesson.questions.count {
        Cell("finished, \(right) right", .good)
      } else if tried == 0 {
        Cell("begun")
      } else {
        Cell("\(tried) answered, \(right) right")
      }
    return [
      Cell(lesson.id, .strong), Cell(lesson.title), Cell("\(lesson.questions.count)"),
      Cell("\(minutes(lesson))"), progress,
    ]
  }

  /// About how long it takes: 130 words a minute, two minutes a question; to five minutes.
  private static func minutes(_ lesson: Lesson) -> Int {
    let words = lesson.items.reduce(0) { sum, item in
      guard case .prose(let text, _) = item else { return sum }
      return sum + text.split { $0 == " " || $0.isNewline }.count
    }
    let minutes = words / 130 + 2 * lesson.questions.count
    return max(5, (minutes + 2) / 5 * 5)
  }

  /// Nothing is made on the disk only to find that nothing was begun.
  private static func states(of student: Identity) -> [String: LessonState] {
    guard let path = ProgressStore.standardPath(), access(path, F_OK) == 0 else { return [:] }
    let store = ProgressStore(path: path)
    let states = store.states(of: student)
    if let problem = store.problem { StandardError.write("oslab: \(problem)\n") }
    return states
  }
}
