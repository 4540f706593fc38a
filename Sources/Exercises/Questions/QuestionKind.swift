import LabEngine

/// What help, documentation and error messages say of a question kind.
public struct KindDescription: Sendable {
  public let name: String
  /// One line.
  public let summary: String
  /// Its own keys, beside those that all kinds have.
  public let keys: [KeyDescription]
}

/// One kind of question, as one question of a lesson uses it.
///
/// A new kind is one new file with a type of this protocol and one line in `QuestionKinds`.
protocol QuestionKind: Sendable {
  static var description: KindDescription { get }

  /// Takes its own keys from the block; what is wrong with them is reported to the block's
  /// problems.
  init(_ block: BlockReader)

  /// What `{answer}` stands for while the machines of a variant run: only for kinds that insert an
  /// answer.
  func answerToInsert(_ values: [String: InsertedValue], path: String) throws -> InsertedValue?

  /// Names that must have a value before the machines run, beside those in the scripts.
  var insertedNames: Set<String> { get }

  /// True if the key is computed, so that it should differ from variant to variant.
  var isComputed: Bool { get }

  /// Computes the key. Throws a `LessonProblem`.
  func pose(_ variant: Variant) throws -> any PosedKind
}

extension QuestionKind {
  var insertedNames: Set<String> { [] }
  var isComputed: Bool { true }

  func answerToInsert(_ values: [String: InsertedValue], path: String) throws -> InsertedValue? {
    nil
  }
}

/// All question kinds.
public enum QuestionKinds {
  static let all: [any QuestionKind.Type] = [
    IntegerKind.self,
    NumberKind.self,
    ChoiceKind.self,
    MultiKind.self,
    TextKind.self,
    SequenceKind.self,
    OrderKind.self,
    TableKind.self,
    DriveKind.self,
    DesignKind.self,
    ProgramKind.self,
    PredictKind.self,
  ]

  /// For help and documentation.
  public static var descriptions: [KindDescription] { all.map { $0.description } }

  static func named(_ name: String) -> (any QuestionKind.Type)? {
    all.first { $0.description.name == name }
  }
}

/// One variant of a question of some kind: its key and its mistakes, computed once.
///
/// One thread; never traps on any answer.
protocol PosedKind: AnyObject {
  /// How to answer, without the key.
  var inputHint: String { get }
  var choices: [String] { get }
  var choiceLabels: [String] { get }
  /// Markdown that belongs below what is asked, such as the rows of a table that are given.
  var addition: String { get }
  /// How many rows of a table are given, and stand above those of an answer.
  var givenRows: Int { get }

  /// Throws only what is not the student's fault.
  func grade(_ answer: RawAnswer) throws -> Verdict

  var modelAnswer: RawAnswer { get }
  var modelAnswerText: String { get }

  /// Answers that commit each mistake which the lesson foresees; for `oslab check`.
  func mistakeProbes() throws -> [MistakeProbe]

  /// The machine as the student meets it.
  func makeLab() throws -> Lab
  /// The machine that `explain-run:` looks at.
  func explainedLab(_ name: String?) throws -> Lab
  var drive: DriveRules? { get }

  /// True if the answer is a text of several lines that ends with a line of its own.
  var isProgram: Bool { get }
  /// What an answer may begin with; not right as it stands.
  var starter: String? { get }
  /// The machine as an answer leaves it to be looked at.
  func makeLab(answer: RawAnswer?) throws -> Lab
}

extension PosedKind {
  var choices: [String] { [] }
  var choiceLabels: [String] { [] }
  var addition: String { "" }
  var givenRows: Int { 0 }
  var modelAnswer: RawAnswer { .text(modelAnswerText) }
  func mistakeProbes() throws -> [MistakeProbe] { [] }
  var drive: DriveRules? { nil }
  var isProgram: Bool { false }
  var starter: String? { nil }
  func makeLab(answer: RawAnswer?) throws -> Lab { try makeLab() }
}

/// What grading one answer comes to, before points.
struct Verdict {
  var status: Grade.Status
  /// The share of the points, as `part` of `whole`, for `.partial`.
  var part = 0
  var whole = 1
  /// Points in place of a share, for kinds that credit parts with points of their own.
  var points: Points?
  var feedback: String
  /// Rows of the answer, from its first, that `feedback` says are right.
  var standingRows = 0

  static let correct = Verdict(status: .correct, feedback: GradeText.correct)

  static func wrong(_ feedback: String = GradeText.wrong) -> Verdict {
    Verdict(status: .wrong, feedback: feedback)
  }

  static func invalid(_ reason: String) -> Verdict {
    Verdict(status: .invalid, feedback: reason)
  }

  static let missing = Verdict(status: .missing, feedback: GradeText.missing)

  /// `part` of `whole` right: correct if all, wrong if none.
  static func share(_ part: Int, of whole: Int, _ feedback: String) -> Verdict {
    if part >= whole { return .correct }
    if part <= 0 { return .wrong(feedback) }
    return Verdict(status: .partial, part: part, whole: whole, feedback: feedback)
  }
}

/// A foreseen mistake of one variant, for `oslab check`.
struct MistakeProbe {
  /// Where the lesson foresees it.
  let source: SourceText
  /// An answer that commits it; nil if none can be made up (conditions of `drive` and `design`).
  let answer: RawAnswer?
  let feedback: String
  /// True if it is right in this variant, or the same as a mistake above it.
  let isHidden: Bool
}
