import Testing

@testable import LabEngine

/// A screen that counts, and whose key is pressed after so many pictures.
private final class CountingScreen: LiveScreen {
  private let patience: Int
  private(set) var charts: [GanttChart] = []
  private(set) var isOpen = false
  private(set) var openings = 0

  init(patience: Int = .max) { self.patience = patience }

  func beginPictures() {
    isOpen = true
    openings += 1
  }

  func endPictures() { isOpen = false }

  func show(_ report: Report) -> Bool {
    if case .gantt(let chart)? = report.blocks.first { charts.append(chart) }
    return charts.count < patience
  }
}

struct LiveRunTests {
  private let setup = """
    host cpus=2 scheduler=rr quantum=3ms seed=5
    vm V workload="cpu=exp(2ms) io=exp(3ms)" vcpus=4; vm W workload=cpu cap=50%
    """

  private func state(_ lab: Lab) throws -> [String] {
    try ["time", "V.cpu", "V.steal", "W.cpu", "switches", "timeline"].map { try lab.print($0) }
  }

  @Test func whoWatchesChangesNothing() throws {
    let screen = CountingScreen()
    let watched = Lab()
    watched.liveScreen = screen
    try watched.execute("\(setup); run for=400ms live")
    #expect(try state(watched) == state(try lab("\(setup); run for=400ms")))
    #expect((90...102).contains(screen.charts.count))
    #expect(!screen.isOpen)
    let last = try #require(screen.charts.last)
    #expect(last.to == 400_000_000)
    #expect(last.rows.map(\.label) == ["CPU 0", "CPU 1"])
  }

  @Test func aKeyStopsItAndKeepsWhatWasDone() throws {
    let screen = CountingScreen(patience: 30)
    let watched = Lab()
    watched.liveScreen = screen
    try watched.execute(setup)
    let error = #expect(throws: LabError.self) { try watched.execute("run for=400ms live") }
    #expect(error?.problem == .interrupted)
    #expect(!screen.isOpen)
    let time = watched.summary.time
    #expect((115_000_000...130_000_000).contains(time))
    // It goes on from there as if it had never stopped, and can be undone and redone.
    let before = try state(watched)
    try watched.execute("back; redo")
    #expect(try state(watched) == before)
    watched.liveScreen = nil
    try watched.execute("run for=\(400_000_000 - time)ns")
    #expect(try state(watched) == state(try lab("\(setup); run for=400ms")))
  }

  @Test func withoutAScreenItIsAPlainRun() throws {
    let plain = try lab("\(setup); run for=50ms")
    #expect(try state(lab("\(setup); run live for=50ms")) == state(plain))
    #expect(try state(lab("\(setup); run for=50ms live")) == state(plain))
    #expect(
      try state(lab("\(setup); run live until time >= 20ms"))
        == state(lab("\(setup); run until time >= 20ms")))
  }

  @Test func aRunUntilSomethingIsDrawnToo() throws {
    let screen = CountingScreen()
    let lab = Lab()
    lab.liveScreen = screen
    try lab.execute("host; task A run=10ms; task B run=30ms; run live until B.cpu >= 5ms")
    #expect(screen.openings == 1)
    #expect(!screen.isOpen)
    try lab.execute("run live")
    #expect(screen.openings == 2)
    #expect(try lab.print("B.finish") == "40ms")
  }

  /// A run that begins in the middle of what tasks are at shows them from there on.
  @Test func itGoesOnFromTheMiddle() throws {
    let screen = CountingScreen()
    let lab = Lab()
    lab.liveScreen = screen
    try lab.execute("host scheduler=fcfs; task A run=10ms; run for=4ms; run for=4ms live")
    let row = try #require(screen.charts.last?.rows.first)
    #expect(row.stretches.map(\.from) == [4_000_000])
    #expect(row.stretches.map(\.to) == [8_000_000])
  }

  @Test func mistakesLeaveTheScreen() throws {
    let screen = CountingScreen()
    let lab = Lab()
    lab.liveScreen = screen
    #expect(throws: LabError.self) {
      try lab.execute(
        """
        host cpus=2
        vm V workload="lock=A cpu=2ms lock=B cpu=1ms unlock=B unlock=A | lock=B cpu=2ms lock=A cpu=1ms unlock=A unlock=B" vcpus=2
        run for=1s live
        """)
    }
    #expect(!screen.isOpen)
  }
}
