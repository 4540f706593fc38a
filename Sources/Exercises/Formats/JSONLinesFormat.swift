/// One JSON object a line, for programs.
///
/// `{"student","lesson","status","points","max","reason"?,"roster"?,"questions":[{"id","status","points",
/// "max","seed","expected","feedback"}]}`: `points` is null for what could not be graded, `student` and
/// `lesson` are null where not even they are known, `roster` holds the columns that pass through.
public struct JSONLinesFormat: ResultFormat {
  public static let name = "jsonl"
  public static let summary = "one JSON object a line, with every question's feedback"

  private let passed: [String]

  public init(_ columns: GradebookColumns) {
    passed = columns.passed
  }

  public func header() -> [UInt8] { [] }

  public func result(_ result: SubmissionResult) -> [UInt8] {
    var writer = JSONWriter(escapesHTML: true)
    writer.write(object(result))
    writer.endLine()
    return writer.bytes
  }

  private func object(_ result: SubmissionResult) -> JSONValue {
    var members = [
      JSONMember("student", result.student?.json ?? .null),
      JSONMember("lesson", result.lesson?.json ?? .null),
      JSONMember("status", result.status.rawValue.json),
      JSONMember("points", result.points.map(number) ?? .null),
      JSONMember("max", number(result.maximum)),
    ]
    if let reason = result.reason { members.append(JSONMember("reason", reason.json)) }
    if !result.passed.isEmpty {
      let fields = zip(passed, result.passed).map { JSONMember($0, $1.json) }
      members.append(JSONMember("roster", .object(fields)))
    }
    members.append(JSONMember("questions", .list(result.questions.map(object))))
    return .object(members)
  }

  private func object(_ question: QuestionResult) -> JSONValue {
    [
      "id": question.id.json,
      "status": question.grade.status.rawValue.json,
      "points": number(question.grade.points),
      "max": number(question.grade.maximum),
      "seed": question.seed.json,
      "expected": question.grade.expected.json,
      "feedback": question.grade.feedback.json,
    ]
  }

  private func number(_ points: Points) -> JSONValue { .number(points.description) }
}
