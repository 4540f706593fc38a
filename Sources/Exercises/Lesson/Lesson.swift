/// What stands in a lesson, in the order of its file. Lines count from 1.
public enum LessonItem: Sendable {
  /// Markdown between fenced blocks that mean something to oslab; other fenced blocks are part of
  /// it.
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
    let problems = ProblemList(path: path)
    let lines = Lesson.lines(text)
    let head = Lesson.frontMatter(lines, problems: problems)
    let blocks = LessonBlocks(lines: Array(lines[head.end...]), problems: problems).blocks
    var items: [LessonItem] = []
    var questions: [Question] = []
    var firstLines: [String: Int] = [:]
    for block in blocks {
      switch block {
      case .prose(let lines): items.append(.prose(Lesson.joined(lines), line: lines[0].line))
      case .lab(let opening, let lines):
        if lines.allSatisfy({ $0.trimmed.isEmpty }) { problems.report(.emptyLab, at: opening) }
        items.append(.lab(Lesson.joined(lines), line: opening.line + 1))
      case .question(let opening, let info, let lines):
        guard
          let question = Lesson.question(opening, info, lines, &firstLines, problems: problems)
        else { continue }
        items.append(.question(question))
        questions.append(question)
      }
    }
    guard problems.isEmpty else { throw LessonProblems(problems.problems) }
    let front = head.front
    (id, title, version, after, seeds) = (
      front.id, front.title, front.version, front.after, front.seeds
    )
    self.path = path
    self.items = items
    self.questions = questions
  }

  private static func joined(_ lines: [SourceText]) -> String {
    lines.map(\.text).joined(separator: "\n")
  }

  /// The lines without their ends (LF or CRLF) and without a byte order mark.
  private static func lines(_ text: String) -> [SourceText] {
    var bytes = text.utf8[...]
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
    return bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated().map {
      let line = $1.last == 0x0d ? $1.dropLast() : $1
      return SourceText(String(decoding: line, as: UTF8.self), line: $0 + 1, column: 1)
    }
  }

  /// The head and the index of the line after it.
  private static func frontMatter(
    _ lines: [SourceText], problems: ProblemList
  ) -> (front: FrontMatter, end: Int) {
    let isMark: (SourceText, [String]) -> Bool = { $1.contains($0.trimmed.text) }
    let start = lines.firstIndex { !$0.trimmed.isEmpty } ?? 0
    guard start < lines.count, isMark(lines[start], ["---"]) else {
      problems.report(.noFrontMatter, line: start + 1)
      return (FrontMatter(problems: problems), start)
    }
    guard let end = lines[(start + 1)...].firstIndex(where: { isMark($0, ["---", "..."]) }) else {
      problems.report(.unclosedFrontMatter, line: start + 1)
      return (FrontMatter(problems: problems), lines.count)
    }
    let front = FrontMatter(
      lines: Array(lines[start + 1..<end]), opening: start + 1, problems: problems)
    return (front, end + 1)
  }

  private static func question(
    _ opening: SourceText, _ info: SourceText, _ lines: [SourceText],
    _ firstLines: inout [String: Int], problems: ProblemList
  ) -> Question? {
    let words = info.pieces(separator: " ").filter { !$0.isEmpty }
    guard words.count == 3 else {
      problems.report(.questionHeader, at: info)
      return nil
    }
    let id = words[1].text
    if !Name.isIdentifier(id) { problems.report(.badName(what: "question", id), at: words[1]) }
    if let first = firstLines[id] {
      problems.report(.duplicateQuestion(id, firstLine: first), at: words[1])
    } else {
      firstLines[id] = opening.line
    }
    guard let type = QuestionKinds.named(words[2].text) else {
      let known = QuestionKinds.descriptions.map(\.name)
      problems.report(.unknownKind(words[2].text, known: known), at: words[2])
      return nil
    }
    return Question(id: id, type: type, header: opening, lines: lines, problems: problems)
  }
}
