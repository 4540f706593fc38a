/// Tasks by a key, the least first; equal keys by a second one, then by the order of the tasks' creation.
///
/// A binary heap that knows where each task is, so that anyone can leave. Joining and leaving take O(log n).
struct TaskHeap {
  struct Entry: BitwiseCopyable {
    var key: Int
    var second: Int
    var task: Int32

    @inline(__always) static func < (a: Entry, b: Entry) -> Bool {
      if a.key != b.key { return a.key < b.key }
      if a.second != b.second { return a.second < b.second }
      return a.task < b.task
    }
  }

  private(set) var entries: [Entry] = []
  /// Index in `entries` by task; -1 if it is not there.
  private var places: [Int32] = []

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  var head: Entry? { entries.first }

  func contains(_ task: Int) -> Bool { task < places.count && places[task] >= 0 }

  /// The key that a task is in it with.
  func key(of task: Int) -> Int? {
    contains(task) ? entries[Int(places[task])].key : nil
  }

  /// The second key that a task is in it with.
  func second(of task: Int) -> Int? {
    contains(task) ? entries[Int(places[task])].second : nil
  }

  mutating func insert(_ task: Int, key: Int, second: Int = 0) {
    if task >= places.count {
      let more = max(task + 1, places.count * 2) - places.count
      places.append(contentsOf: repeatElement(-1, count: more))
    }
    entries.append(Entry(key: key, second: second, task: Int32(task)))
    rise(entries.count - 1)
  }

  /// Does nothing if it is not there.
  mutating func remove(_ task: Int) {
    guard contains(task) else { return }
    let place = Int(places[task])
    places[task] = -1
    let last = entries.removeLast()
    guard place < entries.count else { return }
    entries[place] = last
    if !sink(place) { rise(place) }
  }

  /// Takes out the least.
  mutating func removeFirst() -> Entry? {
    guard let first = entries.first else { return nil }
    remove(Int(first.task))
    return first
  }

  /// Takes out the least one that may run on a CPU.
  mutating func take(for cpu: Int, _ host: HostView) -> Int? {
    guard let task = first(for: cpu, host) else { return nil }
    remove(task)
    if let next = entries.first { host.prefetch(Int(next.task)) }
    return task
  }

  /// The least one that may run on a CPU; it stays.
  @inline(__always) func first(for cpu: Int, _ host: HostView) -> Int? {
    guard let first = entries.first else { return nil }
    if host.allows(Int(first.task), on: cpu) { return Int(first.task) }
    return Self.first(of: entries, for: cpu, host)
  }

  /// The least entry of a heap that may run on a CPU, only with tasks that are bound to CPUs: nothing below one that may,
  /// or that is not less than one found, is looked at; all are only if none may run there.
  static func first(of entries: [Entry], for cpu: Int, _ host: HostView) -> Int? {
    var best: Entry?
    var places = [0]
    while let place = places.popLast() {
      let entry = entries[place]
      if let best, best < entry { continue }
      if host.allows(Int(entry.task), on: cpu) {
        best = entry
        continue
      }
      if 2 * place + 2 < entries.count { places.append(2 * place + 2) }
      if 2 * place + 1 < entries.count { places.append(2 * place + 1) }
    }
    return best.map { Int($0.task) }
  }

  private mutating func rise(_ start: Int) {
    var place = start
    let entry = entries[place]
    while place > 0 {
      let parent = (place - 1) / 2
      guard entry < entries[parent] else { break }
      entries[place] = entries[parent]
      places[Int(entries[place].task)] = Int32(place)
      place = parent
    }
    entries[place] = entry
    places[Int(entry.task)] = Int32(place)
  }

  /// True if it moved.
  private mutating func sink(_ start: Int) -> Bool {
    var place = start
    let entry = entries[place]
    while true {
      var child = 2 * place + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
      guard entries[child] < entry else { break }
      entries[place] = entries[child]
      places[Int(entries[place].task)] = Int32(place)
      place = child
    }
    entries[place] = entry
    places[Int(entry.task)] = Int32(place)
    return place != start
  }
}
