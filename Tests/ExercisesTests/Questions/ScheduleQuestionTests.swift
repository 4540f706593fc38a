import Testing

@testable import Exercises

/// Questions on schedules. The schedules are those of Silberschatz, Galvin and Gagne, *Operating System Concepts*,
/// 10th edition, section 5.3: bursts of 24, 3 and 3 ms by round robin with a quantum of 4 ms; 6, 8, 7 and 3 ms by
/// shortest job first; 8, 4, 9 and 5 ms that arrive a millisecond after one another by shortest remaining time.
@Suite struct ScheduleQuestionTests {
  private static let roundRobin = """
    setup: host scheduler=rr quantum=4ms; task P1 run=24ms; task P2 run=3ms; task P3 run=3ms
    run: run
    """
  private static let shortestRemaining = """
    setup:
      host scheduler=srtf
      task P1 run=8ms
      task P2 run=4ms arrive=1ms
      task P3 run=9ms arrive=2ms
      task P4 run=5ms arrive=3ms
    run: run
    """

  private func posed(_ kind: String, _ machine: String, _ more: String) throws -> PosedQuestion {
    try LessonFixture.pose("q \(kind)", "ask: x\n\(machine)\n\(more)")
  }

  // MARK: Tables

  private static let chart =
    "rows: timeline\ncolumn start: start\ncolumn task: task\ncolumn end: end"

  @Test func aGanttChartIsFilledIn() throws {
    let posed = try posed("table", Self.shortestRemaining, Self.chart + "\ngiven: 1\npoints: 4")
    #expect(posed.modelAnswerText == "1ms P2 5ms\n5ms P4 10ms\n10ms P1 17ms\n17ms P3 26ms")
    #expect(posed.ask.contains("| # | start | task | end |"))
    #expect(posed.ask.contains("| 1 | 0ns | P1 | 1ms |"))
    #expect(posed.ask.contains("| 2 |   |   |   |"))
    let rows = [["1ms", "p2", "5000us"], ["5ms", "P4", "10ms"], ["10ms", "P1", "17ms"]]
    #expect(posed.grade(.rows(rows + [["17ms", "P3", "26ms"]])).status == .correct)
    let late = posed.grade(.rows(rows + [["17ms", "P3", "25ms"]]))
    #expect(late.points.description == "3")
    #expect(late.feedback == "Row 5 is the first that is not right.")
    #expect(posed.grade(.rows(rows)).status == .invalid)
    let unit = posed.grade(.rows(rows + [["17", "P3", "26ms"]]))
    #expect(unit.status == .invalid)
    #expect(unit.feedback.contains("a number with its unit, such as 3ms"))
  }

  @Test func plainNumbersTakeNoUnit() throws {
    let posed = try posed("table", Self.roundRobin, "rows: timeline\ncolumn end: end / 1ms")
    let unit = posed.grade(.text("4ms\n7\n10\n30"))
    #expect(unit.status == .invalid)
    #expect(unit.feedback.contains("'4ms' is not a number without a unit"))
    #expect(posed.grade(.text("4\n7\n10\n30")).status == .correct)
  }

