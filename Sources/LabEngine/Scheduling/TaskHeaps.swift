/// Several heaps of tasks by a key, the least first; a task is in one of them at most.
///
/// As `TaskHeap`, but the heaps share what tells where a task is, so that the memory is that of the tasks. Joining and
/// leaving take O(log n).
struct TaskHeaps {
  private struct Spot: BitwiseCopyable {
    var heap: Int32 = -1
    var place: Int32 = -1
  }

  private var heaps: [[TaskHeap.Entry]]
  private var spots: [Spot] = []

  init(_ count: Int) { heaps = Array(repeating: [], count: count) }

  /// There are at least so many heaps from now on.
  mutating func grow(to count: Int) { while heaps.count < count { heaps.append([]) } }

  @inline(__always) func count(_ heap: Int) -> Int { heaps[heap].count }
  @inline(__always) func isEmpty(_ heap: Int) -> Bool { heaps[heap].isEmpty }
  @inline(__always) func head(_ heap: Int) -> TaskHeap.Entry? { heaps[heap].first }

  /// The heap that a task is in.
  @inline(__always) func heap(of task: Int) -> Int? {
    task < spots.count && spots[task].heap >= 0 ? Int(spots[task].heap) : nil
  }

  mutating func insert(_ task: Int, in heap: Int, key: Int, second: Int = 0) {
    if task >= spots.count {
      let more = max(task + 1, spots.count * 2) - spots.count
      spots.append(contentsOf: repeatElement(Spot(), count: more))
    }
    heaps[heap].append(TaskHeap.Entry(key: key, second: second, task: Int32(task)))
    spots[task].heap = Int32(heap)
    Self.rise(&heaps[heap], &spots, heaps[heap].count - 1)
  }

  /// Does nothing if it is in none.
  mutating func remove(_ task: Int) {
    guard let heap = heap(of: task) else { return }
    let place = Int(spots[task].place)
    spots[task] = Spot()
    let last = heaps[heap].removeLast()
    guard place < heaps[heap].count else { return }
    heaps[heap][place] = last
    if !Self.sink(&heaps[heap], &spots, place) { Self.rise(&heaps[heap], &spots, place) }
  }

  /// The least one of a heap that may run on a CPU; it stays.
  @inline(__always) func first(of heap: Int, for cpu: Int, _ host: HostView) -> Int? {
    guard let first = heaps[heap].first else { return nil }
    // One of these two is next.
    for place in 1..<min(3, max(1, heaps[heap].count)) {
      host.prefetch(Int(heaps[heap][place].task))
    }
    if host.allows(Int(first.task), on: cpu) { return Int(first.task) }
    return TaskHeap.first(of: heaps[heap], for: cpu, host)
  }

  /// The least one of a heap of which something is true; all may have to be looked at.
  func first(of heap: Int, where isWanted: (Int) -> Bool) -> Int? {
    guard let first = heaps[heap].first else { return nil }
    if isWanted(Int(first.task)) { return Int(first.task) }
    var best: TaskHeap.Entry?
    for entry in heaps[heap] where isWanted(Int(entry.task)) {
      if best.map({ entry < $0 }) ?? true { best = entry }
    }
    return best.map { Int($0.task) }
  }

  private static func rise(_ entries: inout [TaskHeap.Entry], _ spots: inout [Spot], _ start: Int) {
    entries.withUnsafeMutableBufferPointer { entries in
      spots.withUnsafeMutableBufferPointer { spots in
        var place = start
        let entry = entries[place]
        while place > 0 {
          let parent = (place - 1) / 2
          guard entry < entries[parent] else { break }
          entries[place] = entries[parent]
          spots[Int(entries[place].task)].place = Int32(place)
          place = parent
        }
        entries[place] = entry
        spots[Int(entry.task)].place = Int32(place)
      }
    }
  }

  /// True if it moved.
  private static func sink(
    _ entries: inout [TaskHeap.Entry], _ spots: inout [Spot], _ start: Int
  ) -> Bool {
    entries.withUnsafeMutableBufferPointer { entries in
      spots.withUnsafeMutableBufferPointer { spots in
        var place = start
        let entry = entries[place]
        while true {
          var child = 2 * place + 1
          guard child < entries.count else { break }
          if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
          guard entries[child] < entry else { break }
          entries[place] = entries[child]
          spots[Int(entries[place].task)].place = Int32(place)
          place = child
        }
        entries[place] = entry
        spots[Int(entry.task)].place = Int32(place)
        return place != start
      }
    }
  }
}
