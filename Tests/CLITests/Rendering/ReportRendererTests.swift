import LabEngine
import Testing

@testable import OSLab

struct ReportRendererTests {
  private func text(_ blocks: Report.Block..., width: Int = 40, colour: Bool = false) -> String {
    ReportRenderer(width: width, colour: colour).text(Report(blocks))
  }

  @Test func `a long list is broken between its entries, for eyes only`() {
    let list = #"[[0ns, "A", 2ms], [2ms, "B, C", 2ms], [4ms, "C", 2ms]]"#
    var renderer = ReportRenderer(width: 40, colour: false)
    let report = Report([.value(list)])
    #expect(renderer.text(report) == list + "\n")
    renderer.wrapsLists = true
    #expect(
      renderer.text(report) == """
        [[0ns, "A", 2ms], [2ms, "B, C", 2ms],
         [4ms, "C", 2ms]]

        """)
  }

  /// 20 columns do, but for the header.
  @Test func headersWrapBeforeWhatStandsBelowThem() {
    let table = Table(
      columns: ["", "slice left", "busy"], rows: [["CPU 0", "1ms", "12ms"].map { Cell($0) }])
    #expect(
      text(.table(table), width: 20) == """
               slice    busy
               left
        ─────  ───────  ────
        CPU 0  1ms      12ms

        """)
  }

  @Test func sentencesAreWrappedAndValuesAreNot() {
    let long = "[A:7, A:0, A:1, A:2, A:3, A:0, A:4, A:2, A:3, A:0, A:1, A:2]"
    #expect(text(.value(long)) == long + "\n")
    #expect(text(.value("two blanks  ")) == "two blanks  \n")
    #expect(
      text(.text("A page fault is the machine working as designed.")) == """
        A page fault is the machine working as
        designed.

        """)
  }

  @Test func listingCountsTheRest() {
    #expect(
      text(.listing(["1 fault A:7", "2 \u{1b}[2J"], more: 12_345)) == """
        1 fault A:7
        2 ␛[2J
        … and 12,345 more

        """)
    #expect(text(.listing(["one"], more: 0)) == "one\n")
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (123_456, "123,456"), (1_234_567, "1,234,567"),
    (-1000, "-1,000"), (-123, "-123"),
  ])
  func groupsThousands(_ count: Int, _ text: String) {
    #expect(ReportRenderer.grouped(count) == text)
  }

  private let faults = Table(
    title: "Faults", columns: ["frames", "fifo", "lru"], alignments: [.right, .right, .right],
    rows: [["3", "15", "12"], ["4", "10", "8"]])

  @Test func tableHasItsColumnsAligned() {
    #expect(
      text(.text("On the references so far:"), .table(faults)) == """
        On the references so far:

        Faults
        frames  fifo  lru
        ──────  ────  ───
             3    15   12
             4    10    8

        """)
  }

  @Test func aColumnForRemarksIsOnlyThereForRemarks() {
    let none = Table(columns: ["frame", ""], rows: [["0", ""], ["1", ""]])
    #expect(text(.table(none)) == "frame\n─────\n0\n1\n")
    let some = Table(columns: ["frame", ""], rows: [["0", ""], ["1", "next"]])
    #expect(text(.table(some)).contains("─────  ────"))
  }

  @Test func wideCellsAreWrappedInTheirColumn() {
    let table = Table(
      columns: ["bit", "meaning"],
      rows: [["A", "referenced since the hand passed over the frame"], ["漢", "short"]])
    #expect(
      text(.table(table), width: 30) == """
        bit  meaning
        ───  ─────────────────────────
        A    referenced since the hand
             passed over the frame
        漢   short

        """)
  }

  @Test func tooManyColumnsAreBrokenWithTheFirstRepeated() {
    let table = Table(
      columns: ["frames", "fifo", "lru", "opt", "clock"],
      alignments: Array(repeating: .right, count: 5),
      rows: [["3", "15", "12", "9", "14"]])
    #expect(
      text(.table(table), width: 18) == """
        frames  fifo  lru
        ──────  ────  ───
             3    15   12

        frames  opt  clock
        ──────  ───  ─────
             3    9     14

        """)
  }

  @Test func emphasisBecomesColourOnlyWhereAllowed() {
    let table = Table(columns: ["page"], rows: [[Cell("A:7", .changed)]])
    #expect(text(.table(table)) == "page\n────\nA:7\n")
    #expect(
      text(.table(table), colour: true)
        == "\u{1b}[1mpage\u{1b}[0m\n\u{1b}[2m────\u{1b}[0m\n\u{1b}[1;33mA:7\u{1b}[0m\n")
  }

  /// The first references of Silberschatz's string under FIFO with three frames.
  private let trace = TraceTable(
    labels: ["reference", "frame 0", "frame 1", "frame 2", "fault"],
    columns: [
      ["7", "7", "", "", "*"], ["0", "7", "0", "", "*"], ["1", "7", "0", "1", "*"],
      ["2", "2", "0", "1", "*"], ["0", "2", "0", "1", ""],
    ])

  @Test func traceTable() {
    #expect(
      text(.trace(trace)) == """
        reference │ 7 0 1 2 0
        ──────────┼──────────
        frame 0   │ 7 7 7 2 2
        frame 1   │   0 0 0 0
        frame 2   │     1 1 1
        fault     │ * * * *

        """)
  }

  @Test func traceTableIsBrokenBetweenColumns() {
    #expect(
      text(.trace(trace), width: 20) == """
        reference │ 7 0 1 2
        ──────────┼────────
        frame 0   │ 7 7 7 2
        frame 1   │   0 0 0
        frame 2   │     1 1
        fault     │ * * * *

        reference │ 0
        ──────────┼──
        frame 0   │ 2
        frame 1   │ 0
        frame 2   │ 1
        fault     │

        """)
  }

  @Test(arguments: [20, 40, 80, 120])
  func nothingButValuesAndListingsExceedsTheWidth(_ width: Int) {
    let wide = Table(
      columns: (0..<30).map { "policy\($0)" },
      rows: [(0..<30).map { Cell(String(repeating: "x", count: $0 * 3)) }])
    let report = Report([.table(wide), .trace(trace), .chart(ChartTests.chart), .table(faults)])
    let lines = ReportRenderer(width: width, colour: false).text(report).split(separator: "\n")
    for line in lines { #expect(DisplayWidth.columns(of: line) <= width, "\(line)") }
  }

  @Test func emptyDrawings() {
    #expect(text() == "")
    #expect(text(.table(Table(columns: [], rows: []))) == "")
    #expect(text(.trace(TraceTable(labels: [], columns: []))) == "")
    #expect(text(.trace(TraceTable(labels: ["ref"], columns: []))) == "ref │\n")
    // A row that is short of cells is filled up.
    #expect(text(.table(Table(columns: ["a", "b"], rows: [["1"]]))) == "a  b\n─  ─\n1\n")
  }
}

