import Exercises
import LabEngine

/// Why a subcommand ends without having done what it was asked for: said on standard error.
struct Failure: Error {
  /// Exit codes: 1 for what went wrong, 64 (EX_USAGE of sysexits) for how it was asked for.
  var code: Int32 = 1
  /// Whole lines; nothing, if all was said already.
  var lines: [String] = []
  /// Lines that have colours of their own on a terminal.
  var mistake: LabError?
  var file: String?

  init(_ message: String) { lines = ["oslab: \(message)"] }

  /// For what other areas throw; each words its own.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let mistake as LabError: self.init(mistake)
    case let problems as LessonProblems:
      self.init(lines: problems.problems.map(\.description))
    case let problem as LessonProblem: self.init(lines: [problem.description])
    default: self.init("\(error)")
    }
  }

  private init(lines: [String]) { self.lines = lines }

  init(_ mistake: LabError, file: String? = nil) {
    self.mistake = mistake
    self.file = file
  }

  private init(code: Int32) { self.code = code }

  /// Ends with exit code 1; why has been said.
  static let silent = Failure(code: 1)

  static func unknownSubcommand(_ word: String, known: [String]) -> Failure {
    let near = nearest(word, among: known).map { "; did you mean '\($0)'?" } ?? ""
    var failure = Failure("there is no command '\(word)'\(near)")
    failure.lines.append("Commands: \(known.joined(separator: " "))")
    failure.code = 64
    return failure
  }

  static func usage(_ message: String) -> Failure {
    var failure = Failure(message)
    failure.code = 64
    return failure
  }

  func report() {
    let style = TerminalStyle.detect(descriptor: 2)
    var text = lines.map { VisibleText.line($0) + "\n" }.joined()
    if let mistake { text += ErrorRenderer(colour: style.colour).text(mistake, file: file) }
    StandardError.write(text)
  }
}
