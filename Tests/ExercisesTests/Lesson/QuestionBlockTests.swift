import Testing

@testable import Exercises

@Suite struct QuestionBlockTests {
  @Test(arguments: [
    (
      "ask: x\nanswr: 1",
      "11:1: A question of kind 'integer' has no 'answr'. Did you mean 'answer'?"
    ),
    ("ask: x\nanswr: 1", "9:1: A question of kind 'integer' needs 'answer'."),
    ("answer: 1", "9:1: A question of kind 'integer' needs 'ask'."),
    ("ask: x\nask: y\nanswer: 1", "11:1: 'ask' stands in line 10 already."),
    ("ask: x\nanswer: 1\nfoo bar", "12:1: Expected 'key: value', found 'foo bar'."),
    ("  ask: x\nanswer: 1", "10:1: This line is indented"),
    ("ask: x\nanswer:", "11:1: 'answer' has no value."),
    ("ask: x {y}\nanswer: 1", "10:9: '{y}' is not defined"),
    (
      "vary pages: 1..2\nask: {pags}\nanswer: 1",
      "11:7: '{pags}' is not defined; there are pages. Did you mean 'pages'?"
    ),
    ("ask: x {y\nanswer: 1", "10:8: This '{' is never closed"),
    ("ask: x {}\nanswer: 1", "10:8: There is nothing between '{' and '}'"),
    ("vary: 1..2\nask: x\nanswer: 1", "10:1: 'vary' needs a name before the colon"),
    ("ask foo: x\nanswer: 1", "10:5: 'ask' takes no name before the colon."),
    ("vary 1x: 1..2\nask: x\nanswer: 1", "10:6: '1x' cannot be the name of a variable"),
    ("vary x: 1..2\nvary x: 1..2\nask: x\nanswer: 1", "11:6: 'vary x' stands in line 10 already."),
    ("vary x: 5..3\nask: x\nanswer: 1", "10:9: This range is empty"),
    ("vary x: 1ms..3ms step 0ms\nask: x\nanswer: 1", "10:23: A step is a number above 0"),
    ("vary x: 1ms..3ms step -1ms\nask: x\nanswer: 1", "10:23: A step is a number above 0"),
    ("vary x: 1ms..2KiB\nask: x\nanswer: 1", "10:9: The ends of a range"),
    ("vary x: lots\nask: x\nanswer: 1", "10:9: 'lots' is neither a range"),
    ("vary x: a | | b\nask: x\nanswer: 1", "10:13: 'a | | b' is neither"),
    (
      "vary x: refrences(length=3, pages=2)\nask: x\nanswer: 1",
      "10:9: There is no generator 'refrences'; there are references, distinct, numbers. Did you mean 'references'?"
    ),
    (
      "vary x: references(length=0, pages=2)\nask: x\nanswer: 1",
      "10:9: references: length= is a whole number"
    ),
    (
      "vary x: references(length=3, pages=2, size=3)\nask: x\nanswer: 1",
      "10:9: references: there is no 'size='"
    ),
    ("vary x: references(length=3)\nask: x\nanswer: 1", "10:9: references: pages= is missing."),
    ("ask: x\nanswer: 1\nmistake: 2", "12:10: 'mistake' needs ' -> ' between its two sides."),
    ("ask: x\nanswer: 1\npoints: many", "12:9: 'points' must be a positive number"),
    ("ask: x\nanswer: 1\npoints: 0", "12:9: 'points' must be a positive number"),
    ("ask: x\nanswer: 1\ntest: 3 -> maybe", "12:12: 'test' must be"),
    ("ask: x\nanswer: 1\ntest: 3", "12:7: 'test' needs ' -> '"),
    ("ask: x\nanswer: 1\ntolerance: some", "12:12: 'tolerance' must be"),
    ("ask: x\nanswer: 1\nunit-points: 0.5", "9:1: A question of kind 'integer' needs 'unit'."),
    ("ask: x\nanswer: 1\nexplain-run fifo: show table", "12:13: There is no 'run fifo:'."),
  ])
  func problemsHaveTheirPlace(_ body: String, _ expected: String) {
    let problems = LessonFixture.problems(in: body)
    #expect(problems.contains { $0.hasPrefix(expected) }, "\(problems)")
  }

