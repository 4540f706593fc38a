import Foundation
import LabEngine
import Testing

@testable import OSLab

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct GanttDrawingTests {
  private func blocks(_ script: String) throws -> [Report.Block] {
    try Lab().execute(script).last?.report.blocks ?? []
  }

  private func drawn(_ script: String, width: Int = 60, colour: Bool = false) throws -> String {
    ReportRenderer(width: width, colour: colour).text(Report(try blocks(script)))
  }

  private func svg(_ script: String) throws -> String {
    guard case .gantt(let chart)? = try blocks(script).first else { return "" }
    return GanttSVG(chart).text
  }

  /// Silberschatz, Galvin and Gagne, Operating System Concepts, section 5.3.3: 24, 3 and 3 ms under round robin
  /// with a quantum of 4 ms.
  private let textbook =
    "host scheduler=rr quantum=4ms; task P1 run=24ms; task P2 run=3ms; task P3 run=3ms; run; "

  @Test func aLongNameKeepsWhatTellsItsRowsApart() throws {
    let script =
      "vm WebServerWithAVeryLongName workload=cpu vcpus=2; run for=20ms; plot gantt vcpus"
    let text = try drawn(script)
    #expect(text.contains("WebServerWithAVer….0") && text.contains("WebServerWithAVer….1"))
    #expect(try svg(script).contains("WebServerWithAVeryLon….1"))
    #expect(ShortLabel.of("WebServer, due 20%", most: 16) == "WebSer…, due 20%")
    #expect(ShortLabel.of("short", most: 16) == "short")
    #expect(ShortLabel.of("a, and much more than that", most: 16) == "a, and much mor…")
  }

  @Test func aLegendThatIsFullTellsHowManyAreLeftOut() {
    let series = (0..<40).map { Chart.Series(name: "V\($0)", points: [Chart.Point(x: 0, y: 1)]) }
    let text = ChartSVG(Chart(title: "t", xLabel: "x", yLabel: "y", series: series)).text
    let named = (0..<40).count { text.contains(">V\($0)<") }
    #expect(named > 10 && text.contains(">… and \(40 - named) more<"))
  }

  @Test func theTextbooksChartByCPU() throws {
    #expect(
      try drawn(textbook + "plot gantt", width: 46) == """
        Who runs on each CPU, 0ns to 30ms, under rr
        CPU 0 │111122233311111111111111111111│ 100%
              └┬─────────┬─────────┬────────┬  busy
               0         10        20       30
                                   time in ms
        1 P1   2 P2   3 P3

        """)
  }

  @Test func theTextbooksChartByTask() throws {
    #expect(
      try drawn(textbook + "plot gantt vcpus", width: 76) == """
        What each task does, 0ns to 30ms, under rr
        P1 │████████░░░░░░░░░░░░████████████████████████████████████████│ 80%
        P2 │░░░░░░░░██████                                              │ 10%
        P3 │░░░░░░░░░░░░░░██████                                        │ 10%
           └┬─────────┬─────────┬─────────┬─────────┬─────────┬────────┬  ran
            0         5         10        15        20        25       30
                                                              time in ms
        █ runs   ░ ready (steal)

        """)
  }

  @Test func aZoomHasItsOwnUnit() throws {
    let text = try drawn(
      "host scheduler=rr quantum=4ms switch=10us; task P1 run=24ms; task P2 run=3ms; run; "
        + "plot gantt from=3990us to=4020us", width: 46)
    #expect(text.contains("1111111111//////////2222222222"))
    #expect(text.contains("time in us"))
    #expect(text.contains("/ switching"))
  }

  @Test(arguments: [20, 40, 80, 120, 200])
  func noLineIsWiderThanTheTerminal(width: Int) throws {
    let tasks = (0..<40).map { "task Task\($0) run=\(1 + $0 % 5)ms arrive=\($0)ms" }
      .joined(separator: "; ")
    for rows in ["cpus", "vcpus"] {
      let text = try drawn(
        "host cpus=4 scheduler=rr quantum=1ms; \(tasks); run; plot gantt \(rows)", width: width)
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= max(width, 38) })
      #expect(
        text.split(separator: "\n").filter { $0.contains("│") }.count == (rows == "cpus" ? 4 : 40))
    }
  }

  /// Every state has a character of its own, and none that a task could have.
  @Test func nothingRestsOnColour() {
    let states = GanttChart.State.allCases
    let row = GanttChart.Row(
      label: "all",
      stretches: states.enumerated().map {
        .init(from: $0, to: $0 + 1, .init($1))
      })
    let chart = GanttChart(title: "States", from: 0, to: states.count, rows: [row], actors: [])
    let text = ReportRenderer(width: 26, colour: false).text(Report([.gantt(chart)]))
    let cells = text.split(separator: "\n")[1].drop { $0 != "│" }.dropFirst().prefix(
      states.count * 2)
    #expect(Set(cells).count == states.count)
    #expect(cells.allSatisfy { !($0.isLetter || $0.isNumber) })
    for state in states { #expect(text.contains(state.meaning)) }
  }

  @Test func theLegendDoesNotSayALetterTwice() throws {
    let text = try drawn(
      "host; task A run=3ms; task B run=3ms; task Long run=9ms; run; plot gantt")
    #expect(text.contains("A   B   L Long"))
  }

  @Test func thoseWithoutALetterShareAMark() {
    let markers = GanttDrawing.markers(for: (0..<80).map { "J\($0)" })
    #expect(Set(markers).count == 63)
    #expect(markers.suffix(18) == Array(repeating: "?", count: 18))
  }

  @Test func colourOnlySetsOff() throws {
    let plain = try drawn(textbook + "plot gantt")
    let coloured = try drawn(textbook + "plot gantt", colour: true)
    #expect(coloured.contains("\u{1b}[7;"))
    #expect(coloured.replacing(/\u{1b}\[[0-9;]*m/, with: "") == plain)
  }

  @Test(arguments: [
    (["J0", "J1", "J2"], "012"), (["A", "B"], "AB"), (["V.0", "V.1", "W"], "01W"),
    (["Anna", "Anka"], "AB"), (["x_", "y_"], "xy"), ([], ""),
  ])
  func tasksAreToldApart(names: [String], markers: String) {
    #expect(String(GanttDrawing.markers(for: names)) == markers)
  }

  @Test(arguments: ["plot gantt", "plot gantt vcpus", "plot gantt vcpus from=20ms to=21ms"])
  func pictureIsWellFormed(command: String) throws {
    let text = try svg(
      """
      machine frames=4
      host cpus=2 scheduler=rr quantum=1ms switch=20us
      vm V workload="cpu=1ms lock=L cpu=2ms unlock=L barrier=b io=1ms" vcpus=3
      vm W workload=cpu cap=20%
      process P pages=8
      task T process=P workload="touch(0..7) cpu=1ms"
      run for=300ms
      \(command)
      """)
    let parser = XMLParser(data: Data(text.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(text.contains(">V.1<"))
    #expect(!text.contains("width=\"-"))
  }

  @Test func longPicturesStaySmall() throws {
    let text = try svg(
      """
      host cpus=4 scheduler=rr quantum=100us
      vm V workload="cpu=exp(50us) io=exp(100us)" vcpus=20
      run for=400ms
      plot gantt
      """)
    #expect(text.utf8.count < 1_500_000)
    #expect(XMLParser(data: Data(text.utf8)).parse())
  }

  @Test func namesAreEscaped() {
    let row = GanttChart.Row(
      label: "<a> & \"b\"", stretches: [.init(from: 0, to: 9, .init(.run, actor: 0))])
    let chart = GanttChart(title: "<t>", from: 0, to: 10, rows: [row], actors: ["</svg>"])
    let text = GanttSVG(chart).text
    #expect(XMLParser(data: Data(text.utf8)).parse())
    #expect(!text.contains("<a>"))
  }

  @Test func anEmptyChartSaysSo() {
    let chart = GanttChart(title: "Nothing", from: 0, to: 0, rows: [], actors: [])
    #expect(
      ReportRenderer(width: 40, colour: false).text(Report([.gantt(chart)]))
        == "Nothing\n(nothing to draw)\n")
    #expect(GanttSVG(chart).text.contains("(nothing to draw)"))
    #expect(MarkdownReport.text(Report([.gantt(chart)])).hasPrefix("```\nNothing\n"))
  }
}
