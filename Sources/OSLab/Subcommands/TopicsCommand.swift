import ArgumentParser
import Exercises
import LabEngine

struct TopicsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topics", abstract: "Explain the language: commands, policies, observables, …",
    discussion: """
      Without a topic it lists all there are. 'oslab topics lessons' is for who writes lessons.
      """)

  @Argument(
    help: "What to explain.",
    completion: .custom { _, _, _ in Lab.helpTopics.map(\.name) + LessonHelp.topics.map(\.name) })
  var topics: [String] = []

  @Flag(help: "Write the reference of the language, or of lessons, as Markdown.")
  var markdown = false

  func validate() throws {
    if markdown, !topics.isEmpty, topics != [LessonHelp.topic] {
      throw ValidationError("--markdown explains all topics, or 'lessons'.")
    }
  }

  func run() throws {
    let output = OutputFile()
    if markdown {
      let text = topics.isEmpty ? LanguageReference.text : LessonReference.text
      try output.write(Array(text.utf8))
      return try output.flush()
    }
    let renderer = ReportRenderer(TerminalStyle.detect())
    let reports = topics.isEmpty ? [Self.list] : try topics.map(Self.report)
    let text = reports.map(renderer.text).joined(separator: "\n")
    try output.write(Array(text.utf8))
    try output.flush()
  }

  private static func report(_ topic: String) throws -> Report {
    if let report = LessonHelp.report(topic) ?? Lab().help(topic) { return report }
    let near =
      (Lab.nearestHelpTopic(topic) ?? nearest(topic, among: LessonHelp.topics.map(\.name)))
      .map { "; did you mean '\($0)'?" } ?? "; 'oslab topics' lists what there is"
    throw Failure("there is no topic '\(topic)'\(near)")
  }

  private static var list: Report {
    var subjects: [(subject: String, rows: [[Cell]])] = []
    for topic in Lab.helpTopics {
      if subjects.last?.subject != topic.subject { subjects.append((topic.subject, [])) }
      subjects[subjects.count - 1].rows.append([Cell(topic.name, .strong), Cell(topic.summary)])
    }
    subjects.append(
      ("for lessons", LessonHelp.topics.map { [Cell($0.name, .strong), Cell($0.summary)] }))
    return Report(
      subjects.map { .table(Table(title: $0.subject, columns: ["", ""], rows: $0.rows)) })
  }
}