  @Test(arguments: [
    ("q choice", "ask: x\nright: y", "9:1: A question to choose from needs 2 to 26 options"),
    (
      "q choice", "ask: x\nright: y\noption: z",
      "12:9: 'option' must be 'TEXT if EXPR -> feedback'."
    ),
    (
      "q choice", "ask: x\nright: y\nwrong: z\nshuffle: maybe",
      "13:10: 'shuffle' must be yes or no."
    ),
    ("q text", "ask: x", "9:1: A question of kind 'text' needs 'accept'."),
    ("q text", "ask: x\naccept: y\naccept: /(/", "12:9: This regular expression cannot be read"),
    ("q order", "ask: x\nitem: y", "9:1: An 'order' question needs 2 to 26"),
    ("q table", "ask: x", "9:1: A question of kind 'table' needs 'column'."),
    (
      "q table", "ask: x\ncolumn a: 1\ngrade: half",
      "12:8: 'grade' must be first-error or row or cell."
    ),
    ("q table", "ask: x\ncolumn a: 1\nmistake b: 2 -> No.", "12:9: There is no column 'b'."),
    ("q drive", "ask: x\nsolution: read A 0", "9:1: A question of kind 'drive' needs 'goal'."),
    (
      "q design", "ask: x\ninput: refernces\ngoal: true\nsolution: 1",
      "11:8: There is no input 'refernces'"
    ),
    ("q predict", "ask: x", "9:1: A question of kind 'predict' needs 'at'."),
  ])
  func problemsOfKindsHaveTheirPlace(_ header: String, _ body: String, _ expected: String) {
    let problems = LessonFixture.problems(in: body, of: header)
    #expect(problems.contains { $0.hasPrefix(expected) }, "\(problems)")
  }

  @Test func allProblemsAreFoundAtOnceInOrder() {
    let problems = LessonFixture.problems(in: "foo\nask: {a}\nbar: 1\nanswer: {b}")
    #expect(problems.map { $0.prefix(3) } == ["10:", "11:", "12:", "13:"])
  }

  /// An indented block keeps its own lines and inner indentation, and its places.
  @Test func longValuesAreIndented() throws {
    let question = try LessonFixture.question(
      "q integer", "ask:\n  One\n\n      code {{x}\n  two\nanswer: 1\n# a comment\n\npoints: 2")
    #expect(question.ask.source.text == "One\n\n    code {{x}\ntwo")
    #expect(try question.pose(seed: 1).ask == "One\n\n    code {x}\ntwo")
    #expect(question.points == Points("2"))
    let problems = LessonFixture.problems(in: "ask:\n    One\n    two {x}\nanswer: 1")
    #expect(
      problems == ["12:10: '{x}' is not defined; this question has no 'vary' or 'let' above."])
  }

  @Test func aValueMayGoOnBelow() throws {
    let question = try LessonFixture.question("q integer", "ask: One\n  two\nanswer: 1")
    #expect(question.ask.source.text == "One\ntwo")
  }

  /// No mutation of a lesson makes the parser trap, and each problem has a place inside of the text.
  @Test func brokenTextNeverTraps() {
    let text = """
      ---
      oslab: 1
      id: a
      version: 1
      title: x
      ---
      ```question q choice
      vary x: 1..3 step 2
      vary s: references(length=4, pages=3)
      let y: {x} + 1
      require: {y} > 0
      ask: {s} and {x}
      right: a {x} -> good
      option: b if {x} > 7 -> bad
      test: a -> wrong "x"
      ```
      ```lab
      print 1
      ```
      """
    var random = VariantRandom(seed: 1, stream: "fuzz")
    let pieces = Array("{}->\"|.:`~#\n\r\t (),=%*[]/\\é\u{0}\u{feff}9a").map(String.init)
    for _ in 0..<3_000 {
      var characters = Array(text)
      for _ in 0...random.number(below: 4) {
        let index = random.number(below: characters.count)
        switch random.number(below: 3) {
        case 0: characters.remove(at: index)
        case 1: characters.insert(contentsOf: pieces[random.number(below: pieces.count)], at: index)
        default:
          characters.removeSubrange(index..<min(characters.count, index + random.number(below: 9)))
        }
      }
      do {
        let lesson = try Lesson(parsing: String(characters), path: "f")
        for question in lesson.questions { _ = try? question.pose(seed: 1) }
      } catch let problems as LessonProblems {
        #expect(!problems.problems.isEmpty)
        #expect(problems.problems.allSatisfy { $0.line >= 1 && $0.column >= 1 })
      } catch {
        Issue.record("unexpected \(error)")
      }
    }
  }
}