  @Test func nothingNeedsNoUnit() throws {
    let posed = try posed("table", Self.roundRobin, Self.chart)
    #expect(
      posed.grade(.text("0 P1 4ms\n4ms P2 7ms\n7ms P3 10ms\n10ms P1 30ms")).status == .correct)
  }

  /// Row by row of the schedule under another scheduler, which may have fewer rows.
  @Test func aChartUnderAnotherSchedulerIsKnown() throws {
    let posed = try posed(
      "table", Self.roundRobin,
      Self.chart + "\nmistake task: [scheduler=fcfs] task -> That is first come, first served."
        + "\nmistake end: start + 24ms -> Its quantum is over before that.")
    let grade = posed.grade(.text("0 P1 24ms\n4ms P2 7ms\n7ms P3 10ms\n10ms P1 30ms"))
    #expect(grade.feedback.hasSuffix("Its quantum is over before that."))
    #expect(try posed.kind.mistakeProbes().count == 2)
  }

  @Test func waitingAndTurnaroundAreFilledIn() throws {
    let posed = try posed(
      "table", Self.shortestRemaining,
      """
      rows: tasks
      column waiting: task.waiting
      column turnaround: task.turnaround
      column response: task.response
      grade: cell
      mistake waiting: task.response -> That is until it first ran.
      """)
    #expect(
      posed.modelAnswerText == "9ms 17ms 0ns\n0ns 4ms 0ns\n15ms 24ms 15ms\n2ms 7ms 2ms")
    #expect(posed.ask.contains("| 3 | P3 |"))
    let wrong = posed.grade(.text("0ns 17ms 0ns\n0ns 4ms 0ns\n15ms 24ms 15ms\n2ms 7ms 2ms"))
    #expect(wrong.feedback == "11 of 12 cells are right. That is until it first ran.")
  }

  @Test func eachColumnThatIsWrongIsTold() throws {
    let posed = try posed(
      "table", Self.shortestRemaining,
      """
      rows: tasks
      column waiting: task.waiting
      column turnaround: task.turnaround
      grade: cell
      mistake waiting: task.turnaround -> That is the turnaround.
      mistake turnaround: task.finish -> That is when it ends.
      """)
    let wrong = posed.grade(.text("17ms 17ms\n0ns 5ms\n15ms 24ms\n2ms 7ms"))
    #expect(
      wrong.feedback
        == "6 of 8 cells are right. waiting: That is the turnaround. turnaround: That is when it ends."
    )
  }

  @Test func aMisspeltGoalIsTheLessonsMistake() throws {
    let posed = try posed(
      "design",
      """
      input: workload(most=3)
      setup: host; task X workload="{answer}" run=1s
      run: run for=10ms
      goal: X.cpus > 0ms
      """, "solution: cpu=2ms")
    let grade = posed.grade(.text("cpu=2ms"))
    #expect(grade.status == .couldNotGrade)
    #expect(grade.feedback.contains("did you mean `cpu`?"))
  }

  @Test func whatAWorkloadDoesIsNotToldToBeMalformed() throws {
    let posed = try posed(
      "design",
      """
      input: workload(most=3)
      setup: host; task X workload="{answer}" run=1000s
      run: run for=100s
      goal: X.cpu > 0ms
      """, "solution: cpu=2s")
    let grade = posed.grade(.text("cpu=1ns io=1ns"))
    #expect(grade.status == .outOfFuel)
    #expect(
      grade.feedback
        == "With 'cpu=1ns io=1ns': more than 2000000 references and scheduling events in all are not allowed."
    )
  }

  @Test func aMisspeltPlaceToStopIsToldAsThat() {
    #expect(throws: (any Error).self) {
      _ = try posed("predict", Self.shortestRemaining, "at: tsk 2")
    }
  }

  @Test func namesAreAskedForByNames() throws {
    let posed = try posed("sequence", Self.shortestRemaining, "answer: order")
    #expect(posed.inputHint.contains("such as 'B C A'"))
  }

  @Test func oneCPUHasAChartOfItsOwn() throws {
    let machine =
      "setup: host scheduler=fcfs cpus=2; task A run=3ms; task B run=1ms; task C run=4ms\nrun: run"
    let posed = try posed("table", machine, "rows: timeline 1\ncolumn task: task\ncolumn end: end")
    #expect(posed.modelAnswerText == "B 1ms\nC 5ms")
  }

  @Test func whatThereAreNoRowsOfIsTheLessonsFault() {
    for rows in ["timeline", "tasks", "timelines", "timeline 7"] {
      #expect(throws: (any Error).self) {
        try posed("table", "setup: machine frames=3", "rows: \(rows)\ncolumn x: 1")
      }
    }
  }

  // MARK: Sequences and numbers

  @Test func theOrderIsASequence() throws {
    let posed = try posed(
      "sequence",
      "setup: host scheduler=sjf; task P1 run=6ms; task P2 run=8ms; task P3 run=7ms; task P4 run=3ms\nrun: run",
      "answer: order\nmistake: [scheduler=fcfs] order -> In the order of arrival.")
    #expect(posed.modelAnswerText == "P4 P1 P3 P2")
    #expect(posed.grade(.text("p4, p1, p3, p2")).status == .correct)
    #expect(posed.grade(.text("P1 P2 P3 P4")).feedback == "In the order of arrival.")
  }

  @Test func timesHaveUnitsAndVary() throws {
    let question = try LessonFixture.question(
      "q number",
      """
      vary b: 2ms..8ms step 1ms
      ask: {b}
      setup: host scheduler=fcfs; task A run={b}; task B run=5ms arrive=1ms
      run: run
      answer: B.turnaround
      unit: ms
      mistake: B.finish -> That counts from 0.
      mistake: B.waiting -> It runs as well.
      """)
    for seed in 1...20 {
      let posed = try question.pose(seed: seed)
      let burst = try #require(Int(posed.ask.dropLast(2)))
      #expect(posed.modelAnswerText == "\(burst + 4)ms")
      #expect(posed.grade(.text("\((burst + 4) * 1000)us")).status == .correct)
      #expect(posed.grade(.text("\(burst + 5)ms")).feedback == "That counts from 0.")
      #expect(posed.grade(.text("\(burst + 4)")).status != .correct)
    }
  }

  // MARK: Predictions

  @Test(arguments: [
    (
      "at: task 3", "P4",
      "stands at 3ms. So far: P1 from 0ns to 1ms, P2 from 1ms to 3ms. Running now: P2."
    ),
    (
      "at: 4ms\nnext: task", "P4",
      "stands at 3ms. So far: P1 from 0ns to 1ms, P2 from 1ms to 3ms. Running now: P2."
    ),
    ("at: 3ms\nnext: decision", "finish", "Running now: P2."),
    ("at: 0ms\nnext: decision", "arrival", "Nothing has run so far. Running now: P1."),
  ])
  func theHostIsStopped(_ at: String, _ key: String, _ place: String) throws {
    let posed = try posed("predict", Self.shortestRemaining, at)
    #expect(posed.modelAnswerText == key)
    #expect(posed.ask.contains(place), "\(posed.ask)")
    #expect(posed.grade(.text(key.lowercased())).status == .correct)
    #expect(posed.grade(.text("P9")).status == .invalid)
  }

  @Test func theWordThatWasMeantIsOffered() throws {
    let grade = try posed("predict", Self.shortestRemaining, "at: decision 3")
      .grade(.text("finished"))
    #expect(grade.status == .invalid)
    #expect(grade.feedback.hasSuffix("Did you mean 'finish'?"))
  }

  @Test func theStudentMeetsTheStoppedHost() throws {
    let posed = try posed("predict", Self.shortestRemaining, "at: task 4")
    #expect(posed.modelAnswerText == "P1")
    #expect(try posed.makeLab().evaluate("order").written() == "[\"P1\", \"P2\"]")
  }

  @Test(arguments: ["at: task 1", "at: task 9", "at: 20ms\nnext: task", "at: 3\nnext: decision"])
  func whereTheHostCannotStopTheLessonIsAtFault(_ at: String) {
    #expect(throws: LessonProblem.self) { try posed("predict", Self.shortestRemaining, at) }
  }

  /// The default, the page that is evicted next, has no times.
  @Test func aTimeNeedsToKnowWhatIsNext() {
    let error = #expect(throws: LessonProblem.self) {
      try posed("predict", Self.shortestRemaining, "at: 3ms")
    }
    #expect(error.map { "\($0)" }?.contains("'next' says what is asked for") == true)
  }

  @Test(arguments: [
    ("timeline", "strt", "start"), ("timeline", "tsk", "task"), ("tasks", "tak", "task"),
  ])
  func wordsOfARowAreOffered(_ rows: String, _ typed: String, _ meant: String) {
    let error = #expect(throws: LessonProblem.self) {
      try posed("table", Self.shortestRemaining, "rows: \(rows)\ncolumn x: \(typed)")
    }
    #expect(error.map { "\($0)" }?.contains("did you mean `\(meant)`?") == true)
  }

  // MARK: Driving and designing

  private static let weights = """
    setup: host scheduler=rr; vm V workload=cpu; vm W workload=cpu
    goal: V.share <= 30% and host.time >= 1s
    solution: set V cap=30%; run for=1s
    """

  @Test(arguments: [
    (["set V cap=25%", "run for=2s"], Grade.Status.correct), (["run for=1s"], .wrong),
    (["set V cap=25%"], .wrong), (["host scheduler=fcfs"], .invalid),
    (["vm X workload=cpu"], .invalid), (["set V cap=0%"], .invalid),
    (["print V.share", "set V cap=30%", "run for=1s"], .correct),
    (["run for=1000000s"], .outOfFuel),
  ])
  func capsReachAGoal(_ commands: [String], _ status: Grade.Status) throws {
    for allow in ["", "\nallow: set run"] {
      let grade = try posed("drive", Self.weights + allow, "points: 1").grade(.commands(commands))
      #expect(grade.status == status, "\(grade.feedback)")
    }
  }

  @Test func aHostIsMadeOnlyWhereThatIsAllowed() throws {
    let posed = try posed(
      "drive",
      """
      setup: machine frames=4
      allow: host task run
      goal: A.turnaround == 3ms
      solution: host scheduler=fcfs; task A run=3ms; run
      """, "points: 1")
    #expect(posed.grade(posed.modelAnswer).status == .correct)
  }

  /// Under shortest job first a stream of short bursts keeps a long one waiting.
  @Test(arguments: [
    ("cpu=2ms io=1ns", Grade.Status.correct), (" cpu=2ms   io=1ns ", .correct),
    ("cpu=1s", .wrong), ("io=5ms", .invalid), ("cpu=2ms io=1ns cpu=1ms io=1ms", .invalid),
    ("cpu=2ms | cpu=3ms", .invalid), ("cpu=2ms\" weight=9 run=\"1ms", .invalid),
    ("cpu=2ms; host", .invalid), ("cpu=2ms\nhost", .invalid), ("touch(0..3)", .invalid),
    ("lock=L lock=L cpu=1ms", .invalid), ("cpu=abc", .invalid),
    ("(((((((((cpu=1ms)))))))))", .invalid),
  ])
  func aWorkloadStarvesSomebody(_ answer: String, _ status: Grade.Status) throws {
    let posed = try posed(
      "design",
      """
      input: workload(most=3)
      setup: host scheduler=srtf; task X workload="{answer}" run=1s; task Y workload="{answer}" run=1s; task L run=50ms arrive=1ms
      run: run for=500ms
      goal: L.cpu < 1ms and contains({answer}, "cpu")
      solution: cpu=2ms io=1ns
      mistake: L.cpu >= 50ms -> It was finished.
      """, "points: 1")
    let grade = posed.grade(.text(answer))
    #expect(grade.status == status, "\(answer): \(grade.feedback)")
  }
}
