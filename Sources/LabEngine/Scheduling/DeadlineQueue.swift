/// Tasks with some of their slices left, by the ends of their periods, the first one first.
///
/// A period that ends while its task is in the queue is followed by the next at once, without anybody doing anything:
/// tasks of the same period stay in the same order round a circle, on which the present moves on. Each circle is known
/// by its first deadline. Joining, leaving and looking take O(log tasks) on average.
struct DeadlineQueue {
  private var trees = PhaseTrees()
  private var circles: [Int: Int] = [:]
  private var periods: [Int] = []
  /// The circles by the first deadline on them when it was looked at last.
  private var heads = TaskHeap()

  /// True if a task is in it.
  @inline(__always) func contains(_ task: Int) -> Bool { trees.tree(of: task) != nil }

  mutating func insert(_ task: Int, _ server: DeadlineServer, _ now: Int) {
    let circle = circle(server.period)
    trees.insert(task, in: circle, phase: server.deadline % server.period)
    look(circle, now)
  }

  /// Does nothing if it is not there.
  mutating func remove(_ task: Int, _ now: Int) {
    guard let circle = trees.tree(of: task) else { return }
    trees.remove(task)
    look(circle, now)
  }

  /// The one whose period ends first of those that may run on a CPU; it stays.
  mutating func first(for cpu: Int, _ servers: [DeadlineServer], _ host: HostView) -> Int? {
    while let head = heads.head, head.key <= host.now { look(Int(head.task), host.now) }
    guard let head = heads.head else { return nil }
    if host.allows(head.second, on: cpu) { return head.second }
    return walked(for: cpu, servers, host)
  }

  /// Goes along each circle, only with tasks that are bound to CPUs, up to one that may run there.
  private func walked(for cpu: Int, _ servers: [DeadlineServer], _ host: HostView) -> Int? {
    var best: (deadline: Int, task: Int)?
    for circle in periods.indices {
      let start = trees.first(of: circle, behind: host.now % periods[circle])
      var next = start
      while let task = next {
        let deadline = servers[task].next(after: host.now)
        if let best, best < (deadline, task) { break }
        if host.allows(task, on: cpu) {
          best = (deadline, task)
          break
        }
        next = trees.following(task)
        if next == start { break }
      }
    }
    return best?.task
  }

  private mutating func circle(_ period: Int) -> Int {
    if let known = circles[period] { return known }
    let circle = trees.append()
    circles[period] = circle
    periods.append(period)
    return circle
  }

  /// Finds the first deadline after the present on a circle.
  private mutating func look(_ circle: Int, _ now: Int) {
    let period = periods[circle]
    let phase = now % period
    guard let first = trees.first(of: circle, behind: phase) else { return heads.remove(circle) }
    let ahead = trees.phase(of: first) - phase
    let deadline = now + (ahead > 0 ? ahead : ahead + period)
    guard heads.key(of: circle) != deadline || heads.second(of: circle) != first else { return }
    heads.remove(circle)
    heads.insert(circle, key: deadline, second: first)
  }
}
