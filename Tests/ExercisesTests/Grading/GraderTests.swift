import Testing

@testable import Exercises

@Suite struct GraderTests {
  private let rules: GradingRules
  private let grader: Grader
  private let solved: [JSONMember]

  init() throws {
    rules = try GradedLesson.rules()
    grader = Grader(rules)
    solved = try GradedLesson.solved(by: "s1", rules: rules)
  }

  private func grade(
    file: String? = nil, _ change: (inout [JSONMember]) -> Void = { _ in }
  ) -> SubmissionResult {
    var members = solved
    change(&members)
    return grader.grade(members.bytes, file: file)
  }

  private func question(_ id: String, _ entry: JSONValue) -> Grade? {
    let result = grade { $0[question: id] = entry }
    return result.questions.first { $0.id == id }?.grade
  }

  @Test func theModelAnswersGetEveryPoint() {
    let result = grade()
    #expect(result.status == .graded)
    #expect(result.points == Points("9.5"))
    #expect(result.maximum == Points("9.5"))
    #expect(result.reason == nil)
    #expect(result.passed == ["Name, 1"])
    #expect(result.questions.map(\.id) == ["faults", "eat", "policy", "left", "share", "grow"])
    #expect(result.questions.allSatisfy { $0.grade.status == .correct })
  }

  @Test func theSeedFollowsFromTheNames() {
    let seeds = grade().questions.map(\.seed)
    let identity = Identity(course: "c", student: "s1")
    let expected = rules.lessons[0].questions.map {
      VariantSeed.seed(for: $0.id, of: "graded", seeds: Array(1...8), student: identity)
    }
    #expect(seeds == expected)
  }

