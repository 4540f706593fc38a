import Testing

@testable import Exercises

@Suite struct LessonCheckTests {
  private let question = """
    vary frames: 3..4
    vary string: references(length=12, pages=6, locality=50%)
    require: hits > 1 and hits != faults
    ask: How many faults on {string}?
    setup: machine frames={frames} policy=lru; process A pages=6
    run: refs A {string}
    answer: faults
    """

  private func findings(_ more: String, header: String = "q integer") -> [String] {
    let text = LessonFixture.lesson(header, question + "\n" + more)
    return LessonCheck.check([("f", text)])[0].findings.map(\.description)
  }

  @Test func aGoodLessonIsProved() throws {
    let text = LessonFixture.lesson(
      "q integer", question + "\nmistake: hits -> No.\ntest: 0 -> wrong")
    let report = try #require(LessonCheck.check([("f", text)]).first)
    #expect(report.passes)
    #expect(report.findings.isEmpty, "\(report.findings.map(\.description))")
    #expect(report.questions == 1)
    #expect(report.seeds == 5)
    #expect(report.assertions >= 5 * 8)
  }

  /// The block opens in line 9, so what follows the seven lines of the question is line 17.
  @Test(arguments: [
    ("test: 0 -> correct", "f:17:7: error: The answer '0' should be 'correct' and is 'wrong'"),
    ("test: x -> invalid \"banana\"", "f:17:7: error: The feedback should contain 'banana'"),
    ("mistake: faults -> No.", "f:17:10: warning: This mistake equals the answer"),
    ("mistake: hits -> No.\nmistake: hits -> Never.", "f:18:10: warning: This mistake equals"),
    ("mistake: falts -> No.", "f:17:10: error: "),
    ("hint: It is {faults}.", "f:17:7: error: This hint tells the answer"),
    ("hint: It is {falts}.", "f:17:14: error: "),
    ("explain: It is {falts}.", "f:17:17: error: "),
    ("explain-run: shw table", "f:17:14: error: "),
    ("require: faults > 100", "f:17:10: error: no variant in 500 tries"),
  ])
  func faultsHaveTheirPlace(_ more: String, _ expected: String) {
    let found = findings(more)
    #expect(found.contains { $0.hasPrefix(expected) }, "\(found)")
  }

  @Test func aFindingNamesItsSeedsOnce() {
    let found = findings("test: 0 -> correct")
    #expect(found.count == 1)
    #expect(found[0].hasSuffix("(seeds 1, 2, 3 and 2 more)"), "\(found)")
  }

  @Test func degenerateQuestionsAreNoticed() {
    let check: (String, String) -> [String] = { header, body in
      LessonCheck.check([("f", LessonFixture.lesson(header, body))])[0].findings.map(\.description)
    }
    let same = check("q integer", "vary x: 1..90\nask: {x}?\nanswer: 5")
    #expect(same.contains { $0.contains("The answer is '5' in every variant.") }, "\(same)")
    let plain = check("q integer", "vary x: 1..90\nask: What is {x}?\nanswer: {x}")
    #expect(plain.contains { $0.contains("The answer stands in the question itself") }, "\(plain)")
    let twice = check("q choice", "vary x: 1..3\nask: x\nright: a {x}\nwrong: A, {x}.\nwrong: c")
    #expect(twice.contains { $0.contains("error: Two choices are the same") }, "\(twice)")
  }

  @Test func labBlocksRunOnOneMachine() {
    let text =
      LessonFixture.head
      + "```lab\nmachine frames=3\nprocess A pages=4\n```\n\n```lab\nrefs A 0 1\nrefs B 0\n```\n"
    let report = LessonCheck.check([("f", text)])[0]
    #expect(report.labs == 2)
    #expect(report.errors == 1)
    #expect(
      report.findings.contains { $0.description.hasPrefix("f:15:6: error: This command fails: ") },
      "\(report.findings.map(\.description))")
  }

  @Test func aFileThatIsNoLessonIsReported() {
    let reports = LessonCheck.check([
      ("f", "Hello"), ("g", LessonFixture.head + "```lab\nprint 1\n```"),
    ])
    #expect(reports.map(\.passes) == [false, true])
    #expect(reports[0].findings.map(\.description)[0].hasPrefix("f:1:1: error: A lesson begins"))
  }

  @Test func lessonsOfADirectoryFitTogether() {
    let lesson: (String, String) -> (String, String) = { id, after in
      (
        "\(id).md",
        "---\noslab: 1\nid: \(id)\nversion: 1\ntitle: x\nafter: \(after)\n---\n```lab\nprint 1\n```\n"
      )
    }
    let typo = LessonCheck.check([lesson("paging", "pagign")])
    #expect(
      typo[0].findings.contains {
        $0.description.contains("There is no lesson 'pagign'. Did you mean 'paging'?")
      })
    #expect(LessonCheck.check([lesson("paging", "other")], isDirectory: false)[0].passes)
    let circle = LessonCheck.check([lesson("a", "b"), lesson("b", "c"), lesson("c", "a")])
    #expect(circle.allSatisfy { !$0.passes })
    let same = LessonCheck.check([("x/a.md", lesson("a", "a").1), ("y/a.md", lesson("a", "a").1)])
    #expect(same[1].findings.contains { $0.description.contains("exists already, in x/a.md") })
  }
}
