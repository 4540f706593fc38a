import LabEngine
import Testing

@testable import Exercises

@Suite struct VariantTests {
  /// Belady, Nelson and Shedler 1969: FIFO takes 9 faults with three frames and 10 with four; LRU 10 and 8.
  private let machines = """
    vary a: 7..7
    setup: machine frames=3; process A pages=6
    run fifo: policy fifo; refs A 1 2 3 4 1 2 5 1 2 3 4 5
    run lru: policy lru; refs A 1 2 3 4 1 2 5 1 2 3 4 5
    ask: x
    """

  @Test(arguments: [
    ("fifo.faults", "9"),
    ("lru.faults - fifo.faults", "1"),
    ("[frames=4] fifo.faults", "10"),
    ("[frames=4] lru.faults + fifo.faults * 100", "908"),
    ("max(fifo.faults@3, lru.faults@7)", "7"),
    ("len(fifo.victims) + {a}", "13"),
    ("if(contains([fifo.faults, lru.faults], 10), 1, 0)", "1"),
    ("if(\"fifo.faults\" == \"x\", 1, 2)", "2"),
    ("refs", "0"),
  ])
  func namedMachinesAreReadByName(_ expression: String, _ expected: String) throws {
    let posed = try LessonFixture.pose("q integer", machines + "\nanswer: \(expression)")
    #expect(posed.modelAnswerText == expected)
  }

  @Test func bareObservablesAreThoseOfRun() throws {
    let body = machines + "\nrun: refs A 0 0 0\nanswer: refs + lru.refs"
    #expect(try LessonFixture.pose("q integer", body).modelAnswerText == "15")
  }

  /// A value is shown to six digits and calculated with to all.
  @Test func namedValuesAreExactInExpressions() throws {
    let posed = try LessonFixture.pose(
      "q integer",
      "vary x: 3..3\nlet third: 1 / {x}\nlet low: 1 - {x}\nask: {third} {low}\nanswer: {third} * 3 + {low}^2"
    )
    #expect(posed.ask == "0.333333 -2")
    #expect(posed.modelAnswerText == "5")
  }

  @Test(arguments: [
    (Value.quantity(Quantity(.real(1e-7))), "0.0000001"),
    (.quantity(Quantity(.real(1.5e20))), "150000000000000000000"),
    (.quantity(Quantity(.real(-2.5), .time)), "(-2.5ns)"),
    (.quantity(Quantity(-3)), "(-3)"),
    (.quantity(Quantity(4096, .data)), "4096B"),
    (.list([.page(PageName("A", 7)), .text("a\"b"), .truth(true)]), "[A:7, \"a\\\"b\", true]"),
  ])
  func exactOperandsReadBack(_ value: Value, _ expected: String) throws {
    #expect(value.exactOperand == expected)
  }

  /// A value that the set-up needs is evaluated before there is a machine, others after the run.
  @Test func valuesAreNamedWhenTheyCanBe() throws {
    let body = """
      vary n: 3..3
      let pages: {n} * 2
      let last: {pages} - 1
      let seen: faults
      setup: machine frames=9; process A pages={pages}
      run: refs A 0..{last}
      ask: {seen} of {pages}
      answer: {seen}
      hint: after {faults@2} and {faults@{n}}
      """
    let posed = try LessonFixture.pose("q integer", body)
    #expect(posed.ask == "6 of 6")
    #expect(posed.hints == ["after 2 and 3"])
  }

  @Test func aMistakeOfTheMachineHasItsLine() throws {
    let body =
      "ask: x\nsetup:\n  machine frames=3\n  process A pages=2\n  refs A 5\nrun: refz A 1\nanswer: 1"
    #expect {
      try LessonFixture.pose("q integer", body)
    } throws: { error in
      // The script is lines 12 to 14 of the file, and line 15.
      guard let problem = error as? LessonProblem else { return false }
      return (12...15).contains(problem.line) && problem.message.hasPrefix("With seed 1: ")
    }
    #expect {
      try LessonFixture.pose("q integer", "ask: x\nanswer: falts")
    } throws: { error in
      "\(error)".hasPrefix("fixture.md:11:9: With seed 1: ")
    }
  }
}
