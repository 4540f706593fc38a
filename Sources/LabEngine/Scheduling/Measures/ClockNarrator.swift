/// Tells when a guest's clock lost ticks: each time that its first vCPU could take none for longer than a tick.
final class ClockNarrator: Observer {
  struct Loss {
    let from: Int
    let to: Int
    let ticks: Int
    let doing: TaskDoing
  }

  private let task: Int
  private var clock: GuestClock?
  private let fresh: GuestClock
  private var follower = TaskFollower()
  /// From when on it took none, and what it did then.
  private var stopped: (since: Int, doing: TaskDoing)?
  /// The first ones.
  private(set) var losses: [Loss] = []
  private(set) var count = 0

  init(_ task: Int, _ clock: GuestClock) {
    self.task = task
    fresh = GuestClock(mode: clock.mode, tick: clock.tick, period: clock.period, born: clock.born)
    self.clock = fresh
  }

  var watchesHost: Bool { true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    guard entry.command is HostCommand else { return }
    clock = fresh
    follower = TaskFollower()
    stopped = nil
    losses = []
    count = 0
  }

  func observe(_ records: [HostRecord], on host: Host) {
    for record in records where Int(record.task) == task {
      follower.follow(record) { _ in }
      let doing = follower.doing(task, at: record.time)
      switch record.kind {
      case .start:
        let before = clock?.lost ?? 0
        clock?.start(at: record.time)
        let ticks = (clock?.lost ?? 0) - before
        if ticks > 0, let stopped { note(stopped, record.time, ticks) }
        stopped = nil
      default:
        guard let doing, doing != .sleeping, doing != .reading, doing != .barrier,
          doing != .running, doing != .spinning, doing != .switching
        else { continue }
        clock?.stop(at: record.time)
        if stopped == nil { stopped = (record.time, doing) }
      }
    }
  }

  private func note(_ stopped: (since: Int, doing: TaskDoing), _ now: Int, _ ticks: Int) {
    count += 1
    guard losses.count < WhyCommand.lines else { return }
    losses.append(Loss(from: stopped.since, to: now, ticks: ticks, doing: stopped.doing))
  }
}
