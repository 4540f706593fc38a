import Testing

@testable import Exercises

/// A lesson with a question of several kinds, and hand-ins for it.
enum GradedLesson {
  static let text = """
    ---
    oslab: 1
    id: graded
    version: 3
    title: Graded
    seeds: 1..8
    ---
    ```question faults integer
    vary frames: 2..5
    vary string: references(length=12, pages=6, locality=50%)
    ask: How many faults does LRU take on {string} with {frames} frames?
    setup: machine frames={frames} policy=lru; process A pages=6
    run: refs A {string}
    answer: faults
    points: 2
    ```

    ```question eat number
    ask: What is the effective access time at one fault in 1000?
    answer: 200ns + 0.001*(8ms - 200ns)
    points: 1.5
    ```

    ```question policy choice
    ask: Which policy evicts the page whose last use is longest ago?
    right: LRU -> Yes.
    wrong: FIFO -> That goes by the load.
    wrong: OPT -> That looks ahead.
    ```

    ```question left sequence
    ask: Which pages leave, in order?
    setup: machine frames=2 policy=fifo; process A pages=6
    run: refs A 0 1 2 3 4
    answer: victims
    ```

    ```question share drive
    ask: Make A and B share page 0 and own page 1 each.
    setup: machine frames=8; process A pages=4; write A 0; write A 1
    allow: fork read write
    limit: 4
    goal: A.page(0).frame == B.page(0).frame and A.page(1).frame != B.page(1).frame
    solution: fork A B; write B 1
    points: 3
    ```

    ```question grow design
    ask: Give a string of at most 12 pages, numbered 0 to 6, on which FIFO faults more with 4 frames than with 3.
    input: references(pages=7, most=12)
    setup: machine frames=3 policy=fifo; process A pages=7
    run: refs A {answer}
    goal: [frames=4] faults > faults
    solution: 1 2 3 4 1 2 5 1 2 3 4 5
    ```
    """

  static func make() throws -> Lesson { try Lesson(parsing: text, path: "graded.md") }

  static func rules(students: Int = 3, key: CourseKey = .none) throws -> GradingRules {
    let entries = (0..<students).map { Roster.Entry(student: "s\($0)", passed: ["Name, \($0)"]) }
    return try GradingRules(
      lessons: [make()], roster: Roster(entries, passedColumns: ["name"]), course: "c", key: key)
  }

  /// What a student hands in who answers everything as the model does.
  static func solved(by student: String, rules: GradingRules) throws -> [JSONMember] {
    var solver = Solver(rules: rules)
    return try solver.solved(by: student)
  }
}

/// Answers the lesson for one student after the other.
struct Solver {
  private let rules: GradingRules
  /// By question, then by seed.
  private var entries: [[Int: Submission.Entry]]

  init(rules: GradingRules) {
    self.rules = rules
    entries = rules.lessons[0].questions.map { _ in [:] }
  }

  mutating func solved(by student: String) throws -> [JSONMember] {
    let lesson = rules.lessons[0]
    let identity = Identity(course: "c", student: student)
    var answers: [Submission.Entry] = []
    for (index, question) in lesson.questions.enumerated() {
      let seed = VariantSeed.seed(
        for: question.id, of: lesson.id, seeds: lesson.seeds, student: identity)
      let entry = try entries[index][seed] ?? Self.entry(question, question.pose(seed: seed))
      entries[index][seed] = entry
      answers.append(entry)
    }
    let submission = Submission(
      course: "c", student: student, lesson: lesson.id, version: lesson.version, answers: answers)
    guard case .object(let members) = submission.json else { return [] }
    return members
  }

  private static func entry(_ question: Question, _ posed: PosedQuestion) -> Submission.Entry {
    switch posed.modelAnswer {
    case .text(let text):
      Submission.Entry(question: question.id, answer: text.json, digest: question.digest)
    case .commands(let commands):
      Submission.Entry(
        question: question.id, commands: .list(commands.map(\.json)), digest: question.digest)
    case .rows(let rows):
      Submission.Entry(
        question: question.id, answer: .list(rows.map { .list($0.map(\.json)) }),
        digest: question.digest)
    }
  }
}

extension [JSONMember] {
  subscript(name: String) -> JSONValue? {
    get { first { $0.name == name }?.value }
    set {
      removeAll { $0.name == name }
      if let newValue { append(JSONMember(name, newValue)) }
    }
  }

  /// The entry of `answers` for a question.
  subscript(question id: String) -> JSONValue? {
    get { entries.first { $0["question"]?.text == id } }
    set {
      let kept = entries.filter { $0["question"]?.text != id }
      self["answers"] = .list(kept + (newValue.map { [$0] } ?? []))
    }
  }

  private var entries: [JSONValue] {
    if case .list(let entries)? = self["answers"] { entries } else { [] }
  }

  var bytes: [UInt8] { [UInt8](JSONWriter.text(.object(self)).utf8) }
}
