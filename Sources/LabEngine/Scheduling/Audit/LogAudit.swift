/// What the host's log says that each task has done, beside the sums that the host keeps.
final class LogAudit: Collecting {
  private var follower = TaskFollower()
  private var told: [Sums] = []

  private struct Sums: Equatable {
    var cpu = 0
    var ready = 0
    var blocked = 0
    var faulting = 0
    var paused = 0
    var spin = 0

    mutating func add(_ other: Sums) {
      cpu += other.cpu
      ready += other.ready
      blocked += other.blocked
      faulting += other.faulting
      paused += other.paused
      spin += other.spin
    }

    mutating func add(_ stretch: TaskStretch) {
      switch stretch.doing {
      case .running: cpu += stretch.length
      case .spinning:
        cpu += stretch.length
        spin += stretch.length
      case .ready, .parked, .switching: ready += stretch.length
      case .sleeping, .reading, .barrier: blocked += stretch.length
      case .faulting: faulting += stretch.length
      case .paused: paused += stretch.length
      }
    }
  }

  init() {}

  var watchesHost: Bool { true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    guard entry.command is HostCommand else { return }
    follower = TaskFollower()
    told = []
  }

  func observe(_ records: [HostRecord], on host: Host) {
    for record in records { follower.follow(record) { note($0, in: &told) } }
  }

  private func note(_ stretch: TaskStretch, in sums: inout [Sums]) {
    while sums.count <= stretch.task { sums.append(Sums()) }
    sums[stretch.task].add(stretch)
  }

  /// The first task whose stretches do not make its sums. Who was unplugged and is there again goes on with the sums that
  /// it had; while it was not there the log says nothing of it.
  func problem(_ core: HostCore) -> String? {
    var sums = told
    for stretch in follower.open(at: core.now) { note(stretch, in: &sums) }
    var lives: [[Int]: Sums] = [:]
    for index in 0..<core.tasks.count {
      let task = core.tasks[index]
      let kept = Sums(
        cpu: task.cpuTime + core.running(task), ready: task.ready + core.elapsed(task, in: .ready),
        blocked: task.sleeping + task.barrier + core.elapsed(task, in: .sleeping)
          + core.elapsed(task, in: .barrier),
        faulting: task.faulting + core.elapsed(task, in: .faulting),
        paused: task.paused + core.elapsed(task, in: .paused),
        spin: task.spin + (task.isSpinning ? core.running(task) : 0))
      let place = [Int(task.client), Int(task.number)]
      let before = lives[place]
      var own = before ?? Sums()
      if index < sums.count { own.add(sums[index]) }
      lives[place] = own
      if before != nil { own.paused = kept.paused }
      // One that was never there has no sums to go on with.
      guard own != kept, task.state != .absent else { continue }
      return "the log tells \(own) of task \(index), the host has \(kept)"
    }
    return nil
  }
}