struct ChartTests {
  static let chart = Chart(
    title: "Faults", xLabel: "frames", yLabel: "faults",
    series: [
      .init(name: "fifo", points: [.init(x: 1, y: 12), .init(x: 3, y: 9), .init(x: 4, y: 10)]),
      .init(name: "lru <&>", points: [.init(x: 1, y: 12), .init(x: 3, y: 10), .init(x: 4, y: 8)]),
    ])

  @Test func drawing() {
    let lines = ReportRenderer(width: 40, colour: false).text(Report([.chart(Self.chart)]))
      .split(separator: "\n").map(String.init)
    #expect(lines.first == "Faults")
    #expect(lines.last == "o fifo   x lru <&>")
    #expect(lines[1] == "faults")
    #expect(lines[lines.count - 2].hasSuffix("frames"))
    // Both series have all their points, the first one's hidden only where the other's covers it.
    let plot = lines.filter { $0.contains("│") || $0.contains("┤") }
    #expect(plot.joined().filter { $0 == "x" }.count == 3)
    #expect(plot.joined().filter { $0 == "o" }.count == 2)
    #expect(plot.first == "12 ┤x" + "·" || plot.first?.hasPrefix("12 ┤x") == true)
    #expect(plot.last == " 0 ┤")
  }

  @Test func ticksAreRoundAndExact() {
    #expect(
      AxisScale([0, 20], most: 5, fromZero: true).ticks.map(\.label) == [
        "0", "5", "10", "15", "20",
      ])
    #expect(
      AxisScale([0, 0.7], most: 4, fromZero: true).ticks.map(\.label)
        == ["0", "0.2", "0.4", "0.6", "0.8"])
    #expect(AxisScale([3, 3], most: 5, fromZero: false).ticks.map(\.label) == ["2", "3", "4"])
    #expect(AxisScale([-1, 1], most: 2, fromZero: true).ticks.map(\.label) == ["-1", "0", "1"])
    #expect(AxisScale([0, 8_000_000], most: 4, fromZero: true).ticks.last?.label == "8000000")
  }

  @Test(arguments: [
    [0.0], [1e300, -1e300], [1e-300],
    [Double.greatestFiniteMagnitude, -Double.greatestFiniteMagnitude],
    [1e15, 1e15 + 1], [.leastNonzeroMagnitude, 0], [-5], [1e17, 1e17 + 16],
  ])
  func extremeValuesAreDrawnSomehow(_ values: [Double]) {
    let points = values.enumerated().map { Chart.Point(x: $1, y: $1 * Double($0 + 1)) }
    let chart = Chart(
      title: "t", xLabel: "x", yLabel: "y", series: [.init(name: "s", points: points)])
    #expect(!ChartDrawing(chart).lines(width: 60).isEmpty)
    #expect(ChartSVG(chart).text.hasSuffix("</svg>\n"))
  }

  @Test(arguments: [200.0, 1000, 1200])
  func noLineIsWiderThanTheTerminal(_ end: Double) {
    let chart = Chart(
      title: "t", xLabel: "x", yLabel: "y",
      series: [.init(name: "s", points: [.init(x: 0, y: 1), .init(x: end, y: 80)])])
    for width in [40, 60, 80] {
      #expect(ChartDrawing(chart).lines(width: width).allSatisfy { $0.width <= width })
    }
  }

  @Test func aLineBehindOthersIsToldInTheLegend() throws {
    let points = [Chart.Point(x: 0, y: 1), Chart.Point(x: 5, y: 3)]
    let chart = Chart(
      title: "t", xLabel: "x", yLabel: "y",
      series: [.init(name: "one", points: points), .init(name: "two", points: points)])
    let legend = try #require(ChartDrawing(chart).lines(width: 60).last)
    #expect(legend.plain == "o one (behind others)   x two")
  }

  /// By colour and dashes; as many as the legend has room for.
  @Test func seriesOfAPictureLookDifferent() {
    let points = [Chart.Point(x: 0, y: 1), Chart.Point(x: 5, y: 3)]
    let chart = Chart(
      title: "t", xLabel: "x", yLabel: "y",
      series: (0..<18).map { .init(name: "s\($0)", points: points) })
    let strokes = ChartSVG(chart).text.matches(of: /stroke=.*stroke-width[^\/]*/).map { $0.output }
    #expect(strokes.count == 36)
    #expect(Set(strokes).count == 18)
  }

  @Test func nothingToDraw() {
    let chart = Chart(
      title: "t", xLabel: "x", yLabel: "y",
      series: [.init(name: "s", points: [.init(x: .nan, y: 1), .init(x: 1, y: .infinity)])])
    let text = ReportRenderer(width: 40, colour: false).text(Report([.chart(chart)]))
    #expect(text == "t\n(nothing to draw)\n")
    #expect(ChartSVG(chart).text.contains("(nothing to draw)"))
  }

  @Test func pictureEscapesItsWords() {
    let svg = ChartSVG(Self.chart).text
    #expect(svg.contains("lru &lt;&amp;&gt;"))
    #expect(!svg.contains("<&>"))
    #expect(svg.components(of: "<polyline") == 4)  // two curves, two keys
    #expect(svg.components(of: "stroke-dasharray") == 2)
    #expect(svg == ChartSVG(Self.chart).text)
  }
}

extension String {
  /// How often `part` occurs.
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
