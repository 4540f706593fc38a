import Testing

@testable import Exercises

@Suite struct LessonTests {
  private let text = """
    ---
    oslab: 1
    id: page-replacement
    version: 3
    title: Page replacement
    after: demand-paging
    seeds: 1..3, 7
    ---
    When no frame is free, the pager picks a *victim*…

    ```c
    int x;  // ```question
    ```

    ```lab
    machine frames=3
    show frames
    ```
    ~~~question one integer
    ask: How many?
    answer: 1 + 1
    points: 1.5
    ~~~
    Bye.
    """

  @Test func readsHeadProseLabsAndQuestions() throws {
    let lesson = try Lesson(parsing: text, path: "x.md")
    #expect(lesson.id == "page-replacement")
    #expect(lesson.title == "Page replacement")
    #expect(lesson.version == 3)
    #expect(lesson.after == ["demand-paging"])
    #expect(lesson.seeds == [1, 2, 3, 7])
    #expect(lesson.items.count == 4)
    guard case .prose(let first, line: 9) = lesson.items[0],
      case .lab("machine frames=3\nshow frames", line: 16) = lesson.items[1],
      case .question(let question) = lesson.items[2],
      case .prose("Bye.", line: 24) = lesson.items[3]
    else {
      Issue.record("the items are \(lesson.items)")
      return
    }
    #expect(first.hasSuffix("int x;  // ```question\n```"))
    #expect(question.id == "one")
    #expect(question.kind == "integer")
    #expect(question.line == 19)
    #expect(question.points == Points("1.5"))
    #expect(lesson.questions.map(\.id) == ["one"])
  }

  @Test func windowsLineEndsAndByteOrderMarkChangeNothing() throws {
    let plain = try Lesson(parsing: text, path: "x.md")
    let windows = try Lesson(
      parsing: "\u{feff}" + text.replacing("\n", with: "\r\n"), path: "x.md")
    #expect(windows.questions[0].digest == plain.questions[0].digest)
    #expect(windows.questions[0].line == plain.questions[0].line)
    #expect(windows.items.count == plain.items.count)
  }

  /// Another text has another digest; the place in the lesson does not matter.
  @Test func digestIsThatOfTheBlock() throws {
    let one = try LessonFixture.question("q integer", "ask: Why?\nanswer: 1")
    let moved = try Lesson(
      parsing: LessonFixture.head + "More.\n```question q integer\nask: Why?\nanswer: 1\n```",
      path: "x"
    ).questions[0]
    let changed = try LessonFixture.question("q integer", "ask: Why?\nanswer: 2")
    #expect(one.digest == moved.digest)
    #expect(one.digest != changed.digest)
    // sha256sum of "q integer\nask: Why?\nanswer: 1"
    #expect(one.digest == "f6672a2cf8f09c691f1781c6fe3ce98813fbc1a4a4daebc00244c99392ec7432")
  }

  @Test(arguments: [
    ("", "1:1: A lesson begins with its front matter"),
    ("\n\nHello", "3:1: A lesson begins with its front matter"),
    ("---\noslab: 1\n", "1:1: The front matter that begins here is never closed"),
    ("---\noslab: 1\nid: a\nversion: 1\ntitel: x\n---", "1:1: The front matter lacks 'title'."),
    (
      "---\noslab: 1\nid: a\nversion: 1\ntitle: x\ntitel: x\n---",
      "6:1: There is no 'titel' in a lesson's front matter. Did you mean 'title'?"
    ),
    ("---\noslab: 2\nid: a\nversion: 1\ntitle: x\n---", "2:8: This lesson is written for format 2"),
    ("---\noslab: 1\nid: a b\nversion: 1\ntitle: x\n---", "3:5: 'a b' cannot be the name"),
    ("---\noslab: 1\nid: a\nversion: x\ntitle: x\n---", "4:10: 'version' must be a whole number"),
    (
      "---\noslab: 1\nid: a\nversion: 1\ntitle: x\nseeds: 5..1\n---", "6:8: 'seeds' must be numbers"
    ),
    ("---\noslab: 1\nid: a\nversion: 1\ntitle: [x\n---", "6:1: The front matter is not YAML"),
  ])
  func headProblemsHaveTheirPlace(_ text: String, _ expected: String) {
    let problems = LessonFixture.problems(text)
    #expect(problems.contains { $0.hasPrefix(expected) }, "\(problems)")
  }

  @Test(arguments: [
    ("```lab\nprint 1\n", "9:1: The lab block that begins here is never closed."),
    ("```lab\nprint 1\n```question a integer\nask: x\nanswer: 1\n```", "9:1: The lab block"),
    ("```question a integer\nask: x\nanswer: 1", "9:1: The question block that begins here"),
    ("```\nfoo", "9:1: The fenced block that begins here is never closed."),
    ("```lab fast\nprint 1\n```", "9:8: A lab block's opening line is 'lab' alone"),
    ("```lab\n\n```", "9:1: This lab block has no commands."),
    ("```question a\nask: x\n```", "9:4: A question block opens with 'question ID KIND'."),
    (
      "```question a intger\nask: x\n```", "9:15: There is no question kind 'intger'"
    ),
    ("```question a/b integer\nask: x\nanswer: 1\n```", "9:13: 'a/b' cannot be the name"),
    (
      "```queston a integer\nask: x\n```",
      "9:4: There is no 'queston' block. Did you mean 'question'?"
    ),
    (
      "```question a integer\nask: x\nanswer: 1\n```\n~~~question a integer\nask: x\nanswer: 1\n~~~",
      "13:13: The question 'a' exists already, in line 9."
    ),
  ])
  func blockProblemsHaveTheirPlace(_ body: String, _ expected: String) {
    let problems = LessonFixture.problems(LessonFixture.head + "\n" + body)
    #expect(problems.contains { $0.hasPrefix(expected) }, "\(problems)")
  }

  @Test func anUnknownKindSuggestsTheNearest() {
    let problems = LessonFixture.problems(in: "ask: x\nanswer: 1", of: "q intger")
    #expect(problems.count == 1)
    #expect(problems[0].hasSuffix("Did you mean 'integer'?"))
  }

  @Test func theTemplateIsALessonThatProvesItself() throws {
    let text = try LessonTemplate.text(id: "my-lesson", title: "Say \"hi\": part 1")
    let lesson = try Lesson(parsing: text, path: "my-lesson.md")
    #expect(lesson.title == "Say \"hi\": part 1")
    let report = try #require(LessonCheck.check([("my-lesson.md", text)]).first)
    #expect(report.passes, "\(report.findings.map(\.description))")
    #expect(report.warnings == 0, "\(report.findings.map(\.description))")
    #expect(throws: LessonProblem.self) { try LessonTemplate.text(id: "../x", title: "x") }
  }
}
