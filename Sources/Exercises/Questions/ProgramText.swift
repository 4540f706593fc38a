import LabEngine

/// The wording of `program` questions.
extension GradeText {
  static let wantsProgram = "This question wants a program: its lines as one text."
  static let starter = "To begin with:\n\n"

  static func programHint(limit: Int) -> String {
    "lines of RISC-V assembly, then a line `end` alone; a case may run \(limit) instructions"
  }

  /// Indented, so that nothing in it is read as Markdown.
  static func code(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
      .joined(separator: "\n")
  }

  static func surroundings(_ name: String?) -> String {
    name.map { "The program around your lines, in guest \($0):\n\n" }
      ?? "The program around your lines:\n\n"
  }

  static func shownCase(_ name: String, _ script: String, goals: [String]) -> String {
    let commands = script.split(separator: "\n").map { "`\($0)`" }.joined(separator: " ")
    let wanted = goals.map { "`\($0)`" }.joined(separator: " and ")
    return "- \(name): \(commands) must end with \(wanted)"
  }

  static func caseList(_ shown: [String], hidden: Int) -> String {
    let more = "\(hidden) \(hidden == 1 ? "case" : "cases")"
    let last = hidden == 0 ? [] : ["- \(more) \(shown.isEmpty ? "" : "more ")that you do not see"]
    return "How it is tried:\n\n" + (shown + last).joined(separator: "\n")
  }

  /// `Line 3, column 5: there is no instruction …`
  static func assemblerError(_ error: LabError) -> String {
    guard let place = error.place else { return sentence(error.message) }
    return ended("Line \(place.line), column \(place.column): \(error.message)")
  }

  static func sentence(_ message: String) -> String {
    let head = message.prefix(1)
    let text = head == "`" ? message : head.uppercased() + message.dropFirst()
    return ended(text)
  }

  private static func ended(_ text: String) -> String {
    text.hasSuffix(".") || text.hasSuffix("?") ? text : text + "."
  }

  static func difference(_ what: String, found: String, wanted: String) -> String {
    "`\(plain(what, most: 200))` is \(found) and should be \(wanted)."
  }

  static func goalFails(_ goal: String, _ details: String) -> String {
    let reason = details.isEmpty ? "" : " (\(details))"
    return "`\(plain(goal, most: 200))` is not true\(reason)."
  }

  static func stillRunning(_ limit: Int, _ ending: String) -> String {
    "\(ending) That is all that it may run."
  }

  /// Of a hidden case only how the computer ended is told, not what was expected.
  static func failedCase(
    _ name: String, isHidden: Bool, _ reason: String, ending: String
  ) -> String {
    let said = isHidden ? "The hidden case \(name) fails." : "Case \(name) fails: \(reason)"
    return ending.isEmpty ? said : "\(said) (\(ending))"
  }

  static func cases(_ passed: Int, of count: Int, first: String, mistake: String?) -> String {
    let score = count > 1 ? "\(passed) of \(count) cases \(passed == 1 ? "passes" : "pass"). " : ""
    return score + first + (mistake.map { "\n\n\($0)" } ?? "")
  }
}
