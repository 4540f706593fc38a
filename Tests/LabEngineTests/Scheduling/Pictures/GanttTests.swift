import Testing

@testable import LabEngine

/// Gantt charts of schedules that textbooks work out by hand.
struct GanttTests {
  private func chart(_ script: String) throws -> GanttChart {
    let results = try Lab().execute(script)
    guard case .gantt(let chart)? = results.last?.report.blocks.first else {
      throw LabError(.undefined("no Gantt chart"))
    }
    return chart
  }

  /// "J0 0-4, J1 4-7" of a row, in milliseconds; a state that is not running is set before it.
  private func written(_ row: GanttChart.Row, _ chart: GanttChart) -> String {
    row.stretches.map { stretch in
      let who =
        chart.actors.indices.contains(stretch.mark.actor) ? chart.actors[stretch.mark.actor] : ""
      let what =
        stretch.mark.state == .run ? who : "\(stretch.mark.state)\(who.isEmpty ? "" : " " + who)"
      return "\(what) \(stretch.from / 1_000_000)-\(stretch.to / 1_000_000)"
    }.joined(separator: ", ")
  }

  /// Silberschatz, Galvin and Gagne, Operating System Concepts, section 5.3.1: P1 24, P2 3, P3 3 ms.
  @Test func firstComeFirstServedOfTheTextbook() throws {
    let chart = try chart(
      "host scheduler=fcfs; task P1 run=24ms; task P2 run=3ms; task P3 run=3ms; run; plot gantt")
    #expect(chart.rows.map(\.label) == ["CPU 0"])
    #expect(written(chart.rows[0], chart) == "P1 0-24, P2 24-27, P3 27-30")
    #expect(chart.rows[0].note == "100%")
    #expect(chart.actors == ["P1", "P2", "P3"])
  }

  /// The same book, section 5.3.3: round robin with a quantum of 4 ms.
  @Test func roundRobinOfTheTextbook() throws {
    let script =
      "host scheduler=rr quantum=4ms; task P1 run=24ms; task P2 run=3ms; task P3 run=3ms; run"
    let cpus = try chart("\(script); plot gantt cpus")
    #expect(written(cpus.rows[0], cpus) == "P1 0-4, P2 4-7, P3 7-10, P1 10-30")
    let tasks = try chart("\(script); plot gantt vcpus")
    #expect(tasks.rows.map(\.label) == ["P1", "P2", "P3"])
    #expect(written(tasks.rows[0], tasks) == " 0-4, ready 4-10,  10-30")
    #expect(written(tasks.rows[1], tasks) == "ready 0-4,  4-7")
    #expect(tasks.rows.map(\.note) == ["80%", "10%", "10%"])
  }

  /// Letters and colours are too few for them all.
  @Test func ofManyVCPUsItIsShownWhoseTheyAre() throws {
    let script =
      "host cpus=4; vm V workload=cpu vcpus=COUNT; vm W workload=cpu vcpus=20; run for=1s"
    let few = try chart(script.replacing("COUNT", with: "20") + "; plot gantt")
    #expect(few.actors.count == 40)
    let many = try chart(script.replacing("COUNT", with: "21") + "; plot gantt")
    #expect(many.actors == ["V", "W"])
    #expect(many.rows.allSatisfy { $0.stretches.allSatisfy { (-1...1).contains($0.mark.actor) } })
  }

  @Test func aPictureCanBeOfAPartOfTheTime() throws {
    let script =
      "host scheduler=rr quantum=4ms; task P1 run=24ms; task P2 run=3ms; task P3 run=3ms; run"
    let part = try chart("\(script); plot gantt from=5ms to=12ms")
    #expect(written(part.rows[0], part) == "P2 5-7, P3 7-10, P1 10-12")
    #expect(part.from == 5_000_000)
    #expect(part.to == 12_000_000)
    let late = try chart("\(script); plot gantt P3 P1 from=20ms to=1s")
    #expect(late.rows.map(\.label) == ["P3", "P1"])
    #expect(late.to == 30_000_000)
    #expect(late.rows.map(\.note) == ["0%", "100%"])
  }

  @Test func everyWayToWaitIsTold() throws {
    let states = try chart(
      """
      machine frames=4
      host cpus=1 scheduler=rr quantum=2ms switch=100us period=10ms
      vm V workload="cpu=1ms lock=L cpu=5ms unlock=L barrier=b io=3ms" vcpus=2
      vm W workload=cpu cap=10%
      process P pages=8
      task T process=P workload="touch(0..7) cpu=1ms"
      run for=100ms
      plot gantt vcpus
      """
    ).rows.map { Set($0.stretches.map(\.mark.state)) }
    #expect(states[0].isSuperset(of: [.run, .ready, .switching, .device]))
    #expect(states[0].union(states[1]).isSuperset(of: [.spin, .barrier]))
    #expect(states[2].contains(.capped))
    #expect(states[3].contains(.disk))
  }

