/// Stride scheduling: lottery scheduling without the chance.
struct Stride: Scheduler {
  static let description = SchedulerDescription(
    name: "stride", title: "stride scheduling",
    summary: """
      A task's pass grows by its stride, a constant over its weight, for every quantum that it runs, and in proportion \
      for less; the ready task with the least pass runs for a quantum. Ties: creation. A new task begins one stride \
      ahead of the global pass, which advances by what all run over their weights together; a task that waits takes \
      along how far it is ahead of the global pass, and comes back as far ahead of it. On one CPU a task's time differs \
      from what it is entitled to by less than a quantum between any two tasks.
      """,
    source:
      "Waldspurger and Weihl, Stride Scheduling: Deterministic Proportional-Share Resource Management, MIT/LCS/TM-528, 1995",
    isProportional: true,
    parameters: [
      SchedulerParameter(
        name: "start", kind: .number, standard: 1, range: 0...1,
        meaning: "how many strides ahead a task begins: 1 as in the paper, 0 as in OSTEP, chapter 9"
      )
    ])

  private var queue = TaskHeap()
  /// The pass of those that compete; how far the others are ahead of the global pass.
  private var passes = VirtualTimes()
  private var competes: [Bool] = []
  /// The shares with which tasks compete, and their sum.
  private var shares: [Int] = []
  private var total = 0
  private var global = VirtualTimes()
  private let quantum: Int
  private let start: Int

  init(_ setup: SchedulerSetup) {
    quantum = setup.quantum
    start = setup.parameters[0]
    global.admit(0)
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    passes.admit(task)
    competes.append(false)
    shares.append(host.tasks[task].share)
    if start > 0 { passes.advance(task, ran: quantum, share: host.tasks[task].share) }
  }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    join(task, host)
    queue.insert(task, key: passes[task])
  }

  private mutating func join(_ task: Int, _ host: HostView) {
    guard !competes[task] else { return }
    competes[task] = true
    shares[task] = host.tasks[task].share
    total += shares[task]
    passes.shift(task, by: global[0])
  }

  private mutating func leave(_ task: Int) {
    guard competes[task] else { return }
    competes[task] = false
    total -= shares[task]
    passes.shift(task, by: -global[0])
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    queue.remove(task)
    leave(task)
  }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    queue.take(for: cpu, host).map { Choice(task: $0, slice: quantum) }
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    passes.advance(task, ran: ran, share: host.tasks[task].share)
    if total > 0 { global.advance(0, ran: ran, share: total) }
  }

  mutating func blocked(_ task: Int, _ host: HostView) { leave(task) }

  /// With another weight it is as many quanta ahead as before, in other strides.
  mutating func changed(_ task: Int, _ host: HostView) {
    let share = host.tasks[task].share
    guard share != shares[task] else { return }
    let isQueued = queue.contains(task)
    let competed = competes[task]
    if isQueued { queue.remove(task) }
    leave(task)
    passes[task] = Self.rescaled(passes[task], from: shares[task], to: share)
    shares[task] = share
    if competed { join(task, host) }
    if isQueued { queue.insert(task, key: passes[task]) }
  }

  private static func rescaled(_ ahead: Int, from old: Int, to new: Int) -> Int {
    let product = ahead.magnitude.multipliedFullWidth(by: UInt(old))
    guard product.high < UInt(new) else { return ahead < 0 ? -Host.endless : Host.endless }
    let scaled = Int(min(UInt(new).dividingFullWidth(product).quotient, UInt(Host.endless)))
    return ahead < 0 ? -scaled : scaled
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let ahead = passes[task] - global[0]
    let words = Value.nanoseconds(abs(ahead)).written()
    return "the least pass, \(words) \(ahead < 0 ? "behind" : "ahead of") the global pass"
  }

  func checkInvariants(_ host: HostView) {
    var sum = 0
    for task in competes.indices where competes[task] { sum += shares[task] }
    precondition(sum == total, "Stride: the competing shares are miscounted")
    for entry in queue.entries {
      precondition(entry.key == passes[Int(entry.task)], "Stride: a queued pass is out of date")
      precondition(competes[Int(entry.task)], "Stride: a queued task does not compete")
    }
  }
}
