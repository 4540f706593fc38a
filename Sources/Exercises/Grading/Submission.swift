/// What a student handed in, decoded and not trusted.
///
/// Whatever else stands in it (scores, seeds, keys) is not even looked at.
///
/// ```json
/// {"oslab":1,"course":"cs370","student":"s001","lesson":"page-replacement","version":1,
///  "answers":[{"question":"lru-faults","answer":"12","digest":"…"},
///             {"question":"share","commands":["fork A B","write B 2"]}]}
/// ```
public struct Submission: Hashable, Sendable {
  /// The one version of the format there is.
  public static let format = 1

  /// What it says of itself; only compared.
  public var course: String?
  public var student: String?
  public var version: Int?
  public var lesson: String
  /// At most one for a question: the last.
  public var answers: [String: Entry]
  /// The questions of `answers`, each where it last stands.
  public var order: [String]
  public var signature: String?
  /// Entries of `answers` without a question to belong to, counted from 1.
  public var strayEntries: [Int]

  /// One entry of `answers`.
  public struct Entry: Hashable, Sendable {
    public var question: String
    /// As they stand there; nil if missing or null.
    public var answer: JSONValue?
    public var commands: JSONValue?
    public var digest: String?

    public init(
      question: String, answer: JSONValue? = nil, commands: JSONValue? = nil, digest: String? = nil
    ) {
      self.question = question
      self.answer = answer
      self.commands = commands
      self.digest = digest
    }
  }

  /// Throws a `Rejection` that says what is wrong.
  public init(_ document: JSONValue) throws(Rejection) {
    let fields = try SubmissionFields(document)
    try fields.checkFormat()
    course = try fields.text("course")
    student = try fields.text("student")
    version = try fields.integer("version")
    signature = fields.document["signature"]?.text
    guard let lesson = try fields.text("lesson") else { throw .missing("lesson") }
    self.lesson = lesson
    answers = [:]
    order = []
    strayEntries = []
    for (index, item) in try fields.answers().enumerated() { add(item, number: index + 1) }
    sortOrder()
  }

  public init(
    course: String?, student: String?, lesson: String, version: Int?, answers entries: [Entry]
  ) {
    self.course = course
    self.student = student
    self.lesson = lesson
    self.version = version
    answers = [:]
    order = []
    strayEntries = []
    for entry in entries { add(entry) }
    sortOrder()
  }

  private mutating func add(_ item: JSONValue, number: Int) {
    guard let question = item["question"]?.text else {
      strayEntries.append(number)
      return
    }
    add(
      Entry(
        question: question, answer: item["answer"].ifNotNull,
        commands: item["commands"].ifNotNull, digest: item["digest"]?.text))
  }

  private mutating func add(_ entry: Entry) {
    answers[entry.question] = entry
    order.append(entry.question)
  }

  /// Of each question only the last mention stays.
  private mutating func sortOrder() {
    var seen: Set<String> = []
    order = order.reversed().filter { seen.insert($0).inserted }.reversed()
  }
}

extension JSONValue? {
  fileprivate var ifNotNull: JSONValue? { self == .some(.null) ? nil : self }
}

/// Takes a submission's fields out of its object.
private struct SubmissionFields {
  let document: JSONValue

  init(_ document: JSONValue) throws(Rejection) {
    guard case .object = document else { throw .notAnObject(document.kindName) }
    self.document = document
  }

  func checkFormat() throws(Rejection) {
    guard let format = document["oslab"] else { throw .missing("oslab") }
    guard format.integer == Submission.format else {
      throw .unknownFormat(JSONWriter.text(format))
    }
  }

  func text(_ name: String) throws(Rejection) -> String? {
    guard let value = document[name].ifNotNull else { return nil }
    // A student number is easily written without quotes; it is meant as its digits.
    if case .number(let digits) = value { return digits }
    guard let text = value.text else {
      throw .wrongType(name, expected: "a text", found: value.kindName)
    }
    return text
  }

  func integer(_ name: String) throws(Rejection) -> Int? {
    guard let value = document[name].ifNotNull else { return nil }
    guard let integer = value.integer else {
      throw .wrongType(name, expected: "a whole number", found: value.kindName)
    }
    return integer
  }

  func answers() throws(Rejection) -> [JSONValue] {
    guard let value = document["answers"] else { throw .missing("answers") }
    guard case .list(let items) = value else {
      throw .wrongType("answers", expected: "a list", found: value.kindName)
    }
    return items
  }
}
