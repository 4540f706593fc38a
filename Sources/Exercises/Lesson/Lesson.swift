/// What stands in a lesson, in the order of its file. Lines count from 1.
public enum LessonItem: Sendable {
  /// Markdown between fenced blocks that mean something to oslab; other fenced blocks are part of it.
  case prose(String, line: Int)
  /// A script that runs on the lesson's one machine; `line` is that of its first command.
  case lab(String, line: Int)
  case question(Question)
}

/// One lesson file, parsed and found free of mistakes that show without running it.
///
/// ```swift
/// let lesson = try Lesson(parsing: text, path: "lessons/page-replacement.md")
/// let posed = try lesson.questions[0].pose(seed: 7)
/// posed.grade(.text("12")).status  // .correct
/// ```
public struct Lesson: Sendable {
  public let id: String
  public let title: String
  /// As it was given; only for messages.
  public let path: String
  public let version: Int
  /// Lessons that come before this one.
  public let after: [String]
  /// The seeds that the lesson is proved for, ascending; never empty.
  public let seeds: [Int]
  public let items: [LessonItem]
  /// The questions among `items`, in order.
  public let questions: [Question]

  /// Throws `LessonProblems` with all that is wrong, each with its line.
  public init(parsing text: String, path: String) throws {
    id = ""
    title = ""
    self.path = path
    version = 1
    after = []
    seeds = [1]
    items = []
    questions = []
    throw LessonProblems([])
  }
}
