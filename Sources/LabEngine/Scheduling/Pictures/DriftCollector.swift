/// The clocks of guests against the true time, at chosen moments.
final class DriftCollector: StretchObserver {
  /// A clock that is followed: whose first vCPU it goes with.
  struct Followed {
    let name: String
    let task: Int
    let clock: GuestClock
    /// When the guest stopped; nil of one that is there.
    var stopped: Int?
    /// Of a real guest, whose clock the log tells of: what it says last.
    var last: (time: Int, drift: Int)?
  }

  private let followed: [Followed]
  private let moments: [Int]
  private var clocks: [GuestClock]
  private var drifts: [[Int]]
  /// What the log tells of real guests.
  private var told: [[(time: Int, drift: Int)]]

  /// `moments` ascend.
  init(_ followed: [Followed], moments: [Int]) {
    self.followed = followed
    self.moments = moments
    clocks = followed.map(\.clock)
    drifts = followed.map { _ in [] }
    told = followed.map { _ in [] }
  }

  override func reset() {
    clocks = followed.map(\.clock)
    drifts = followed.map { _ in [] }
    told = followed.map { _ in [] }
  }

  /// As the host itself lets a clock stand and go: it takes interrupts while its vCPU runs or sleeps.
  override func saw(_ record: HostRecord) {
    for index in followed.indices where followed[index].task == Int(record.task) {
      switch record.kind {
      case .drift(let drift): told[index].append((record.time, drift))
      case .start:
        read(index, before: record.time)
        clocks[index].start(at: record.time)
      case .ready, .parked, .stop(.faults), .stop(.paused), .stop(.capped):
        read(index, before: record.time)
        clocks[index].stop(at: record.time)
      default: break
      }
    }
  }

  override func settled(_ core: HostCore) {
    for index in followed.indices {
      let task = followed[index].task
      guard task < core.tasks.count, core.tasks[task].state == .paused else { continue }
      read(index, before: core.tasks[task].since)
      clocks[index].stop(at: core.tasks[task].since)
    }
  }

  private func read(_ index: Int, before time: Int) {
    while drifts[index].count < moments.count, moments[drifts[index].count] < time {
      let moment = min(moments[drifts[index].count], followed[index].stopped ?? .max)
      drifts[index].append(clocks[index].drift(at: moment))
    }
  }

  /// By clock, how far off it was at each moment.
  func finished() -> [[Int]] {
    for index in followed.indices { read(index, before: .max) }
    return followed.indices.map { index in
      guard let last = followed[index].last else { return drifts[index] }
      return between(told[index].filter { $0.time < last.time } + [last])
    }
  }

  /// At each moment, in a straight line between two that were told.
  private func between(_ points: [(time: Int, drift: Int)]) -> [Int] {
    var next = 0
    return moments.map { moment in
      while next < points.count, points[next].time <= moment { next += 1 }
      guard next > 0 else { return 0 }
      let before = points[next - 1]
      guard next < points.count, points[next].time > before.time else { return before.drift }
      let part = Double(moment - before.time) / Double(points[next].time - before.time)
      return before.drift + Int(Double(points[next].drift - before.drift) * part)
    }
  }
}

/// `plot drift`: how far guests' clocks are off, over time.
struct DriftPicture: Sendable {
  private static let points = 120

  private let span: PictureSpan
  /// Of one described VM the clock is drawn in every mode, of others as they are.
  private let choice: PictureChoice

  init(_ options: OptionReader, of choice: PictureChoice) throws {
    span = try PictureSpan(options)
    self.choice = choice
  }

  func blocks(in lab: Lab) throws -> (picture: Picture, remarks: [Report.Block]) {
    let host = try lab.hostToDraw()
    let range = try span.range(of: host)
    let (followed, alone) = try clocks(of: host)
    let moments = range.moments(Self.points)
    let collector = DriftCollector(followed, moments: moments)
    try lab.watch(collector, upTo: host)
    let drifts = collector.finished()
    let worst = drifts.map { $0.map(\.magnitude).max() ?? 0 }
    let drawn = alone == nil ? choice.standingOut(worst.map(Double.init)) : Array(drifts.indices)
    let size = AxisUnit(span: Int(clamping: drawn.map { worst[$0] }.max() ?? 0))
    let unit = AxisUnit(span: range.count)
    let chart = Chart(
      title: alone.map { "The clock of \($0) minus true time, in every mode" }
        ?? "Guests' clocks minus true time",
      xLabel: "time in \(unit.name)", yLabel: "drift in \(size.name)",
      series: drawn.map { index in
        let (clock, drifts) = (followed[index], drifts[index])
        return Chart.Series(
          name: clock.name,
          points: zip(moments, drifts).filter { $0.0 >= clock.clock.born }.map {
            Chart.Point(x: unit.value($0), y: size.value($1))
          })
      })
    return (
      .chart(chart),
      choice.remark(on: followed.count, "whose clocks were wrong by most", "plot drift")
    )
  }

  /// What is followed, and the VM whose clock it is if it is a single one in every mode.
  private func clocks(of host: Host) throws -> ([DriftCollector.Followed], alone: String?) {
    let core = host.core
    let keepers = (0..<core.tasks.count).filter { task in
      let info = host.infos[Int(core.tasks[task].client)]
      let isReal = info.isGuest && core.tasks[task].number == 0
      return (core.tasks[task].carriesClock || isReal) && !info.isRemoved
    }
    guard choice.names.isEmpty else { return try named(keepers, of: host) }
    guard !keepers.isEmpty else {
      throw LabError(
        .undefined("No guest on the host keeps time: `vm V workload=cpu clock=tick` makes one."))
    }
    return (keepers.map { Self.clock(of: $0, host) }, nil)
  }

  private func named(
    _ keepers: [Int], of host: Host
  ) throws -> ([DriftCollector.Followed], alone: String?) {
    let core = host.core
    let tasks = try zip(choice.names, choice.clients(of: host)).map { name, client in
      let own = host.members(of: client)
      if let task = keepers.first(where: { own.contains($0) }) { return task }
      throw LabError(
        .undefined("\(name.text) keeps no time of its own: a VM with workload= does."),
        at: name.place)
    }
    // How a real guest would have fared with another clock only running it again could tell.
    guard tasks.count == 1, core.tasks[tasks[0]].carriesClock else {
      return (tasks.map { Self.clock(of: $0, host) }, nil)
    }
    let clock = core.clocks[Int(core.tasks[tasks[0]].client)]
    let modes = GuestClockMode.allCases.map {
      DriftCollector.Followed(
        name: $0.rawValue, task: tasks[0],
        clock: GuestClock(mode: $0, tick: clock.tick, period: clock.period, born: clock.born),
        stopped: host.stopped(Int(core.tasks[tasks[0]].client)))
    }
    return (modes, choice.names[0].text)
  }

  private static func clock(of task: Int, _ host: Host) -> DriftCollector.Followed {
    let client = Int(host.core.tasks[task].client)
    let clock = host.core.clocks[client]
    return DriftCollector.Followed(
      name: "\(host.infos[client].name), \(clock.mode.rawValue)", task: task,
      clock: GuestClock(
        mode: clock.mode, tick: clock.tick, period: clock.period, born: clock.born),
      stopped: host.stopped(client),
      last: host.infos[client].isGuest
        ? (host.clockMoment(of: client), host.drift(of: client)) : nil)
  }
}
