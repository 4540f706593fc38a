import Testing

@testable import LabEngine

@Suite struct ScheduleViewTests {
  private func table(_ command: String, _ script: String) throws -> Table {
    let result = try lab(script).execute(command)
    for case .table(let table) in result.flatMap(\.report.blocks) { return table }
    Issue.record("no table: \(command)")
    return Table(columns: [], rows: [])
  }

  private func rows(_ table: Table) -> [[String]] { table.rows.map { $0.map(\.text) } }

  private let robin = "host scheduler=rr quantum=1ms; task A run=3ms; task B run=2ms; run"

  @Test func tasks() throws {
    let table = try table("show tasks", robin)
    #expect(
      table.columns == [
        "", "state", "CPU", "arrive", "first", "finish", "turnaround", "response", "cpu", "waiting",
      ])
    #expect(
      rows(table)[1] == ["B", "finished", "0", "0ns", "1ms", "4ms", "4ms", "1ms", "2ms", "2ms"])
  }

  /// Worked by hand: weights 2:1 on one CPU, under round robin each has half.
  @Test func vcpus() throws {
    let table = try table(
      "show vcpus",
      """
      host scheduler=rr quantum=5ms; vm V workload=cpu weight=512 clock=para
      vm W workload=cpu cap=50% clock=para; run for=100ms
      """
    )
    #expect(
      rows(table)[0] == ["V", "running", "512", "-", "0.666667", "0.5", "50ms", "50ms", "0ns"])
    #expect(rows(table)[1].dropFirst(2).prefix(3) == ["256", "50%", "0.333333"])
  }

  @Test func cpus() throws {
    let table = try table(
      "show cpus",
      "host cpus=2 quantum=10ms switch=1ms; task A run=5ms; task B run=2ms; task C run=9ms; run for=10ms"
    )
    #expect(rows(table)[0] == ["CPU 0", "idle", "", "5ms", "0ns", "5ms", "0.5", "0"])
    #expect(rows(table)[1] == ["CPU 1", "C", "3ms", "9ms", "1ms", "0ns", "0.9", "1"])
  }

  @Test func locks() throws {
    let table = try table(
      "show locks",
      "host scheduler=rr quantum=10ms; vm L workload=\"lock=X cpu=15ms unlock=X\" vcpus=2; run for=15ms"
    )
    #expect(rows(table) == [["X", "lock", "L.0", "ready", "L.1"]])
  }

  @Test func eventsTellOfTheHost() throws {
    let table = try table("show events", robin)
    #expect(
      rows(table).contains([
        "1ms", "run", "CPU 0 runs B: first in the queue: it has been ready for 1ms",
      ]))
  }

  @Test(arguments: ["tasks", "vcpus", "cpus", "locks"]) func viewsOfNothing(_ name: String) throws {
    #expect(try lab("").execute("show \(name)").count == 1)
    #expect(try lab("host").execute("show \(name)").count == 1)
  }

  /// Silberschatz, Galvin and Gagne, 10th ed., 5.3: 24, 3 and 3 ms wait 17 ms on average under FCFS, 3 ms under SJF
  /// and 5.66 ms under round robin with 4 ms.
  @Test func compareSchedulers() throws {
    let table = try table(
      "compare fcfs sjf rr quantum=4ms", "task A run=24ms; task B run=3ms; task C run=3ms; run")
    #expect(rows(table).map { $0[2] } == ["17ms", "3ms", "5.6667ms"])
    #expect(table.rows.map { $0[2].emphasis } == [.plain, .good, .plain])
    #expect(rows(table).map { $0[0] } == ["fcfs", "sjf", "rr"])
  }

  /// 8, 9, 5 and 4 ms of work that comes at 0, 2, 3 and 1 ms: in this order it is done at 8, 17, 22 and 26 ms.
  @Test func compareOwnScheduler() throws {
    let script = """
      task P1 run=8ms; task P2 run=4ms arrive=1ms; task P3 run=9ms arrive=2ms; task P4 run=5ms arrive=3ms
      run; scheduler late pick=max(burst) quantum=100s
      """
    #expect(rows(try table("compare late fcfs", script)).map { $0[1] } == ["16.75ms", "15.25ms"])
    _ = try lab(script + "\nplot late fcfs")
  }

  @Test func bars() throws {
    let both = "task A run=2ms; task B run=1ms; run"
    let turnaround = try chart("plot fcfs sjf", both)
    #expect(turnaround.title == "Average turnaround by scheduler")
    // First come, first served: A waits for nobody, B for A's 2 ms. Shortest first: A waits for B's 1 ms.
    #expect(turnaround.series.map { $0.points.map(\.y) } == [[1, 0.5], [1.5, 1.5]])
    let switches = try chart("plot fcfs sjf of=switches", both)
    #expect(switches.title == "Switches by scheduler")
    #expect(switches.series.map { $0.points.map(\.y) } == [[1, 1]])
    let endless = try chart(
      "plot fcfs rr", "host quantum=1ms; vm V workload=cpu; vm W workload=cpu; run for=4ms")
    #expect(endless.title == "Average waiting by scheduler: not all tasks are finished")
    // The second has waited 4 ms, or each of them 2 ms.
    #expect(endless.series.map { $0.points.map(\.y) } == [[2, 2]])
  }

  private func chart(_ plot: String, _ script: String) throws -> Chart {
    let blocks = try lab(script).execute(plot).flatMap(\.report.blocks)
    for case .chart(let chart) in blocks { return chart }
    throw LabError(.undefined("no chart"))
  }

  @Test func compareQuantaAndCPUs() throws {
    let script = "host cpus=2; task A run=24ms; task B run=3ms; task C run=3ms; run"
    let lab = try lab(script)
    let tables = try lab.execute("compare rr quantum=1ms,4ms cpus=1..2").flatMap(\.report.blocks)
    #expect(tables.count == 2)
    guard case .table(let table) = tables[1] else { return }
    #expect(table.title == "3 tasks on 2 CPUs under each scheduler; times are averages")
    #expect(rows(table).map { $0[0] } == ["rr 1ms", "rr 4ms"])
    #expect(
      rows(table)[1][1]
        == (try lab.print("[scheduler=rr quantum=4ms cpus=2] average.turnaround")))
    _ = try lab.execute(
      "plot rr fcfs quantum=1ms,4ms of=response; plot rr fcfs; plot rr cpus=1..3 quantum=1ms,2ms")
  }

  @Test func namesDecide() throws {
    let script = "process A pages=3; refs A 0 1 2; task J run=1ms; run; "
    _ = try lab(script + "compare fifo lru frames=1..2; compare fcfs rr; compare cpus=1..2")
    for (command, words) in [
      ("compare fcfx", "there is no policy, scheduler or technique `fcfx`; did you mean `fcfs`?"),
      ("compare fcfs lru", "lru is a replacement policy, those before it are not"),
      ("compare lru fcfs", "fcfs is a scheduler, those before it are not"),
      ("compare lru cpus=2", "cpus= is for schedulers, not for policies"),
      ("compare fcfs frames=2", "frames= is not for schedulers"),
    ] {
      #expect(problem(of: script + command)?.message.contains(words) == true, "\(command)")
    }
    #expect(problem(of: "compare fcfs rr")?.message.contains("nothing scheduled yet") == true)
    #expect(
      problem(of: "host cpus=2; task J run=1ms pin=1; run; compare fcfs cpus=1")?.message
        .contains("Under fcfs, 1 CPU") == true)
  }

  @Test func completion() throws {
    let lab = try lab("host; vm V workload=cpu vcpus=2; task J run=1ms")
    func offered(_ line: String) -> [String] {
      lab.completions(line, offset: line.count).candidates.map(\.text)
    }
    #expect(offered("print J.turn") == ["J.turnaround"])
    #expect(offered("why V.vc") == ["V.vcpu("])
    #expect(offered("print V.vcpu(") == ["0)", "1)"])
    #expect(offered("print V.vcpu(0).ste") == [".steal"])
    #expect(offered("print J.latency(9") == ["90%", "99%"])
    #expect(offered("show vc") == ["vcpus"])
    #expect(offered("compare fc") == ["fcfs"])
  }
}
