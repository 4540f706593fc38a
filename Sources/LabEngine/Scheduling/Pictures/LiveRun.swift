/// A screen on which a run is drawn while it goes on.
public protocol LiveScreen: AnyObject {
  /// A run begins, or ends: between the two, keys are for stopping it.
  func beginPictures()
  func endPictures()
  /// Shows a report in place of the last one, and leaves time to look at it. False if a key was pressed meanwhile.
  func show(_ report: Report) -> Bool
}

/// One run of the host that a person watches: the host is let go on by a slice of its time, drawn, and so on.
///
/// It only looks: the run is the same as without it, moment by moment.
final class LiveRun {
  /// Pictures of a run whose length is known.
  private static let pictures = 100

  private let screen: any LiveScreen
  private let collector: GanttCollector
  private let begin: Int
  private let slice: Int
  private var next: Int
  /// Where the axis ends; twice as far each time that the run comes to it.
  private var end: Int

  init(_ screen: any LiveScreen, _ host: Host, deadline: Int?) throws {
    self.screen = screen
    begin = host.now
    let length = deadline.map { $0 - host.now } ?? host.workLeft
    slice = max(1, (length ?? host.core.quantum * Self.pictures) / Self.pictures)
    next = begin.addingClamped(slice)
    end = begin.addingClamped(slice * Self.pictures)
    collector = try GanttCollector(.cpus, of: host, from: begin, to: .max)
    // What tasks are at is told by the log from now on only.
    collector.begin(with: host.core)
    screen.beginPictures()
  }

  /// Moments after which it is to be asked again: a few times a slice, as far as can be told.
  private(set) var moments = 1
  private var looks = 0
  private static let mostLooks = 8

  /// Takes what has happened, and draws if it is time to. False if the person has seen enough.
  func goesOn(_ records: [HostRecord], _ host: Host) -> Bool {
    collector.observe(records, on: host)
    looks += 1
    if looks > Self.mostLooks { (moments, looks) = (min(moments * 2, 1 << 12), 0) }
    guard host.now >= next else { return true }
    if looks <= 2 { moments = max(1, moments / 2) }
    looks = 0
    next = next.addingClamped(((host.now - next) / slice + 1) * slice)
    return draw(host)
  }

  func finish(_ host: Host) {
    _ = draw(host, remark: [])
    screen.endPictures()
  }

  private func draw(
    _ host: Host, remark: [Report.Block] = [.text("Any key stops the run.")]
  ) -> Bool {
    while end < host.now { end = end.addingClamped(end - begin) }
    collector.flush(at: host.now)
    let chart = collector.chart(of: host, shown: begin..<end)
    return screen.show(Report([.gantt(chart)] + remark))
  }
}

extension Host {
  /// How long the CPUs need for what is left of the tasks, if all of them will come to an end by CPU time alone.
  fileprivate var workLeft: Int? {
    let core = core
    var sum = 0
    for task in 0..<core.tasks.count
    where core.tasks[task].state.isPresent || core.tasks[task].state == .absent {
      guard core.tasks[task].left < Host.endless else { return nil }
      sum = sum.addingClamped(core.tasks[task].left)
    }
    return sum / core.cpus.count
  }
}
