import Testing

@testable import Exercises

@Suite struct DesignTests {
  /// The example of the language's description, as it stands.
  private let grow = """
    ask: Give a string of at most 12 pages, numbered 0 to 6, on which FIFO faults more with 4 frames than with 3.
    input: references(pages=7, most=12)
    setup: machine frames=3 policy=fifo; process A pages=7
    run: refs A {answer}
    goal: [frames=4] faults > faults
    solution: 1 2 3 4 1 2 5 1 2 3 4 5
    mistake: [frames=4] faults == faults -> Equal is not worse yet.
    """

  @Test(arguments: [
    ("1 2 3 4 1 2 5 1 2 3 4 5", Grade.Status.correct), ("0 1 2 3 0 1 4 0 1 2 3 4", .correct),
    ("1..4 1 2 5 1..5", .correct), ("1 2 3", .wrong), ("1 2 3 4 1 2 5 1 2 3 4 5 1", .invalid),
    ("1 2 7", .invalid), ("1 2 3; machine frames=64", .invalid), ("0*1000000000000", .invalid),
    ("one two", .invalid), ("{answer}", .invalid), ("1 2\nmachine frames=1", .invalid),
    ("(1 2", .invalid),
  ])
  func aStringReachesTheGoalOrNot(_ answer: String, _ status: Grade.Status) throws {
    let grade = try LessonFixture.pose("grow design", grow).grade(.text(answer))
    #expect(grade.status == status, "\(grade.feedback)")
  }

  @Test func theMistakeSpeaks() throws {
    let grade = try LessonFixture.pose("grow design", grow).grade(.text("1 2 3"))
    #expect(grade.feedback == "Equal is not worse yet.")
  }

  @Test(arguments: [
    ("fifo", Grade.Status.wrong), ("opt", .correct), ("mru", .correct), ("clock(bit=0)", .wrong),
    ("clok", .invalid),
    ("fifo; policy opt", .invalid), ("fifo frames=9", .invalid), ("opt\nmachine", .invalid),
  ])
  func aPolicyIsOneThatThereIs(_ answer: String, _ status: Grade.Status) throws {
    let body = """
      ask: Which policy takes fewer than 20 faults in a loop over five pages with four frames?
      input: policy
      setup: machine frames=4 policy={answer}; process A pages=5
      run: refs A (0..4)*6
      goal: faults < 20
      solution: opt
      """
    #expect(try LessonFixture.pose("q design", body).grade(.text(answer)).status == status)
  }

  @Test(arguments: [
    ("faults / refs", Grade.Status.correct), ("0.5", .correct), ("1/2", .correct), ("hits", .wrong),
    ("1 / 0", .invalid),
    ("1 / (faults - 3)", .invalid), ("faults /", .invalid), ("1); terminate A; print (1", .invalid),
    ("1) == 1 or (true", .invalid), ("9223372036854775807 + 1", .invalid), ("1 2", .invalid),
    ("\"text\"", .invalid), ("nothing", .invalid),
  ])
  func anExpressionIsOne(_ answer: String, _ status: Grade.Status) throws {
    let body = """
      ask: Write the fault rate.
      input: expression
      setup: machine frames=8; process A pages=4
      run: refs A 0 1 2 0 1 2
      goal: {answer} == faultrate
      solution: faults / refs
      """
    let grade = try LessonFixture.pose("q design", body).grade(.text(answer))
    #expect(grade.status == status, "\(grade.feedback)")
  }

  @Test(arguments: [
    ("3 1", Grade.Status.correct), ("[3, 1]", .correct), ("1 3", .wrong), ("3", .invalid),
    ("3 10", .invalid), ("3 x", .invalid),
  ])
  func numbersAreCountedAndBounded(_ answer: String, _ status: Grade.Status) throws {
    let body =
      "ask: x\ninput: numbers(count=2, from=0, to=9)\ngoal: {answer} == [3, 1]\nsolution: 3 1"
    #expect(try LessonFixture.pose("q design", body).grade(.text(answer)).status == status)
  }

  @Test func theSolutionMustBeAnInput() {
    let wrong = grow.replacing("solution: 1 2 3 4 1 2 5 1 2 3 4 5", with: "solution: 1 2 9")
    #expect {
      try LessonFixture.pose("grow design", wrong)
    } throws: { error in
      "\(error)".hasPrefix("fixture.md:15:11: The solution '1 2 9' is not what the input wants")
    }
  }
}
