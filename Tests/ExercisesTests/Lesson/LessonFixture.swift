@testable import Exercises

/// Lessons as text, for tests.
enum LessonFixture {
  static let head = """
    ---
    oslab: 1
    id: fixture
    version: 1
    title: A fixture
    seeds: 1..5
    ---

    """

  /// A lesson of one question.
  static func lesson(_ header: String, _ body: String) -> String {
    head + "\n```question \(header)\n\(body)\n```\n"
  }

  static func question(_ header: String, _ body: String) throws -> Question {
    try Lesson(parsing: lesson(header, body), path: "fixture.md").questions[0]
  }

  static func pose(_ header: String, _ body: String, seed: Int = 1) throws -> PosedQuestion {
    try question(header, body).pose(seed: seed)
  }

  /// What is wrong with a lesson, as `LINE:COLUMN: MESSAGE`.
  static func problems(_ text: String) -> [String] {
    do {
      _ = try Lesson(parsing: text, path: "f")
      return []
    } catch let problems as LessonProblems {
      return problems.problems.map { String("\($0)".dropFirst("f:".count)) }
    } catch {
      return ["\(error)"]
    }
  }

  /// The same for the body of one question; the body's first line is line 10.
  static func problems(in body: String, of header: String = "q integer") -> [String] {
    problems(lesson(header, body))
  }
}
