/// Dedicated CPUs: every task has a CPU of its own, while there are enough.
struct Pinned: Scheduler {
  static let description = SchedulerDescription(
    name: "pinned", title: "dedicated CPUs",
    summary: """
      A task belongs to one CPU from its arrival on: of those that it may run on, the one with the fewest tasks, the \
      lowest number first. While there are enough CPUs each task has its own, and it waits for nobody; later ones share \
      theirs, round robin. Nobody moves, so that a CPU may idle while others have a queue.
      """,
    source:
      "Barham et al., Xen and the Art of Virtualization, SOSP 2003, and Xen's vcpu-pin (xl manual)",
    isWorkConserving: false)

  private var queues: TaskLists
  /// How many tasks belong to each CPU.
  private var residents: [Int]
  /// The CPU of each task, -1 before it has one.
  private var homes: [Int32] = []
  private let quantum: Int

  init(_ setup: SchedulerSetup) {
    queues = TaskLists(setup.cpus)
    residents = Array(repeating: 0, count: setup.cpus)
    quantum = setup.quantum
  }

  mutating func admit(_ task: Int, _ host: HostView) { homes.append(-1) }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    queues.append(task, to: settle(task, host))
  }

  /// The CPU that it belongs to, a new one if it may no longer run there.
  private mutating func settle(_ task: Int, _ host: HostView) -> Int {
    if homes[task] >= 0, host.allows(task, on: Int(homes[task])) { return Int(homes[task]) }
    leaveHome(task)
    let allowed = residents.indices.filter { host.allows(task, on: $0) }
    let home = allowed.min { (residents[$0], $0) < (residents[$1], $1) } ?? 0
    homes[task] = Int32(home)
    residents[home] += 1
    return home
  }

  private mutating func leaveHome(_ task: Int) {
    guard homes[task] >= 0 else { return }
    residents[Int(homes[task])] -= 1
    homes[task] = -1
  }

  mutating func dequeue(_ task: Int, _ host: HostView) { queues.remove(task) }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard let task = queues.first(of: cpu, for: cpu, host) else { return nil }
    queues.remove(task)
    if let next = queues.head(cpu) { host.prefetch(next) }
    return Choice(task: task, slice: quantum)
  }

  mutating func blocked(_ task: Int, _ host: HostView) {
    if !host.tasks[task].state.isPresent { leaveHome(task) }
  }

  /// Its own CPU, should that be idle.
  mutating func preempts(_ task: Int, _ host: HostView) -> Int? {
    let home = Int(homes[task])
    return host.running(home) == nil ? home : nil
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let others = residents[cpu] - 1
    return others == 0
      ? "CPU \(cpu) is its own"
      : "first in the queue of CPU \(cpu), which \(counted(others, "other")) share"
  }

  func checkInvariants(_ host: HostView) {
    for cpu in residents.indices {
      let count = homes.count { $0 == Int32(cpu) }
      precondition(residents[cpu] == count, "Pinned: the residents of CPU \(cpu) are miscounted")
    }
  }
}
