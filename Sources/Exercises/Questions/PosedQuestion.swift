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
  public private(set) lazy var hints: [String] = (try? computedHints()) ?? []

  /// Rows of a table that are given: those of an answer are numbered after them.
  public var givenRows: Int { kind.givenRows }

  let variant: Variant
  let kind: any PosedKind
  private let expected: String

  init(_ variant: Variant) throws {
    self.variant = variant
    question = variant.question
    seed = variant.seed
    kind = try variant.question.definition.pose(variant)
    let addition = kind.addition
    ask = variant.text(variant.question.ask) + (addition.isEmpty ? "" : "\n\n" + addition)
    inputHint = kind.inputHint
    choices = kind.choices
    choiceLabels = kind.choiceLabels
    expected = kind.modelAnswerText
  }

  /// Throws a `LessonProblem` if an insertion cannot be computed.
  func computedHints() throws -> [String] { try question.hints.map(variant.message) }

  /// Never throws and never traps, whatever the answer: a failure of ours is `.couldNotGrade` with
  /// the reason.
  public func grade(_ answer: RawAnswer) -> Grade {
    guard !answer.isTooLong else { return grade(.invalid(GradeText.tooLong)) }
    do {
      return grade(try kind.grade(answer))
    } catch let problem as LessonProblem {
      return failure("\(problem)")
    } catch let error as LabError {
      return failure(error.message)
    } catch {
      return failure("\(error)")
    }
  }

  private func grade(_ verdict: Verdict) -> Grade {
    let points: Points =
      switch verdict.status {
      case .correct: question.points
      case .partial: verdict.points ?? question.points.share(verdict.part, of: verdict.whole)
      default: .zero
      }
    return Grade(
      status: verdict.status, points: points, maximum: question.points,
      feedback: verdict.feedback, expected: expected, standingRows: verdict.standingRows)
  }

  private func failure(_ reason: String) -> Grade {
    Grade(
      status: .couldNotGrade, points: .zero, maximum: question.points,
      feedback: "\(GradeText.ours) \(reason)", expected: expected)
  }

  /// An answer that is right.
  public var modelAnswer: RawAnswer { kind.modelAnswer }

  /// The same as a person would write it; several lines for a table or commands.
  public var modelAnswerText: String { expected }

  /// Why the answer is what it is: Markdown, and what `explain-run:` reports. Throws a
  /// `LessonProblem`.
  public func explanation() throws -> (text: String, reports: [Report]) {
    let text = try question.explanations.map(variant.message).joined(separator: "\n\n")
    var reports: [Report] = []
    for script in question.explainRuns {
      let lab = try kind.explainedLab(script.name)
      try variant.lab(running: script.commands, on: lab) { reports.append($0.report) }
    }
    return (text, reports)
  }

  /// A new copy of the question's own machine as the student meets it: after `setup:`, and where
  /// `predict` stops. Throws a `LessonProblem`.
  public func makeLab() throws -> Lab { try kind.makeLab() }

  /// The same for who has answered: a program is in the machine, not run yet.
  public func makeLab(answer: RawAnswer) throws -> Lab { try kind.makeLab(answer: answer) }

  /// True if the answer is a program: lines up to one that is `end` alone.
  public var isProgram: Bool { kind.isProgram }
  /// What a program may begin with.
  public var starter: String? { kind.starter }

  /// What may be done to the machine and when it is done; nil unless the question asks to drive.
  public var drive: DriveRules? { kind.drive }
}

extension RawAnswer {
  /// Longer than `greatestLength`, counting a byte for each end of line or cell.
  var isTooLong: Bool {
    switch self {
    case .text(let text): text.utf8.count > RawAnswer.greatestLength
    case .commands(let lines): RawAnswer.isTooLong(lines)
    case .rows(let rows):
      rows.count > RawAnswer.greatestLength
        || rows.reduce(0) { sum, row in
          row.reduce(sum + row.count) { $0 + $1.utf8.count }
        } > RawAnswer.greatestLength
    }
  }

  private static func isTooLong(_ lines: [String]) -> Bool {
    lines.reduce(lines.count) { $0 + $1.utf8.count } > greatestLength
  }
}
