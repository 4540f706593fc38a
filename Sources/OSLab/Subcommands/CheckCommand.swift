import ArgumentParser
import Exercises
import LabEngine

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Prove lessons over all their variants.",
    discussion: """
      Runs every lab block, poses every question for every seed, and grades its model answer, its \
      mistakes and its tests. The exit code is 1 if anything is not as the lesson says.
      """)

  @Argument(
    help: "Lessons by file or name, and directories of lessons.",
    completion: .file(extensions: ["md"]))
  var paths: [String]

  func run() throws {
    let library = LessonLibrary.standard()
    var files: [String] = []
    for path in paths { files += try Self.files(path, library) }
    var reports: [CheckReport] = []
    var sources: [(path: String, text: String)] = []
    for path in files {
      switch try Self.text(path) {
      case .success(let text): sources.append((path, text))
      case .failure(let report): Failure(report).report()
      }
    }
    var bar = ProgressBar(total: nil, verb: "checked")
    // What lessons say of one another can be told only where there are several.
    reports = LessonCheck.check(
      sources, isDirectory: sources.count > 1, files: LocalFiles(),
      progress: { bar.show($0, of: $1) })
    bar.clear()
    try write(reports)
    if sources.count < files.count || !reports.allSatisfy(\.passes) { throw Failure.silent }
  }

  /// A directory holds lessons; anything else is one.
  private static func files(_ path: String, _ library: LessonLibrary) throws -> [String] {
    guard LessonLibrary.isDirectory(path) else { return [try library.path(path)] }
    let files = LessonLibrary.files(in: path)
    guard !files.isEmpty else { throw Failure("there is no lesson (*.md) in \(path)") }
    return files
  }

  /// Text that is not UTF-8 is that file's problem and not the others'.
  private static func text(_ path: String) throws -> Result<String, LessonProblems> {
    do {
      return .success(try LessonLibrary.text(path))
    } catch let problems as LessonProblems {
      return .failure(problems)
    }
  }

  private func write(_ reports: [CheckReport]) throws {
    let output = OutputFile()
    let style = TerminalStyle.detect()
    for report in reports {
      for finding in report.findings {
        try output.write(Array((Self.styled(finding).rendered(colour: style.colour) + "\n").utf8))
      }
      try output.write(Array((Self.summary(report).rendered(colour: style.colour) + "\n").utf8))
    }
    try output.flush()
  }

  private static func styled(_ finding: CheckFinding) -> StyledText {
    let text = VisibleText.line(finding.description)
    let word = "\(finding.severity):"
    guard let place = text.firstRange(of: " \(word) ") else { return StyledText(text) }
    var line = StyledText(String(text[..<place.lowerBound]) + " ")
    line.append(word, ink(finding.severity))
    line.append(" " + text[place.upperBound...])
    return line
  }

  private static func ink(_ severity: CheckFinding.Severity) -> Ink {
    switch severity {
    case .error: Ink(bold: true, colour: .red)
    case .warning: Ink(bold: true, colour: .yellow)
    case .note: .strong
    }
  }

  /// `lessons/paging.md: passes: 11 questions in 50 variants, 9 lab blocks; 12,345 statements proved`
  private static func summary(_ report: CheckReport) -> StyledText {
    var line = StyledText(VisibleText.line(report.path) + ": ")
    line.append(
      report.passes ? "passes" : "fails", report.passes ? Ink(colour: .green) : ink(.error))
    guard !report.id.isEmpty else { return line + StyledText(": it is not a lesson") }
    var text = ": \(count(report.questions, "question")) in \(count(report.seeds, "variant")), "
    text += "\(count(report.labs, "lab block")); "
    text += "\(count(report.assertions, "statement")) "
    text += report.passes ? "proved" : "tried, \(count(report.errors, "error"))"
    if report.warnings > 0 { text += ", \(count(report.warnings, "warning"))" }
    return line + StyledText(text)
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(ReportRenderer.grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}
