import LabEngine
import Testing

@testable import Exercises

@Suite struct DriveTests {
  /// The example of the language's description, as it stands.
  private let share = """
    ask: Make A and B share page 0 and own page 1 each.
    setup: machine frames=8; process A pages=4; write A 0; write A 1
    allow: fork read write
    limit: 4
    goal: A.page(0).frame == B.page(0).frame and A.page(1).frame != B.page(1).frame
    solution: fork A B; write B 1
    mistake: cowcopies == 0 -> Who writes gets a copy.
    """

  @Test(arguments: [
    (["fork A B", "write B 1"], Grade.Status.correct), (["fork A B; write A 1"], .correct),
    (["fork A B", "show frames", "print faults", "write B 1", "write A 1", "read A 0"], .correct),
    (["fork A B"], .wrong), (["fork A B", "write B 0"], .wrong), (["read A 0"], .wrong),
    (["fork A B", "write B 1", "read A 0", "read A 0", "read A 0"], .wrong),
    (["fork A B", "policy lru", "write B 1"], .invalid), (["machine frames=8"], .invalid),
    (["back"], .invalid), (["load A x"], .invalid), (["fork A A"], .invalid),
    (["frok A B"], .invalid),
    (["fork A"], .invalid), (["\""], .invalid), ([], .missing), (["# nothing", ""], .missing),
  ])
  func commandsReachTheGoalOrNot(_ commands: [String], _ status: Grade.Status) throws {
    let grade = try LessonFixture.pose("share drive", share).grade(.commands(commands))
    #expect(grade.status == status, "\(grade.feedback)")
  }

  @Test func wrongCommandsAreTold() throws {
    let posed = try LessonFixture.pose("share drive", share)
    #expect(posed.grade(.commands(["fork A B"])).feedback == "Who writes gets a copy.")
    #expect(
      posed.grade(.commands(["fork A B", "terminate B"])).feedback
        == "Command 2: 'terminate' is not allowed here; allowed are fork, read, write.")
    #expect(posed.modelAnswer == .commands(["fork A B", "write B 1"]))
  }

  /// What the prompt follows command by command is what the grader decides.
  @Test func thePromptCanFollow() throws {
    let posed = try LessonFixture.pose("share drive", share)
    let drive = try #require(posed.drive)
    #expect(drive.allowedVerbs == ["fork", "read", "write"])
    #expect(drive.commandLimit == 4)
    let lab = try posed.makeLab()
    #expect(try !drive.isGoalMet(lab))
    for statement in try Lab.statements(of: "fork A B; write B 1") {
      #expect(drive.refusal(of: statement) == nil)
      #expect(drive.counts(statement))
      try lab.execute(statement.text)
    }
    #expect(try drive.isGoalMet(lab))
    let look = try #require(Lab.statements(of: "show frames").first)
    #expect(drive.refusal(of: look) == nil)
    #expect(!drive.counts(look))
  }

  /// Answers do not touch one another's machine.
  @Test func eachAnswerHasItsOwnMachine() throws {
    let posed = try LessonFixture.pose("share drive", share)
    #expect(posed.grade(.commands(["fork A B", "write B 1"])).status == .correct)
    #expect(posed.grade(.commands(["write B 1"])).status == .invalid)
    #expect(posed.grade(.commands(["fork A B", "write B 1"])).status == .correct)
  }

  @Test func anAnswerThatRunsForEverEnds() throws {
    let open = """
      ask: x
      setup: machine frames=8; process A pages=4
      goal: faults == 99
      solution: refs A 0
      """
    let posed = try LessonFixture.pose("q drive", open)
    let loop = Array(repeating: "refs A (0..3)*20000", count: 40)
    #expect(posed.grade(.commands(loop)).status == .outOfFuel)
    #expect(posed.grade(.commands(["refs A 0*10000000000"])).status == .outOfFuel)
    #expect(posed.grade(.commands(["policy lru"])).status == .invalid)
    #expect(posed.grade(.commands(["terminate A"])).status == .wrong)
  }
}