  /// What a CPU does and what the tasks do are two views of one log, and both agree with what the host has counted.
  @Test(arguments: ["rr", "fcfs", "sjf", "srtf"])
  func rowsAddUpToWhatTheHostCounts(scheduler: String) throws {
    let lab = Lab()
    let script = """
      host cpus=3 scheduler=\(scheduler) switch=50us seed=7
      vm V workload="cpu=exp(2ms) io=exp(3ms)" vcpus=5
      vm W workload="(cpu=exp(1ms) lock=L cpu=500us unlock=L)*5 io=1ms" vcpus=3 cap=90%
      run for=500ms
      plot gantt cpus
      plot gantt vcpus
      """
    let charts = try lab.execute(script).flatMap(\.report.blocks).compactMap { block in
      if case .gantt(let chart) = block { chart } else { nil }
    }
    func busy(_ row: GanttChart.Row) -> Int {
      row.stretches.reduce(0) { $0 + ($1.mark.state.isOnCPU ? $1.to - $1.from : 0) }
    }
    let host = try #require(lab.machine.host)
    #expect(
      charts[0].rows.map(busy)
        == (0..<3).map {
          host.core.cpus[$0].busy + (host.core.cpus[$0].isIdle ? 0 : host.core.view.uncharged($0))
        })
    let inTasks = charts[1].rows.reduce(0) { $0 + busy($1) }
    #expect(inTasks == charts[0].rows.reduce(0) { $0 + busy($1) })
    for row in charts.flatMap(\.rows) {
      for (one, next) in zip(row.stretches, row.stretches.dropFirst()) {
        #expect(one.to <= next.from)
      }
    }
  }

  @Test func aNewHostBeginsANewPicture() throws {
    let chart = try chart(
      """
      host scheduler=fcfs; task A run=3ms; run
      host scheduler=fcfs; task B run=2ms; run
      plot gantt
      """)
    #expect(written(chart.rows[0], chart) == "B 0-2")
  }

  @Test func rowsBeyondTheMostAreCounted() throws {
    let tasks = (0..<70).map { "task T\($0) run=1ms" }.joined(separator: "; ")
    let results = try Lab().execute("host; \(tasks); run; plot gantt vcpus")
    let blocks = try #require(results.last).report.blocks
    guard case .gantt(let chart) = blocks[0], case .text(let remark) = blocks[1] else {
      Issue.record("not a chart and a remark")
      return
    }
    #expect(chart.rows.count == 64)
    #expect(remark.hasPrefix("6 rows more"))
  }

  @Test(arguments: [
    ("plot gantt from=3ms to=2ms", "later than from="),
    ("plot gantt to=0ms", "later than from="),
    ("plot gantt from=1s", "before 5ms"),
    ("plot gantt tasks", "task"),
    ("plot gantt cpus J", "leave the other rows out"),
    ("plot gantt J out=x.svg", "Files cannot be named"),
    ("plot gantt form=1ms", "from"),
    ("plot gantt from=-1ms", "time"),
    ("plot share window=0ms", "1ns"),
    ("plot drift J", "keeps no time"),
    ("plot drift", "No guest"),
    ("plot drift U", "U"),
    ("run J live", "not J alone"),
  ])
  func mistakesAreNamed(command: String, words: String) throws {
    let error = try #require(problem(of: "host; task J run=5ms; run; \(command)"))
    #expect("\(error.message)".contains(words), "\(error.message)")
    #expect(error.place?.line == 1)
  }

  @Test func nothingRanYet() throws {
    #expect(problem(of: "plot gantt")?.message.contains("no host") == true)
    #expect(problem(of: "host; plot gantt")?.message.contains("Nothing has run") == true)
  }
}

/// What is drawn where many stretches share a place.
struct GanttSamplingTests {
  private func row(_ stretches: [(Int, Int, GanttChart.State, Int)]) -> GanttChart.Row {
    GanttChart.Row(
      label: "",
      stretches: stretches.map {
        GanttChart.Stretch(from: $0.0, to: $0.1, GanttChart.Mark($0.2, actor: $0.3))
      })
  }

  @Test func whatLastsLongestIsShown() {
    let row = row([(0, 3, .run, 0), (3, 10, .ready, -1), (10, 14, .run, 1), (14, 20, .run, 0)])
    #expect(row.marks(from: 0, to: 20, 2) == [.init(.ready), .init(.run, actor: 0)])
    #expect(row.marks(from: 0, to: 40, 2) == [.init(.run, actor: 0), nil])
  }

  @Test func manyWhoRunALittleAreNotIdle() {
    let row = row((0..<6).map { ($0 * 10, $0 * 10 + 9, .run, $0) })
    #expect(row.marks(from: 0, to: 60, 1) == [.init(.run, actor: 0)])
  }

  @Test func aWindowOfLessThanAPlaceShowsWhatIsDone() {
    let row = row([(0, 5, .run, 0), (5, 9, .ready, -1)])
    let marks = row.marks(from: 4, to: 6, 8)
    #expect(marks.first == .init(.run, actor: 0))
    #expect(marks.last == .init(.ready))
    #expect(row.marks(from: 0, to: Int.max / 2, 3).count == 3)
    #expect(row.marks(from: 5, to: 5, 3).isEmpty)
  }

  @Test func longRunsStayBounded() {
    var row = GanttChart.Row(label: "")
    for index in 0..<100_000 {
      row.add(.init(from: index * 10, to: index * 10 + 7, .init(.run, actor: index % 2)))
    }
    #expect(row.stretches.count <= 2 * GanttChart.Row.mostStretches)
    #expect(row.stretches.first?.from == 0)
    #expect((999_900...1_000_000).contains(row.stretches.last?.to ?? 0))
  }
}
