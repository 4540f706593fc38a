/// Tasks first in, first out; anyone can leave from the middle. Joining and leaving take constant time.
struct TaskQueue {
  private static let none: Int32 = -1
  private var next: [Int32] = []
  private var previous: [Int32] = []
  private var first = TaskQueue.none
  private var last = TaskQueue.none
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }
  var head: Int? { first < 0 ? nil : Int(first) }

  private mutating func reserve(_ task: Int) {
    guard task >= next.count else { return }
    let more = max(task + 1, next.count * 2) - next.count
    next.append(contentsOf: repeatElement(Self.none, count: more))
    previous.append(contentsOf: repeatElement(Self.none, count: more))
  }

  mutating func append(_ task: Int) {
    reserve(task)
    next[task] = Self.none
    previous[task] = last
    if last < 0 { first = Int32(task) } else { next[Int(last)] = Int32(task) }
    last = Int32(task)
    count += 1
  }

  mutating func prepend(_ task: Int) {
    reserve(task)
    previous[task] = Self.none
    next[task] = first
    if first < 0 { last = Int32(task) } else { previous[Int(first)] = Int32(task) }
    first = Int32(task)
    count += 1
  }

  /// - Precondition: it is in the queue.
  mutating func remove(_ task: Int) {
    let before = previous[task]
    let after = next[task]
    if before < 0 { first = after } else { next[Int(before)] = after }
    if after < 0 { last = before } else { previous[Int(after)] = before }
    count -= 1
  }

  /// The task behind another; nil at the end.
  func following(_ task: Int) -> Int? {
    let after = next[task]
    return after < 0 ? nil : Int(after)
  }

  /// Takes out the first task that may run on a CPU.
  mutating func take(for cpu: Int, _ host: HostView) -> Int? {
    var candidate = head
    while let task = candidate {
      if host.allows(task, on: cpu) {
        remove(task)
        if let head { host.prefetch(head) }
        return task
      }
      candidate = following(task)
    }
    return nil
  }
}
