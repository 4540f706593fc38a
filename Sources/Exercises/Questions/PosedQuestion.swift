import LabEngine

/// One question as one seed poses it, with its computed key.
///
/// Not Sendable, because it holds machines: one a thread.
public final class PosedQuestion {
  public let question: Question
  public let seed: Int
  /// What is asked, as Markdown, with the variant's values inserted.
  public let ask: String
  /// How to answer, with the tolerance: `a number with a unit, such as 12us; 1% off is accepted`.
  public let inputHint: String
  /// What to choose from or to put in order, in the order shown; empty for other kinds.
  public let choices: [String]
  /// What a student types for each of `choices`: `a`, `b`, …
  public let choiceLabels: [String]
  /// The ladder of hints as Markdown, the gentlest first.
  public let hints: [String]

  init(question: Question, seed: Int) {
    self.question = question
    self.seed = seed
    ask = ""
    inputHint = ""
    choices = []
    choiceLabels = []
    hints = []
  }

  /// Never throws and never traps, whatever the answer: a failure of ours is `.couldNotGrade` with the reason.
  public func grade(_ answer: RawAnswer) -> Grade {
    Grade(
      status: .couldNotGrade, points: .zero, maximum: question.points, feedback: "", expected: "")
  }

  /// An answer that is right.
  public var modelAnswer: RawAnswer { .text(modelAnswerText) }

  /// The same as a person would write it; several lines for a table or commands.
  public var modelAnswerText: String { "" }

  /// Why the answer is what it is: Markdown, and what `explain-run:` reports. Throws a `LessonProblem`.
  public func explanation() throws -> (text: String, reports: [Report]) { ("", []) }

  /// A new copy of the question's own machine as the student meets it: after `setup:`, and where `predict`
  /// stops. Throws a `LessonProblem`.
  public func makeLab() throws -> Lab { Lab(limits: .submission) }

  /// What may be done to the machine and when it is done; nil unless the question asks to drive.
  public var drive: DriveRules? { nil }
}
