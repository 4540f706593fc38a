/// When tasks wake: the earliest first, at one moment in the order of their creation.
///
/// An entry counts only while the task's record says the same time; others are dropped when their time comes. A heap
/// of four children a node, half as deep as one of two: what costs is memory that is not near.
struct WakeQueue {
  private struct Entry: BitwiseCopyable {
    let time: Int
    let task: Int32

    @inline(__always) static func < (a: Entry, b: Entry) -> Bool {
      a.time != b.time ? a.time < b.time : a.task < b.task
    }
  }

  private var entries: [Entry] = []

  @inline(__always) var first: Int { entries.isEmpty ? Host.endless : entries[0].time }

  /// The task that wakes first.
  @inline(__always) var firstTask: Int? { entries.isEmpty ? nil : Int(entries[0].task) }

  @inline(__always) mutating func insert(_ task: Int, at time: Int) {
    let entry = Entry(time: time, task: Int32(truncatingIfNeeded: task))
    entries.append(entry)
    entries.withUnsafeMutableBufferPointer { entries in
      var place = entries.count - 1
      while place > 0 {
        let parent = (place - 1) >> 2
        guard entry < entries[parent] else { break }
        entries[place] = entries[parent]
        place = parent
      }
      entries[place] = entry
    }
  }

  /// - Precondition: it is not empty.
  @inline(__always) mutating func removeFirst() -> Int {
    let first = entries[0]
    let entry = entries.removeLast()
    guard !entries.isEmpty else { return Int(first.task) }
    entries.withUnsafeMutableBufferPointer { entries in
      var place = 0
      while true {
        let first = 4 * place + 1
        guard first < entries.count else { break }
        var least = first
        for child in first + 1..<max(first + 1, min(first + 4, entries.count))
        where entries[child] < entries[least] { least = child }
        guard entries[least] < entry else { break }
        entries[place] = entries[least]
        place = least
      }
      entries[place] = entry
    }
    return Int(first.task)
  }
}

/// The next event of each CPU: a tournament, so that the first of all is known and a change costs O(log CPUs).
struct CPUTimers {
  private var times: [Int]
  private let leaves: Int

  init(_ cpus: Int) {
    var leaves = 1
    while leaves < cpus { leaves *= 2 }
    self.leaves = leaves
    times = Array(repeating: Host.endless, count: 2 * leaves)
  }

  @inline(__always) var first: Int { times[1] }

  /// The first CPU whose event is the first of all.
  @inline(__always) var firstCPU: Int {
    times.withUnsafeBufferPointer { times in
      let first = times[1]
      var node = 1
      while node < leaves { node = times[2 * node] == first ? 2 * node : 2 * node + 1 }
      return node - leaves
    }
  }

  subscript(cpu: Int) -> Int { times[leaves + cpu] }

  @inline(__always) mutating func set(_ cpu: Int, _ time: Int) {
    times.withUnsafeMutableBufferPointer { times in
      var node = leaves + cpu
      times[node] = time
      while node > 1 {
        node >>= 1
        let least = min(times[2 * node], times[2 * node + 1])
        if times[node] == least { break }
        times[node] = least
      }
    }
  }
}
