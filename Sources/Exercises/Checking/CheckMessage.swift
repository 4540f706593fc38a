/// What `oslab check` can object to; all its wording.
enum CheckMessage {
  case labFails(String)
  case modelFails(Grade)
  case modelTextFails(String, Grade)
  case testFails(answer: String, wanted: Grade.Status, Grade)
  case testFeedback(wanted: String, found: String)
  case mistakeUnnoticed(answer: String, wanted: String, Grade)
  case mistakeAlwaysHidden
  case mistakeHidden(Int, of: Int)
  case equalChoices(String)
  case equalTests(String)
  case hintTellsAnswer(String)
  case hintHoldsAnswer(Int, of: Int)
  case answerStandsInQuestion(Int, of: Int)
  case alwaysSameKey(String)
  case neverVaries
  case notDeterministic
  case junkNotGraded(String)
  case starterPasses
  case noQuestions
  case duplicateLesson(String, path: String)
  case unknownPredecessor(String, suggestion: String?)
  case circularOrder([String])

  var text: String {
    switch self {
    case .labFails(let reason): "This command fails: \(reason)"
    case .modelFails(let grade):
      "The model answer \(Self.quoted(grade.expected)) is graded \(Self.outcome(grade))"
    case .modelTextFails(let text, let grade):
      "The model answer as it is shown, \(Self.quoted(text)), is graded \(Self.outcome(grade))"
    case .testFails(let answer, let wanted, let grade):
      """
      The answer \(Self.quoted(answer)) should be '\(wanted.rawValue)' and is \
      \(Self.outcome(grade))
      """
    case .testFeedback(let wanted, let found):
      "The feedback should contain \(Self.quoted(wanted)) and is \(Self.quoted(found))."
    case .mistakeUnnoticed(let answer, let wanted, let grade):
      """
      Who answers \(Self.quoted(answer)) should be told \(Self.quoted(wanted)), and the answer is \
      \(Self.outcome(grade))
      """
    case .mistakeAlwaysHidden:
      "This mistake equals the answer, or a mistake above it, in every variant."
    case .mistakeHidden(let count, let all):
      """
      This mistake equals the answer, or a mistake above it, in \(count) of \(all) variants and is \
      ignored there.
      """
    default: otherText
    }
  }

  private var otherText: String {
    switch self {
    case .equalChoices(let text): "Two choices are the same: \(Self.quoted(text))."
    case .equalTests(let text): "The answer \(Self.quoted(text)) is tested twice."
    case .hintTellsAnswer(let answer): "This hint tells the answer, \(Self.quoted(answer))."
    case .hintHoldsAnswer(let count, let all):
      "The answer stands in this hint, perhaps by chance, in \(count) of \(all) variants."
    case .answerStandsInQuestion(let count, let all):
      "The answer stands in the question itself in \(count) of \(all) variants."
    case .alwaysSameKey(let key): "The answer is \(Self.quoted(key)) in every variant."
    case .neverVaries: "The question is the same in every variant."
    case .notDeterministic: "The same seed does not pose the same question."
    case .starterPasses: "The starter is right as it stands, or cannot be graded."
    case .junkNotGraded(let reason): "A meaningless answer cannot be graded: \(reason)"
    case .noQuestions: "This lesson has no questions."
    case .duplicateLesson(let id, let path): "The lesson '\(id)' exists already, in \(path)."
    case .unknownPredecessor(let id, let suggestion):
      "There is no lesson '\(id)'." + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
    case .circularOrder(let ids):
      "These lessons come after one another in a circle: \(ids.joined(separator: ", "))."
    default: preconditionFailure("CheckMessage.text: unworded message \(self)")
    }
  }

  private static func outcome(_ grade: Grade) -> String {
    "'\(grade.status.rawValue)': \(grade.feedback)"
  }

  /// On one line.
  private static func quoted(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    return line.count > 160 ? "'\(line.prefix(160))…'" : "'\(line)'"
  }
}

extension LessonMistake {
  /// The message of a problem without what says in which variant it was found.
  static func withoutSeed(_ message: String, seed: Int) -> String {
    let prefix = LessonMistake.inVariant(seed: seed, "").message
    return message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message
  }
}
