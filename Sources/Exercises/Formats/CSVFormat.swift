/// A gradebook for spreadsheets: one row a submission, two columns a question.
///
/// Columns: `student`, those of the roster, `lesson status points max reason`, then for each question its
/// points under its id and `id status`; with several lessons both begin with `lesson/`. A column of the
/// roster that has the name of another one is called `roster NAME`.
public struct CSVFormat: ResultFormat {
  public static let name = "csv"
  public static let summary = "a table for spreadsheets, one row a submission"

  private static let fixed = ["lesson", "status", "points", "max", "reason"]
  private let lessons: [Lesson]
  private let passed: [String]

  public init(_ columns: GradebookColumns) {
    lessons = columns.lessons
    passed = columns.passed
  }

  public func header() -> [UInt8] {
    var questions: [String] = []
    for lesson in lessons {
      for question in lesson.questions {
        let name = lessons.count == 1 ? question.id : "\(lesson.id)/\(question.id)"
        questions += [name, "\(name) status"]
      }
    }
    let own = ["student"] + Self.fixed + questions
    let foreign = passed.map { own.contains($0) ? "roster \($0)" : $0 }
    return Array(CSVWriter.line(["student"] + foreign + Self.fixed + questions).utf8)
  }

  public func result(_ result: SubmissionResult) -> [UInt8] {
    var fields = [result.student ?? ""]
    // Without a line in the roster its fields stay empty.
    fields += result.passed.isEmpty ? passed.map { _ in "" } : result.passed
    fields += [
      result.lesson ?? "", result.status.rawValue, result.points?.description ?? "",
      result.maximum.description, result.reason ?? "",
    ]
    for lesson in lessons {
      let isThis = lesson.id == result.lesson && result.questions.count == lesson.questions.count
      for index in lesson.questions.indices {
        let grade = isThis ? result.questions[index].grade : nil
        fields += [grade?.points.description ?? "", grade?.status.rawValue ?? ""]
      }
    }
    return Array(CSVWriter.line(fields).utf8)
  }
}
