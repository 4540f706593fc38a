/// One thing that a student's own scheduler may look at in a task.
struct TaskAttribute: Sendable {
  enum Course {
    case stays
    /// As fast as time, for every task.
    case grows
    case changes
  }

  let name: String
  let dimension: Dimension
  let meaning: String
  /// What becomes of it as long as the task is ready, whatever others do.
  var course = Course.stays
  /// `extra` is what the task has run and was not charged for yet. Times are nanoseconds.
  let value: @Sendable (_ task: Int, _ extra: Int, _ vruntime: Int, _ host: HostView) -> Double
}

/// Every attribute. A new one is one entry here: help and error messages read it.
enum TaskAttributeRegistry {
  static func index(of name: String) -> Int? { all.firstIndex { $0.name == name } }

  static var names: [String] { all.map(\.name) }

  static let all: [TaskAttribute] = [
    TaskAttribute(name: "cpu", dimension: .time, meaning: "CPU time that it has had") {
      task, extra, _, host in Double(host.tasks[task].cpuTime + extra)
    },
    TaskAttribute(
      name: "vruntime", dimension: .time,
      meaning:
        "CPU time that it has had, times 256 over its weight; one that arrives or wakes has at least the least of the others"
    ) { task, extra, vruntime, host in
      Double(vruntime) + Double(extra) * Double(VirtualTimes.standardShare)
        / Double(host.tasks[task].share)
    },
    TaskAttribute(
      name: "weight", dimension: .none, meaning: "its weight; of a vCPU its part of the VM's"
    ) { task, _, _, host in Double(host.tasks[task].share) / 1024 },
    TaskAttribute(
      name: "waiting", dimension: .time,
      meaning: "how long it has been ready without running; 0 while it runs", course: .grows
    ) { task, _, _, host in
      host.tasks[task].state == .ready ? Double(host.now - host.tasks[task].since) : 0
    },
    TaskAttribute(name: "arrive", dimension: .time, meaning: "when it arrived") {
      task, _, _, host in Double(host.tasks[task].arrive)
    },
    TaskAttribute(
      name: "burst", dimension: .time,
      meaning:
        "CPU time until it waits or is finished: known of a described task, expected of a guest"
    ) { task, extra, _, host in Double(max(0, host.tasks[task].nextBurst - extra)) },
    TaskAttribute(
      name: "remaining", dimension: .time,
      meaning: "CPU time that it needs until it is finished; without end for a VM"
    ) { task, extra, _, host in
      let left = host.tasks[task].left
      return left < Host.endless ? Double(max(0, left - extra)) : .infinity
    },
    TaskAttribute(name: "priority", dimension: .none, meaning: "its priority") {
      task, _, _, host in Double(host.tasks[task].priority)
    },
    TaskAttribute(
      name: "ran", dimension: .time, meaning: "CPU time since it arrived or woke last"
    ) { task, extra, _, host in Double(host.tasks[task].ran + extra) },
    TaskAttribute(
      name: "dispatches", dimension: .none, meaning: "how often it was given a CPU"
    ) { task, _, _, host in Double(host.tasks[task].dispatches) },
    TaskAttribute(
      name: "period", dimension: .time, meaning: "its period=; without end if it has none"
    ) { task, _, _, host in
      let period = host.clients[Int(host.tasks[task].client)].period
      return period > 0 ? Double(period) : .infinity
    },
    TaskAttribute(name: "slice", dimension: .time, meaning: "its slice=; 0 if it has none") {
      task, _, _, host in Double(host.clients[Int(host.tasks[task].client)].slice)
    },
    TaskAttribute(
      name: "deadline", dimension: .time,
      meaning: "when its present period= ends, counted from its arrival; "
        + "without end if it has none",
      course: .changes
    ) { task, _, _, host in
      let period = host.clients[Int(host.tasks[task].client)].period
      guard period > 0 else { return .infinity }
      let arrive = host.tasks[task].arrive
      return Double(arrive + ((host.now - arrive) / period + 1) * period)
    },
    TaskAttribute(
      name: "now", dimension: .time, meaning: "the time since the host began", course: .grows
    ) { _, _, _, host in Double(host.now) },
  ]
}