  @Test func scoresCannotBeForged() {
    let wrong: JSONValue = ["question": "faults", "answer": "99"]
    let forged: JSONValue = [
      "question": "faults", "answer": "99", "points": 2, "status": "correct", "expected": "99",
      "seed": 1,
    ]
    let plain = grade { $0[question: "faults"] = wrong }
    let other = grade {
      $0[question: "faults"] = forged
      $0["points"] = 1000
      $0["seeds"] = [1, 2, 3]
      $0["key"] = "k"
    }
    #expect(plain.points == Points("7.5"))
    #expect(
      JSONLinesFormat(GradebookColumns(rules)).result(plain)
        == JSONLinesFormat(GradebookColumns(rules)).result(other))
  }

  @Test func whatIsNotAnsweredIsMissing() {
    let result = grade { $0["answers"] = [] }
    #expect(result.status == .graded)
    #expect(result.points == .zero)
    #expect(
      result.questions.allSatisfy { $0.grade.status == .missing && !$0.grade.expected.isEmpty })
    #expect(question("eat", ["question": "eat", "answer": nil])?.status == .missing)
  }

  @Test func aChangedQuestionIsInvalidAndAloneSo() {
    let result = grade { members in
      members[question: "eat"] = ["question": "eat", "answer": "8.1998us", "digest": "0000"]
    }
    #expect(result.questions.filter { $0.grade.status == .invalid }.map(\.id) == ["eat"])
    #expect(result.points == Points("8"))
    #expect(
      result.questions.first { $0.id == "eat" }?.grade.feedback == GradingText.questionChanged)
  }

  @Test func theLastEntryCounts() {
    let result = grade { members in
      guard case .list(let entries)? = members["answers"] else { return }
      members["answers"] = .list(entries + [["question": "policy", "answer": "zebra"]])
    }
    #expect(result.points == Points("8.5"))
  }

  @Test func aNumberIsAnAnswerToo() {
    #expect(question("eat", ["question": "eat", "answer": .number("1E400")])?.points == .zero)
    let seven = question("left", ["question": "left", "answer": ["A:0", "A:1", "A:2"]])
    #expect(seven?.status == .correct)
  }

  @Test func loopsRunOutOfFuel() {
    let long: JSONValue = [
      "question": "share", "commands": ["read A (0..3)*1000000000", "fork A B", "write B 1"],
    ]
    let grade = question("share", long)
    #expect(grade?.points == .zero)
    let string: JSONValue = ["question": "grow", "answer": "(((0*10000)*10000)*10000)*10000"]
    #expect(question("grow", string)?.points == .zero)
    let loop = JSONValue.list((0..<50_000).map { _ in "read A 0" })
    #expect(question("share", ["question": "share", "commands": loop])?.points == .zero)
  }

  @Test(arguments: [
    "show frames; machine frames=1", "load A /etc/passwd", "plot fifo out=/tmp/x", "policy lru",
    "goto 0", "back", "\u{1b}[2J", "fork A B\0", "fork A B; fork A B", ")", "\"",
  ])
  func commandsThatAreNotAllowedCostOnlyTheirOwnPoints(_ command: String) {
    let result = grade {
      $0[question: "share"] = ["question": "share", "commands": [.string(command)]]
    }
    #expect(result.status == .graded)
    #expect(result.points == Points("6.5"))
  }

  @Test func theFileNameSaysWhoseItIs() {
    let result = grade(file: "in/s2.json")
    #expect(result.student == "s2")
    #expect(result.reason == Remark.otherStudent(stated: "s1", identity: "s2").description)
    #expect(grade(file: "in/s1-graded.json").reason == nil)
    #expect(grade(file: "in/other.json").student == "s1")
    #expect(grade(file: "in/s2.json") { $0["student"] = nil }.reason == nil)
  }

  @Test func mismatchesAreReportedAndGraded() {
    let cases: [(String, JSONValue, Remark)] = [
      ("course", "d", .otherCourse(stated: "d", identity: "c")),
      ("version", 2, .otherVersion(stated: 2, lesson: 3)),
    ]
    for (field, value, remark) in cases {
      let result = grade { $0[field] = value }
      #expect(result.status == .graded)
      #expect(result.points == Points("9.5"))
      #expect(result.reason == remark.description)
    }
    let result = grade {
      $0[question: "no\u{1b}"] = ["question": "no\u{1b}", "answer": "1"]
    }
    #expect(result.points == Points("9.5"))
    #expect(result.reason == "The lesson has no question \"no\\u001b\".")
  }

  @Test func whoIsNotKnownIsRejected() {
    for (field, value, rejection) in [
      ("student", "s9", Rejection.unknownStudent("s9")), ("student", nil, .noStudent),
      ("student", "", .noStudent), ("lesson", "x", .unknownLesson("x", known: ["graded"])),
    ] as [(String, JSONValue?, Rejection)] {
      let result = grade { $0[field] = value }
      #expect(result.status == .rejected)
      #expect(result.points == .zero)
      #expect(result.reason == rejection.description)
      #expect(result.questions.isEmpty)
    }
  }

  @Test func aFileThatIsNoneNamesItsOwner() {
    #expect(grader.grade([0xff], file: "s2.json").student == "s2")
    let result = grader.grade([0xff], file: "in/\u{1b}x.json")
    #expect(result.student == nil)
    #expect(result.reason?.hasPrefix("\\u001bx.json: Not a submission") == true)
  }

  @Test func aBrokenSignatureIsReportedAndGraded() throws {
    let key = CourseKey("k")
    let grader = Grader(try GradedLesson.rules(key: key))
    let token = key.token(course: "c", student: "s1")
    let me = Identity(course: "c", student: "s1", token: token)
    let state = LessonState([
      ProgressEvent(
        .answer, lesson: "graded", version: 3, question: "policy", input: "LRU", status: "correct")
    ])
    let handIn = HandIn(lesson: rules.lessons[0], of: me, state: state)
    #expect(handIn.answered == ["policy"])
    #expect(handIn.unanswered.count == 5)
    let whole = grader.grade(Array(handIn.json.utf8))
    #expect(whole.status == .graded)
    #expect(whole.reason == nil)
    let changed = handIn.json.split(separator: "LRU").joined(separator: "OPT")
    let other = grader.grade(Array(changed.utf8))
    #expect(other.status == .graded)
    #expect(other.reason == Remark.brokenSignature.description)
  }

  @Test func aTokenOfSomebodyElseInTheRosterIsToldBeforehand() {
    let roster = Roster([Roster.Entry(student: "s", token: "evp6w-47svr-2wyp0-2mgws-kyfbx-wfxc9")])
    #expect(throws: RosterError.badToken("s", course: "cs370")) {
      try GradingRules(lessons: [], roster: roster, course: "cs370")
    }
  }
}
