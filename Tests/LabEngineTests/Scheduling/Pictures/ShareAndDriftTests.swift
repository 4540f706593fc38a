import Testing

@testable import LabEngine

/// The charts of shares and of clocks.
struct ShareAndDriftTests {
  private func chart(_ script: String, lab: Lab = Lab()) throws -> (Chart, [Report.Block]) {
    let blocks = try lab.execute(script).last?.report.blocks ?? []
    guard case .chart(let chart)? = blocks.first else { throw LabError(.undefined("no chart")) }
    return (chart, Array(blocks.dropFirst()))
  }

  @Test func sharesAreThoseOfTheHost() throws {
    let lab = Lab()
    let (chart, rest) = try chart(
      """
      host cpus=2 scheduler=rr quantum=1ms
      vm V workload=cpu; vm W workload=cpu vcpus=2; vm X workload="cpu=1ms io=9ms"
      run for=300ms
      plot share window=300ms
      """, lab: lab)
    #expect(chart.series.map(\.name) == ["V, due 33%", "W, due 33%", "X, due 33%"])
    for (series, name) in zip(chart.series, ["V", "W", "X"]) {
      let last = try #require(series.points.last)
      #expect(last.x == 300)
      guard case .quantity(let share) = try lab.evaluate("\(name).share") else { continue }
      #expect(abs(last.y / 100 - share.number.double) < 1e-9)
    }
    guard case .table(let table)? = rest.first else {
      Issue.record("no table")
      return
    }
    #expect(table.rows.map { $0[0].text } == ["V", "W", "X"])
  }

  /// Two that always want to run have half each in every window that holds whole rounds.
  @Test func roundRobinSharesEvenlyInEveryWindow() throws {
    let (chart, _) = try chart(
      """
      host scheduler=rr quantum=1ms; vm A workload=cpu; vm B workload=cpu; run for=100ms
      plot share from=20ms window=10ms
      """)
    for point in chart.series.joined(by: \.points) { #expect(abs(point.y - 50) < 10.01) }
    #expect(chart.series[0].points.first?.x == 20)
  }

  private static let many = """
    host scheduler=stride quantum=1ms
    \((1...12).map { "vm V\($0) workload=cpu" }.joined(separator: "\n"))
    set V5 weight=1024; set V11 cap=1%
    run for=600ms
    """

  @Test func ofManyThoseAreDrawnThatStandOut() throws {
    let (chart, rest) = try chart(Self.many + "\nplot share")
    #expect(chart.series.count == PictureChoice.most)
    guard case .text(let remark)? = rest.first, case .table(let table)? = rest.last else {
      Issue.record("no remark or no table")
      return
    }
    #expect(remark.hasPrefix("4 more are left out"))
    #expect(table.rows.count == 12)
  }

  @Test func namedOnesAreDrawnInTheirOrder() throws {
    let lab = try lab(Self.many)
    let (shares, rest) = try chart("plot share V11 V5 V11", lab: lab)
    #expect(shares.series.map { $0.name.prefix { $0 != "," } } == ["V11", "V5"])
    #expect(rest.count == 1)
    // What is due to two is what is due to them among all.
    #expect(shares.series[0].name == "V11, due 1%")
    #expect(
      try chart("plot drift V3 V2", lab: lab).0.series.map(\.name) == ["V3, tick", "V2, tick"])
    #expect(throws: LabError.self) { try lab.execute("plot share V99") }
    let error = #expect(throws: LabError.self) { try lab.execute("plot drift V3 X99") }
    #expect(error?.message.contains("no task or virtual machine `X99`") == true)
  }

  @Test func whatIsDueIsWrittenShort() throws {
    let (chart, _) = try chart(
      """
      host scheduler=stride; vm A workload=cpu weight=5; vm B workload=cpu weight=20
      vm C workload=cpu weight=975; run for=1s; plot share
      """)
    #expect(chart.series.map(\.name) == ["A, due 0.5%", "B, due 2%", "C, due 98%"])
  }

  @Test func ofManyClocksTheWorstAreDrawn() throws {
    let (chart, rest) = try chart(
      """
      host cpus=2 scheduler=rr quantum=5ms
      \((1...10).map { "vm V\($0) workload=cpu clock=\($0 > 2 ? "tick" : "para")" }.joined(separator: "\n"))
      run for=600ms
      plot drift
      """)
    #expect(chart.series.map(\.name) == (3...10).map { "V\($0), tick" })
    #expect(rest.count == 1)
  }

  /// Weights 1:3 on two CPUs, where the heavier VM has one vCPU and so half of the machine at most: the rest is the
  /// other's, of whose two vCPUs a cap lets only 40 % run.
  @Test func whatOneCannotUseGoesToTheOthers() throws {
    let lab = try lab(
      """
      host cpus=2; vm A workload=cpu vcpus=2 weight=100; vm B workload=cpu weight=300
      vm C workload=cpu weight=300 cap=10%
      """)
    let host = try #require(lab.machine.host)
    let due = host.entitlements(of: [0, 1, 2])
    #expect(zip(due, [0.45, 0.5, 0.05]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// Each drawn point is what `drift` says at its time.
  @Test(arguments: GuestClockMode.allCases)
  func driftIsWhatTheGuestSees(mode: GuestClockMode) throws {
    let script = """
      machine frames=4
      host scheduler=rr quantum=7ms
      vm V workload="cpu=9ms io=4ms" clock=\(mode.rawValue) tick=2ms sync=50ms
      vm W workload="cpu=20ms io=1ms" clock=tick
      """
    let lab = try lab("\(script); run for=240ms")
    let (chart, _) = try chart("plot drift", lab: lab)
    #expect(chart.series.map(\.name) == ["V, \(mode.rawValue)", "W, tick"])
    for index in [0, 17, 60, 85, 120] {
      let time = index * 2
      let then =
        time == 0
        ? try LabEngineTests.lab(script) : try LabEngineTests.lab("\(script); run for=\(time)ms")
      guard case .quantity(let drift) = try then.evaluate("V.drift") else { continue }
      let unit = chart.yLabel == "drift in us" ? 1e3 : chart.yLabel == "drift in ns" ? 1 : 1e6
      let drawn = try #require(chart.series.first).points[index]
      #expect(drawn.x == Double(time))
      #expect(
        abs(drawn.y * unit - drift.number.double * 1e9) < 1.01
          || abs(drawn.y * unit - drift.number.double) < 1.01)
    }
  }

  /// VMware, "Timekeeping in VMware Virtual Machines": a paravirtual clock is never wrong, one that loses ticks stays
  /// behind, one that catches up comes back.
  @Test func oneVMInEveryMode() throws {
    let (chart, _) = try chart(
      """
      host scheduler=rr quantum=20ms
      vm V workload="cpu=30ms io=20ms" tick=1ms sync=100ms clock=para; vm W workload=cpu
      run for=500ms
      plot drift V
      """)
    #expect(chart.series.map(\.name) == ["tick", "catchup", "para", "sync"])
    let lowest = chart.series.map { $0.points.map(\.y).min() ?? 0 }
    #expect(lowest[2] == 0)
    #expect(lowest[0] < lowest[3])
    #expect(lowest[3] < lowest[2])
    #expect(lowest[1] > lowest[0])
    let ends = chart.series[0].points.map(\.y)
    #expect((ends.last ?? 0) < -50)
  }
}

extension [Chart.Series] {
  fileprivate func joined(by points: (Chart.Series) -> [Chart.Point]) -> [Chart.Point] {
    flatMap(points)
  }
}
