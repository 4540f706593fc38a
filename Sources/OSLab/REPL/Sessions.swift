import Exercises
import LabEngine

// How the program begins a session at the prompt.
extension REPL {
  /// A machine and a prompt to drive it from, until the person leaves or standard input ends.
  static func runFreeLab() throws {
    let repl = standard()
    repl.begin(FreeLab(Console(repl.makeLab(), screen: repl.screen)))
    if repl.lines.isInteractive {
      repl.screen.say(
        "A line is a command, such as 'machine frames=3 policy=lru'; '?' lists them, ':help' helps, "
          + "Ctrl-D leaves.", .faint)
    }
    repl.run()
  }

  /// A lesson, from where the student left it. Who the student is stays in the settings if it is given here.
  static func run(
    _ lesson: Lesson, course: String? = nil, student: String? = nil, token: String? = nil
  ) throws {
    let repl = standard()
    try repl.identify(course: course, student: student, token: token)
    try repl.begin(lesson)
    repl.run()
  }

  /// Keeps who is learning. Throws a `Notice` if the token is not theirs.
  private func identify(course: String?, student: String?, token: String?) throws {
    var changed = settings.settings
    if course ?? changed.course != changed.course || student ?? changed.student != changed.student {
      // A token belongs to one student of one course.
      changed.token = ""
    }
    changed.course = course ?? changed.course
    changed.student = student ?? changed.student
    changed.token = token ?? changed.token
    guard changed.identity != nil else {
      throw Notice(
        "The token is not that of student '\(changed.student)' in course '\(changed.course)'.")
    }
    keep(changed)
  }

  /// What `:open` was given: a lesson, unless it is another file.
  private static func lesson(_ name: String) throws -> Lesson? {
    if !name.hasSuffix(".md"), (try? FileBytes.read(name)) != nil { return nil }
    return try LessonLibrary.standard().lesson(name)
  }

  private static func standard() -> REPL {
    let screen = Screen()
    let editor = LineEditor(history: UserDirectories.history.map { HistoryFile(path: $0) })
    let plain = PlainLines()
    // A program that reads a pipe ends at Ctrl-C as others do.
    let interrupts = editor != nil || plain.isInteractive ? Interrupts() : nil
    let repl = REPL(
      lines: editor ?? plain, screen: screen, settings: SettingsFile(), interrupts: interrupts,
      files: LocalFiles(), lessonNamed: lesson)
    editor?.onProblem = { [unowned repl] problem in
      repl.warn("What you type cannot be kept for later sessions: \(problem).")
    }
    return repl
  }
}
