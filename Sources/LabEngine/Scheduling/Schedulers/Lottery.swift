/// Lottery scheduling: for every quantum a ticket is drawn.
struct Lottery: Scheduler {
  static let description = SchedulerDescription(
    name: "lottery", title: "lottery scheduling",
    summary: """
      Each ready task holds as many tickets as its weight; whoever holds the drawn one runs for a quantum. In n draws a \
      task with the part p of the tickets wins n·p times on average, with variance n·p·(1-p). A task that waits after a \
      part of its quantum holds, until it wins again, as many times more tickets (at most 1024), so that it is not worse \
      off for it: compensation tickets. Draws depend on `host seed=` alone.
      """,
    source:
      "Waldspurger and Weihl, Lottery Scheduling: Flexible Proportional-Share Resource Management, OSDI 1994",
    isProportional: true, bound: .chance,
    parameters: [
      SchedulerParameter(
        name: "compensation", kind: .number, standard: 1, range: 0...1,
        meaning: "1 for compensation tickets, 0 for none")
    ])

  static let mostCompensation = 1024
  private static let mostDraws = 16

  /// What ready tasks hold.
  private var tickets = TicketTree()
  /// CPU time since each task won last, once it has left its CPU before the quantum was over; 0 otherwise.
  private var used: [Int] = []
  private var ran: [Int] = []
  /// Ready tasks that may not run everywhere.
  private var bound = 0
  /// What the last winner held.
  private var drawn = 0
  private var random: SeededRandom
  private let quantum: Int
  private let compensates: Bool

  init(_ setup: SchedulerSetup) {
    random = SeededRandom(seed: setup.seed)
    quantum = setup.quantum
    compensates = setup.parameters[0] == 1
  }

  mutating func admit(_ task: Int, _ host: HostView) {
    tickets.append()
    used.append(0)
    ran.append(0)
  }

  mutating func enqueue(_ task: Int, _ reason: ReadyReason, _ host: HostView) {
    if reason == .expired || reason == .arrived { used[task] = 0 }
    tickets.set(task, held(task, host))
    if !host.isFree(task) { bound += 1 }
  }

  /// Its tickets, with those in compensation for the part of its quantum that it did not use.
  private func held(_ task: Int, _ host: HostView) -> Int {
    let share = host.tasks[task].share
    let used = used[task]
    guard compensates, used > 0, used < quantum else { return share }
    guard quantum / used < Self.mostCompensation else { return share * Self.mostCompensation }
    return used.dividingFullWidth(share.multipliedFullWidth(by: quantum)).quotient
  }

  mutating func dequeue(_ task: Int, _ host: HostView) {
    tickets.set(task, 0)
    if !host.isFree(task) { bound -= 1 }
  }

  mutating func pick(_ cpu: Int, _ host: HostView) -> Choice? {
    guard let task = bound == 0 ? draw() : draw(for: cpu, host) else { return nil }
    drawn = tickets[task]
    dequeue(task, host)
    used[task] = 0
    ran[task] = 0
    return Choice(task: task, slice: quantum)
  }

  private mutating func draw() -> Int? {
    guard tickets.total > 0 else { return nil }
    return tickets.holder(of: Int(random.next(below: UInt64(tickets.total))))
  }

  /// With tasks that are bound to CPUs: a ticket is drawn again if its holder may not run here, which changes nothing
  /// for the others; where few may, all are looked at.
  private mutating func draw(for cpu: Int, _ host: HostView) -> Int? {
    for _ in 0..<Self.mostDraws {
      guard let task = draw() else { return nil }
      if host.allows(task, on: cpu) { return task }
    }
    let allowed = (0..<tickets.count).filter { tickets[$0] > 0 && host.allows($0, on: cpu) }
    let total = allowed.reduce(0) { $0 + tickets[$1] }
    guard total > 0 else { return nil }
    var left = Int(random.next(below: UInt64(total)))
    for task in allowed {
      if left < tickets[task] { return task }
      left -= tickets[task]
    }
    return allowed.last
  }

  mutating func charge(_ task: Int, on cpu: Int, ran: Int, _ host: HostView) {
    self.ran[task] += ran
  }

  mutating func blocked(_ task: Int, _ host: HostView) { used[task] = ran[task] }

  mutating func changed(_ task: Int, _ host: HostView) {
    if tickets[task] > 0 { tickets.set(task, held(task, host)) }
  }

  func reason(_ task: Int, on cpu: Int, _ host: HostView) -> String {
    let own = drawn >> 10
    return "its ticket was drawn: it held \(own) of \(own + tickets.total >> 10)"
  }

  func checkInvariants(_ host: HostView) {
    var sum = 0
    for task in 0..<tickets.count {
      sum += tickets[task]
      let isReady = host.tasks[task].state == .ready && !host.tasks[task].isParked
      precondition(
        (tickets[task] > 0) == isReady, "Lottery: a task holds tickets that is not ready")
    }
    precondition(sum == tickets.total, "Lottery: tickets are miscounted")
  }
}
