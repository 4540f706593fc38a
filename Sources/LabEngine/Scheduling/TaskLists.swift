/// Several lists of tasks, first in, first out; a task is in one of them at most. All take constant time.
///
/// The lists share their links, so that the memory is that of the tasks and not of lists times tasks.
struct TaskLists {
  private struct Link: BitwiseCopyable {
    var next: Int32 = -1
    var previous: Int32 = -1
    var list: Int32 = -1
  }

  private struct Ends: BitwiseCopyable {
    var first: Int32 = -1
    var last: Int32 = -1
    var count = 0
  }

  private var links: [Link] = []
  private var ends: [Ends]

  init(_ lists: Int) { ends = Array(repeating: Ends(), count: lists) }

  /// There are at least so many lists from now on.
  mutating func grow(to count: Int) { while ends.count < count { ends.append(Ends()) } }

  @inline(__always) func count(_ list: Int) -> Int { ends[list].count }
  @inline(__always) func isEmpty(_ list: Int) -> Bool { ends[list].first < 0 }
  @inline(__always) func head(_ list: Int) -> Int? {
    ends[list].first < 0 ? nil : Int(ends[list].first)
  }

  /// The task behind another in its list; nil at the end.
  @inline(__always) func following(_ task: Int) -> Int? {
    let next = links[task].next
    return next < 0 ? nil : Int(next)
  }

  /// The list that a task is in.
  @inline(__always) func list(of task: Int) -> Int? {
    task < links.count && links[task].list >= 0 ? Int(links[task].list) : nil
  }

  mutating func append(_ task: Int, to list: Int) {
    insert(task, after: Int(ends[list].last), list)
  }

  mutating func prepend(_ task: Int, to list: Int) { insert(task, after: -1, list) }

  /// Joins a list behind another task, or at its front if that is -1.
  mutating func insert(_ task: Int, after before: Int, _ list: Int) {
    if task >= links.count {
      let more = max(task + 1, links.count * 2) - links.count
      links.append(contentsOf: repeatElement(Link(), count: more))
    }
    let after = before < 0 ? ends[list].first : links[before].next
    links[task] = Link(next: after, previous: Int32(before), list: Int32(list))
    if before < 0 { ends[list].first = Int32(task) } else { links[before].next = Int32(task) }
    if after < 0 { ends[list].last = Int32(task) } else { links[Int(after)].previous = Int32(task) }
    ends[list].count += 1
  }

  /// Does nothing if it is in none.
  mutating func remove(_ task: Int) {
    guard let list = list(of: task) else { return }
    let link = links[task]
    links[task].list = -1
    if link.previous < 0 {
      ends[list].first = link.next
    } else {
      links[Int(link.previous)].next = link.next
    }
    if link.next < 0 {
      ends[list].last = link.previous
    } else {
      links[Int(link.next)].previous = link.previous
    }
    ends[list].count -= 1
  }

  /// The first task of a list that may run on a CPU; it stays.
  @inline(__always) func first(of list: Int, for cpu: Int, _ host: HostView) -> Int? {
    var task = ends[list].first
    while task >= 0 {
      if host.allows(Int(task), on: cpu) { return Int(task) }
      task = links[Int(task)].next
    }
    return nil
  }
}
