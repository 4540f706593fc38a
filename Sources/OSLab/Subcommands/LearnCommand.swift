import ArgumentParser
import Exercises

struct LearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn", abstract: "Step through a lesson at the prompt, from where you left it.",
    discussion: """
      Say once who you are, with --course and --student: it decides your variants of the questions, and \
      is kept in the settings.
      """)

  @Argument(help: "The lesson's name or file.", completion: LessonNames.completion)
  var lesson: String

  @OptionGroup var student: StudentOptions

  func run() throws {
    let lesson = try LessonLibrary.standard().lesson(lesson)
    try REPL.run(
      lesson, course: student.course, student: student.student, token: student.token)
  }
}
