import Testing

@testable import LabEngine

/// Schedules as lists. The one used is Silberschatz, Galvin and Gagne, Operating System Concepts, 10th ed., 5.3.2:
/// bursts of 8, 4, 9 and 5 ms a millisecond after one another, by shortest remaining time.
@Suite struct ScheduleListTests {
  private static let textbook = """
    host scheduler=srtf; task P1 run=8ms; task P2 run=4ms arrive=1ms; task P3 run=9ms arrive=2ms
    task P4 run=5ms arrive=3ms; run
    """

  @Test(arguments: [
    ("order", #"["P1", "P2", "P4", "P1", "P3"]"#), ("order(0)", #"["P1", "P2", "P4", "P1", "P3"]"#),
    ("[scheduler=fcfs] order", #"["P1", "P2", "P3", "P4"]"#),
    ("tasks", #"["P1", "P2", "P3", "P4"]"#), ("host.time", "26ms"),
    ("item(order, 3)", "P4"), ("item(item(timeline, 3), 1)", "5ms"),
    ("[scheduler=fcfs] item(item(timeline, 3), 1)", "12ms"), ("len(decisions)", "8"),
    ("item(decisions, 5)", #"[5ms, "finish", "P2"]"#),
  ])
  func aScheduleIsAList(_ expression: String, _ value: String) throws {
    #expect(try lab(Self.textbook).print(expression) == value)
  }

  @Test(arguments: [
    "item(order, 0)", "item(order, 6)", "item(order, 1.5)", "item(4, 1)", "order(1)",
  ])
  func whatIsNotThereIsAnError(_ expression: String) throws {
    #expect(throws: LabError.self) { try lab(Self.textbook).evaluate(expression) }
  }

  /// Worked by hand: A's first quantum is over at 2 ms, and it goes on as nobody else is there; it waits from 3 ms to 5 ms.
  @Test func whatCallsForTheSchedulerIsTold() throws {
    let lab = try lab(
      """
      host scheduler=rr quantum=2ms; task A workload="cpu=3ms io=2ms" run=4ms
      task B run=1ms arrive=2500us; run
      """)
    #expect(
      try lab.print("decisions")
        == #"[[0ns, "arrival", "A"], [2ms, "expiry", "A"], [2.5ms, "arrival", "B"], [3ms, "wait", "A"], [4ms, "finish", "B"], [5ms, "wakeup", "A"], [6ms, "finish", "A"]]"#
    )
    #expect(try lab.print("order") == #"["A", "B", "A"]"#)
  }

  @Test func beforeThereIsAHostNothingIsThere() throws {
    let lab = try lab("machine frames=4")
    #expect(
      try lab.print("[len(order), len(decisions), len(tasks), host.time]") == "[0, 0, 0, 0ns]")
  }

  @Test func aNewHostBeginsAfresh() throws {
    let lab = try lab(Self.textbook + "; host scheduler=fcfs; task X run=1ms; run")
    #expect(try lab.print("order") == #"["X"]"#)
    #expect(try lab.print("len(decisions)") == "2")
  }

  @Test func tasksAreShown() throws {
    let lab = try lab("host scheduler=fcfs; task A run=3ms; task B run=2ms; run for=1ms")
    guard case .table(let table)? = try lab.execute("show tasks").first?.report.blocks.first else {
      Issue.record("no table")
      return
    }
    #expect(table.rows.map { $0[0].text } == ["A", "B"])
    #expect(table.rows.map { $0[1].text } == ["running", "ready"])
    #expect(table.rows.map { $0[8].text } == ["1ms", "0ns"])
    #expect(table.rows.map { $0[9].text } == ["0ns", "1ms"])
  }

  @Test(arguments: ["run until A.doing == \"finished\"", "run  until A.cpu == 3ms"])
  func aRunUntilNeedsNoName(_ run: String) throws {
    let lab = try lab("host scheduler=fcfs; task A run=3ms; task B run=2ms; \(run)")
    #expect(try lab.print("host.time") == "3ms")
  }

  @Test(arguments: [
    ("cpu=5ms  io=20ms", "cpu=5ms io=20ms", 2, 1),
    ("(cpu=1ms lock=L)*3 | cpu", "(cpu=1ms lock=L)*3 | cpu", 4, 2),
    ("cpu=uniform(1ms..2ms)", "cpu=uniform(1ms..2ms)", 1, 1),
  ])
  func aWorkloadIsWrittenAnew(_ typed: String, _ text: String, _ steps: Int, _ parts: Int) throws {
    let workload = try WorkloadText(typed, limits: .submission)
    #expect(workload.text == text)
    #expect(workload.steps == steps)
    #expect(workload.parts == parts)
  }

  @Test(arguments: [
    "", "io=5ms", "cpu=5ms\" weight=3", "cpu=1ms; host", "cpu=1ms # x", "cpu=1ms\ncpu=2ms",
    "cpu=1é",
    "cpu=1ms\\", "spin=1ms", "cpu=-1ms",
  ])
  func whatIsNoWorkloadIsRefused(_ text: String) {
    #expect(throws: LabError.self) { try WorkloadText(text, limits: .submission) }
  }
}
