/// Ousterhout's matrix of slots by CPUs, of which each place is for one task; tasks of a group stand in one slot.
///
/// First fit: a group goes to the first slot that has room for all of it, which takes O(log slots) for tasks that are
/// not bound to CPUs. Leaving takes as much, and leaves a hole.
struct GangMatrix {
  private struct Spot: BitwiseCopyable {
    var slot: Int32 = -1
    var cpu: Int32 = -1
  }

  private let cpus: Int
  private let words: Int
  /// Tasks by slot and CPU; -1 for nobody.
  private var places: [Int32] = []
  /// Empty places: a bit a CPU, `words` words a slot, and how many they are.
  private var vacant: [UInt64] = []
  private var room = RankTree()
  private var spots: [Spot] = []
  /// Tasks that have a place.
  private(set) var count = 0

  init(cpus: Int) {
    self.cpus = cpus
    words = (cpus + 63) / 64
  }

  var slots: Int { room.count }

  /// The task of a place; -1 for nobody.
  @inline(__always) subscript(slot: Int, cpu: Int) -> Int { Int(places[slot * cpus + cpu]) }

  /// The slot of a task; -1 before it has one, and once it has left.
  @inline(__always) func slot(of task: Int) -> Int {
    task < spots.count ? Int(spots[task].slot) : -1
  }

  /// The CPU of a task in its slot; -1 as for that.
  @inline(__always) func cpu(of task: Int) -> Int {
    task < spots.count ? Int(spots[task].cpu) : -1
  }

  /// The tasks of a slot, by CPU.
  func tasks(of slot: Int) -> [Int] {
    (0..<cpus).map { self[slot, $0] }.filter { $0 >= 0 }
  }

  mutating func removeAll() {
    places = []
    vacant = []
    room = RankTree()
    for task in spots.indices { spots[task] = Spot() }
    count = 0
  }

  /// Does nothing if it has no place.
  mutating func remove(_ task: Int) {
    let (slot, cpu) = (slot(of: task), cpu(of: task))
    guard slot >= 0 else { return }
    places[slot * cpus + cpu] = -1
    vacant[slot * words + cpu >> 6] |= 1 << UInt64(cpu & 63)
    room.set(slot, room[slot] + 1)
    spots[task] = Spot()
    count -= 1
  }

  /// A group of tasks, at most as many as there are CPUs, gets its places: in one slot, or where they are bound so
  /// that no slot could hold them all, in new ones.
  mutating func place(_ group: [Int], _ host: HostView) {
    var next = room.first(atLeast: group.count)
    while let slot = next {
      if put(group, slot, host, partly: false) == group.count { return }
      // Only with tasks that are bound to CPUs.
      next = room.first(atLeast: group.count, from: slot + 1)
    }
    var rest = group[...]
    while !rest.isEmpty {
      places.append(contentsOf: repeatElement(-1, count: cpus))
      vacant.append(contentsOf: CPUSet.full(cpus).words)
      room.append(cpus)
      // At least the first of them fits an empty slot.
      rest = rest.dropFirst(max(1, put(Array(rest), slots - 1, host, partly: true)))
    }
  }

  /// Puts tasks into a slot, all or, if told so, as many as fit; how many.
  private mutating func put(_ group: [Int], _ slot: Int, _ host: HostView, partly: Bool) -> Int {
    var free = Array(vacant[slot * words..<(slot + 1) * words])
    var taken: [Int] = []
    for task in group {
      guard let cpu = Self.first(of: free, for: task, host) else { break }
      free[cpu >> 6] &= ~(1 << UInt64(cpu & 63))
      taken.append(cpu)
    }
    guard partly || taken.count == group.count else { return 0 }
    vacant.replaceSubrange(slot * words..<(slot + 1) * words, with: free)
    room.set(slot, room[slot] - taken.count)
    for (task, cpu) in zip(group, taken) {
      places[slot * cpus + cpu] = Int32(task)
      while spots.count <= task { spots.append(Spot()) }
      spots[task] = Spot(slot: Int32(slot), cpu: Int32(cpu))
    }
    count += taken.count
    return taken.count
  }

  /// The first CPU of a set that a task may use.
  private static func first(of set: [UInt64], for task: Int, _ host: HostView) -> Int? {
    for word in set.indices {
      var bits = set[word]
      while bits != 0 {
        let cpu = word << 6 + bits.trailingZeroBitCount
        if host.allows(task, on: cpu) { return cpu }
        bits &= bits - 1
      }
    }
    return nil
  }

  /// Traps with a reason where its tables disagree. For tests.
  func checkInvariants() {
    var found = 0
    for slot in 0..<slots {
      var empty = 0
      for cpu in 0..<cpus {
        let task = self[slot, cpu]
        let isVacant = vacant[slot * words + cpu >> 6] >> UInt64(cpu & 63) & 1 != 0
        precondition(isVacant == (task < 0), "GangMatrix: an empty place is not known as such")
        empty += task < 0 ? 1 : 0
        guard task >= 0 else { continue }
        found += 1
        precondition(
          self.slot(of: task) == slot && self.cpu(of: task) == cpu, "GangMatrix: a task is lost")
      }
      precondition(room[slot] == empty, "GangMatrix: the room in a slot is miscounted")
    }
    precondition(found == count, "GangMatrix: tasks are miscounted")
  }
}
