import ArgumentParser
import Exercises
import LabEngine

struct HandInCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hand-in", abstract: "Write your answers to a file for your instructor.",
    discussion: "The file holds what you answered and did, no points: those are worked out anew.")

  @Argument(help: "The lesson's name or file.", completion: LessonNames.completion)
  var lesson: String

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: "The file to write; - is standard output.")
  var file: String

  @OptionGroup var student: StudentOptions

  func run() throws {
    let lesson = try LessonLibrary.standard().lesson(lesson)
    let identity = try student.identity()
    guard !identity.student.isEmpty else {
      throw Failure("say who you are: oslab hand-in \(lesson.id) --course COURSE --student NAME")
    }
    let store = ProgressStore()
    let handIn = HandIn(
      lesson: lesson, of: identity, state: store.state(of: identity, in: lesson.id))
    if let problem = store.problem { throw Failure("\(problem)") }
    guard !handIn.answered.isEmpty else {
      throw Failure("\(identity.student) has not answered anything in \(lesson.id) yet")
    }
    let output = try file == "-" ? OutputFile() : OutputFile(path: file)
    try output.write(Array(handIn.json.utf8))
    try output.finish()
    say(handIn, of: lesson)
  }

  private func say(_ handIn: HandIn, of lesson: Lesson) {
    let all = lesson.questions.count
    var text = "\(handIn.answered.count) of \(all) questions are in it"
    if !handIn.unanswered.isEmpty {
      text += "; missing: \(handIn.unanswered.joined(separator: ", "))"
    }
    let style = TerminalStyle.detect(descriptor: 2)
    StandardError.write(
      WordWrap.lines(text + ".", width: style.width).map { $0.plain + "\n" }.joined())
  }
}

/// What completes where a lesson is wanted: the names of those that are installed, else files.
enum LessonNames {
  static var completion: CompletionKind {
    .custom { _, _, _ in LessonLibrary.standard().entries().map(\.name) }
  }
}
