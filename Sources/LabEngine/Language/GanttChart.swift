/// Who did what when: rows of stretches over one axis of time, as Gantt drew them.
///
/// Times are nanoseconds. What a row does in no stretch is nothing: a CPU idles, a task is not there.
public struct GanttChart: Hashable, Sendable {
  /// What a CPU or a task does. Where a drawing has room for one state only and two took equally long, the earlier
  /// one here is drawn.
  public enum State: Int, CaseIterable, Hashable, Sendable {
    case run
    /// It runs, but only waits for a lock.
    case spin
    /// The hypervisor works for it.
    case hypervisor
    /// The CPU changes to it.
    case switching
    /// Could run, and waits for a CPU: what a guest sees as steal time.
    case ready
    /// The same, held back by its cap.
    case capped
    /// Waits for a device of its own, or for a guest's interrupt.
    case device
    /// Waits for the host's disk.
    case disk
    case barrier
    case paused

    /// As a legend says it.
    public var meaning: String {
      switch self {
      case .run: "runs"
      case .spin: "spins on a lock"
      case .hypervisor: "in the hypervisor"
      case .switching: "switching"
      case .ready: "ready (steal)"
      case .capped: "held by its cap"
      case .device: "waits for a device"
      case .disk: "waits for the disk"
      case .barrier: "at a barrier"
      case .paused: "paused"
      }
    }
  }

  /// A state, and with whom: an index among the actors; -1 for nobody.
  public struct Mark: Hashable, Sendable {
    public var state: State
    public var actor: Int

    public init(_ state: State, actor: Int = -1) {
      self.state = state
      self.actor = actor
    }
  }

  public struct Stretch: Hashable, Sendable {
    public var from: Int
    public var to: Int
    public var mark: Mark

    public init(from: Int, to: Int, _ mark: Mark) {
      self.from = from
      self.to = to
      self.mark = mark
    }
  }

  public struct Row: Hashable, Sendable {
    public var label: String
    /// What stands behind the row, such as how busy it was.
    public var note: String
    /// In order, without overlap.
    public internal(set) var stretches: [Stretch]

    public init(label: String, note: String = "", stretches: [Stretch] = []) {
      self.label = label
      self.note = note
      self.stretches = stretches
    }
  }

  public var title: String
  public var from: Int
  public var to: Int
  public var rows: [Row]
  /// With whom rows do what they do: the tasks of a CPU, or the CPUs of a task.
  public var actors: [String]
  /// What a row without a stretch is called in the legend; empty where it needs no name.
  public var nothing: String
  /// What stands over the rows' notes.
  public var noteMeaning: String

  public init(
    title: String, from: Int, to: Int, rows: [Row], actors: [String], nothing: String = "",
    noteMeaning: String = ""
  ) {
    self.title = title
    self.from = from
    self.to = to
    self.rows = rows
    self.actors = actors
    self.nothing = nothing
    self.noteMeaning = noteMeaning
  }
}

extension GanttChart.Row {
  /// Stretches that a row keeps exactly; beyond twice as many, short ones are drawn together.
  static let mostStretches = 1 << 12

  /// Adds what follows; neighbours alike become one.
  mutating func add(_ stretch: GanttChart.Stretch) {
    guard stretch.to > stretch.from else { return }
    if let last = stretches.last, last.to == stretch.from, last.mark == stretch.mark {
      stretches[stretches.count - 1].to = stretch.to
      return
    }
    stretches.append(stretch)
    if stretches.count >= 2 * Self.mostStretches { coarsen() }
  }

  private mutating func coarsen() {
    guard let first = stretches.first, let last = stretches.last else { return }
    stretches = parts(from: first.from, to: last.to, Self.mostStretches)
  }

  /// What was done for most of each of `count` equal parts of the time, neighbours alike merged.
  public func parts(from: Int, to: Int, _ count: Int) -> [GanttChart.Stretch] {
    var merged = GanttChart.Row(label: "")
    for (part, mark) in marks(from: from, to: to, count).enumerated() {
      guard let mark else { continue }
      merged.add(
        GanttChart.Stretch(
          from: Self.bound(part, of: count, from, to),
          to: Self.bound(part + 1, of: count, from, to), mark))
    }
    return merged.stretches
  }

  /// The same, part by part; nil for nothing.
  public func marks(from: Int, to: Int, _ count: Int) -> [GanttChart.Mark?] {
    guard to > from, count > 0 else { return [] }
    var next = stretches.firstIndex { $0.to > from } ?? stretches.count
    return (0..<count).map { part in
      let low = Self.bound(part, of: count, from, to)
      // A part of less than a nanosecond shows what is done then.
      let high = max(low + 1, Self.bound(part + 1, of: count, from, to))
      var tally = MarkTally()
      while next < stretches.count, stretches[next].to <= low { next += 1 }
      var index = next
      while index < stretches.count, stretches[index].from < high {
        let stretch = stretches[index]
        tally.add(stretch.mark, min(stretch.to, high) - max(stretch.from, low))
        index += 1
      }
      return tally.most(of: high - low)
    }
  }

  /// Where a part begins, without a product that could overflow.
  private static func bound(_ part: Int, of count: Int, _ from: Int, _ to: Int) -> Int {
    let (width, rest) = (to - from).quotientAndRemainder(dividingBy: count)
    return from + width * part + rest * part / count
  }
}

/// How long each thing was done in a part of the time.
private struct MarkTally {
  private var times: [(mark: GanttChart.Mark, time: Int)] = []

  mutating func add(_ mark: GanttChart.Mark, _ time: Int) {
    guard time > 0 else { return }
    if let index = times.firstIndex(where: { $0.mark == mark }) {
      times[index].time += time
    } else {
      times.append((mark, time))
    }
  }

  /// The state that took longest, idling included, and then whoever was in it longest.
  func most(of whole: Int) -> GanttChart.Mark? {
    var best: (state: GanttChart.State, time: Int)?
    for state in GanttChart.State.allCases {
      let time = times.reduce(0) { $0 + ($1.mark.state == state ? $1.time : 0) }
      if time > best?.time ?? 0 { best = (state, time) }
    }
    let idle = whole - times.reduce(0) { $0 + $1.time }
    guard let best, best.time >= idle else { return nil }
    return times.filter { $0.mark.state == best.state }
      .min { ($1.time, $0.mark.actor) < ($0.time, $1.mark.actor) }?.mark
  }
}

/// In which unit an axis of time is labelled.
public struct AxisUnit: Hashable, Sendable {
  public let name: String
  public let nanoseconds: Int

  /// The largest unit of which the span has at least two.
  public init(span: Int) {
    let units = [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000)]
    let (name, size) = units.first { span / 2 >= $0.1 } ?? ("ns", 1)
    self.name = name
    nanoseconds = size
  }

  /// A time in this unit.
  public func value(_ time: Int) -> Double { Double(time) / Double(nanoseconds) }
}
