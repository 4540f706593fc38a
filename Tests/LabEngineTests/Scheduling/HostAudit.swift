@testable import LabEngine

/// Follows a host moment by moment and keeps its own books, which must agree with the host's.
struct HostAudit {
  let isConserving: Bool
  /// The first thing that was wrong.
  private(set) var problem: String?
  /// Time that each CPU has had a task.
  private var occupied: [Int] = []

  init(isConserving: Bool) { self.isConserving = isConserving }

  mutating func go(_ host: Host, to deadline: Int) throws {
    while problem == nil {
      let before = host.core
      let held = (0..<before.cpus.count).map { before.view.running($0) != nil }
      let progress = try host.go(to: deadline, moments: 1)
      let elapsed = host.now - before.now
      if occupied.isEmpty { occupied = held.map { _ in 0 } }
      for cpu in held.indices where held[cpu] { occupied[cpu] += elapsed }
      host.checkInvariants()
      check(host)
      if progress.isComplete { return }
    }
  }

  private mutating func check(_ host: Host) {
    let core = host.core
    let view = core.view
    var places: [Int: Int] = [:]
    for cpu in 0..<core.cpus.count {
      let record = core.cpus[cpu]
      let open = record.isIdle ? 0 : core.now - record.started
      if record.busy + record.switching + open != occupied[cpu] {
        problem = "CPU \(cpu) was busy for another time than its sums say"
      }
      guard let task = view.running(cpu) else { continue }
      if places.updateValue(cpu, forKey: task) != nil { problem = "a task is on two CPUs" }
      if !view.allows(task, on: cpu) { problem = "a task is on a CPU that it may not use" }
    }
    for task in 0..<core.tasks.count { check(task, core) }
    if isConserving { checkConservation(core) }
  }

  /// Its times add up to what has gone by since it arrived.
  private mutating func check(_ index: Int, _ core: HostCore) {
    let task = core.tasks[index]
    guard task.state != .absent else { return }
    var sum = task.cpuTime + task.ready + task.sleeping + task.faulting + task.barrier + task.paused
    switch task.state {
    case .running: sum += core.now - core.cpus[Int(task.cpu)].started
    case .finished, .removed: break
    default: sum += core.now - task.since
    }
    let end = task.state == .finished || task.state == .removed ? task.since : core.now
    if task.state == .removed, sum == 0 { return }
    if sum != end - task.arrive { problem = "the times of task \(index) do not add up" }
  }

  /// No CPU idles beside a task that could use it.
  private mutating func checkConservation(_ core: HostCore) {
    let view = core.view
    for cpu in 0..<core.cpus.count where core.cpus[cpu].isIdle {
      for task in 0..<core.tasks.count
      where core.tasks[task].state == .ready && !core.tasks[task].isParked {
        if view.allows(task, on: cpu) { problem = "CPU \(cpu) idles, and task \(task) could run" }
      }
    }
  }
}
