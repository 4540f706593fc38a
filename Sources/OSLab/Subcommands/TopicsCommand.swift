import ArgumentParser
import Exercises
import LabEngine

struct TopicsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topics", abstract: "Explain the language: commands, policies, observables, …",
    discussion: "Without a topic it lists all there are.")

  @Argument(
    help: "What to explain.",
    completion: .custom { _, _, _ in Lab.helpTopics.map(\.name) })
  var topics: [String] = []

  @Flag(help: "Write everything, as Markdown: the reference of the language.")
  var markdown = false

  func validate() throws {
    if markdown, !topics.isEmpty { throw ValidationError("--markdown explains all topics.") }
  }

  func run() throws {
    let output = OutputFile()
    if markdown {
      try output.write(Array(LanguageReference.text.utf8))
      return try output.flush()
    }
    let renderer = ReportRenderer(TerminalStyle.detect())
    let reports = topics.isEmpty ? [Self.list] : try topics.map(Self.report)
    let text = reports.map(renderer.text).joined(separator: "\n")
    try output.write(Array(text.utf8))
    try output.flush()
  }

  private static func report(_ topic: String) throws -> Report {
    if let report = Lab().help(topic) { return report }
    let near =
      Lab.nearestHelpTopic(topic)
      .map { "; did you mean '\($0)'?" } ?? "; 'oslab topics' lists what there is"
    throw Failure("there is no topic '\(topic)'\(near)")
  }

  private static var list: Report {
    var subjects: [(subject: String, rows: [[Cell]])] = []
    for topic in Lab.helpTopics {
      if subjects.last?.subject != topic.subject { subjects.append((topic.subject, [])) }
      subjects[subjects.count - 1].rows.append([Cell(topic.name, .strong), Cell(topic.summary)])
    }
    return Report(
      subjects.map { .table(Table(title: $0.subject, columns: ["", ""], rows: $0.rows)) })
  }
}
