/// Ready tasks in one queue for each level, 0 the most important: first in, first out within a level.
///
/// All queues share their links, so that a thousand levels cost no more than one. Joining and leaving take constant
/// time, the first task of all is found by looking at one bit a level.
struct LevelQueues {
  private static let none: Int32 = -1
  private var next: [Int32] = []
  private var previous: [Int32] = []
  /// The level that a task is queued at; -1 if it is not there.
  private var levels: [Int32] = []
  private var first: [Int32]
  private var last: [Int32]
  private var occupied: CPUSet
  private(set) var count = 0

  init(levels: Int) {
    first = Array(repeating: Self.none, count: levels)
    last = first
    occupied = CPUSet(levels)
  }

  var isEmpty: Bool { count == 0 }

  func contains(_ task: Int) -> Bool { task < levels.count && levels[task] >= 0 }

  /// The level that a task is queued at; nil if it is not there.
  func level(of task: Int) -> Int? { contains(task) ? Int(levels[task]) : nil }

  private mutating func reserve(_ task: Int) {
    guard task >= next.count else { return }
    let more = repeatElement(Self.none, count: max(task + 1, next.count * 2) - next.count)
    next.append(contentsOf: more)
    previous.append(contentsOf: more)
    levels.append(contentsOf: more)
  }

  mutating func append(_ task: Int, level: Int) {
    reserve(task)
    let before = last[level]
    next[task] = Self.none
    previous[task] = before
    if before < 0 { first[level] = Int32(task) } else { next[Int(before)] = Int32(task) }
    last[level] = Int32(task)
    join(task, level)
  }

  mutating func prepend(_ task: Int, level: Int) {
    reserve(task)
    let after = first[level]
    previous[task] = Self.none
    next[task] = after
    if after < 0 { last[level] = Int32(task) } else { previous[Int(after)] = Int32(task) }
    first[level] = Int32(task)
    join(task, level)
  }

  private mutating func join(_ task: Int, _ level: Int) {
    levels[task] = Int32(level)
    occupied.insert(level)
    count += 1
  }

  /// Does nothing if it is not there.
  mutating func remove(_ task: Int) {
    guard let level = level(of: task) else { return }
    let before = previous[task]
    let after = next[task]
    if before < 0 { first[level] = after } else { next[Int(before)] = after }
    if after < 0 { last[level] = before } else { previous[Int(after)] = before }
    if first[level] < 0 { occupied.remove(level) }
    levels[task] = Self.none
    count -= 1
  }

  /// Takes out the first task of the most important level that may run on a CPU.
  mutating func take(for cpu: Int, _ host: HostView) -> Int? {
    var level = occupied.first()
    while let here = level {
      var candidate = first[here]
      while candidate >= 0 {
        let task = Int(candidate)
        if host.allows(task, on: cpu) {
          remove(task)
          if first[here] >= 0 { host.prefetch(Int(first[here])) }
          return task
        }
        candidate = next[task]
      }
      level = occupied.first(from: here + 1)
    }
    return nil
  }

  /// All tasks of the levels from one on, in order; they stay where they are.
  func tasks(from level: Int) -> [Int] {
    var result: [Int] = []
    var next = occupied.first(from: level)
    while let here = next {
      var task = first[here]
      while task >= 0 {
        result.append(Int(task))
        task = self.next[Int(task)]
      }
      next = occupied.first(from: here + 1)
    }
    return result
  }

  /// Traps where links, levels and counts disagree. For tests.
  func checkInvariants(_ host: HostView) {
    let all = tasks(from: 0)
    precondition(all.count == count, "LevelQueues: the count is wrong")
    precondition(Set(all).count == count, "LevelQueues: a task is there twice")
    for task in all {
      precondition(host.tasks[task].state == .ready, "LevelQueues: a task is not ready")
    }
  }
}
