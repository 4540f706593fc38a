/// A past state of a computer, kept by the hypervisor.
///
/// Its memory is an address space that nobody refers to and that shares its frames copy-on-write: its pages are
/// paged like all others. Its harts and devices stand in a computer that never runs and is only copied from, so
/// that copies of the machine can share it.
struct Snapshot {
  let name: String
  /// The memory of the computer that it was made of, among the address spaces.
  let owner: Int
  /// Its own memory.
  let space: Int
  let computer: Computer
  /// The snapshot that the state had come from.
  var parent: String?

  /// What no computer may be called: the name of its memory, as people see it.
  static func spaceName(_ computer: String, _ name: String) -> String { "\(computer)@\(name)" }
}

extension Machine {
  /// The snapshots of a computer, in order of making. Those that had to make room for others are gone.
  func snapshots(of computer: Computer) -> [Snapshot] {
    snapshots.filter { $0.owner == computer.space && memory.spaces[$0.space].isAlive }
  }

  /// Keeps the present state of `computer`, below the snapshot that it comes from.
  ///
  /// - Precondition: the computer has no snapshot of that name.
  func takeSnapshot(of computer: Computer, as name: String, _ execution: Execution) throws {
    dropLostSnapshots()
    computer.synchronise()
    forgetTranslations()
    let space = try change(execution) { memory, _, log in
      let space = memory.addCopy(
        of: computer.space, as: Snapshot.spaceName(computer.name, name), snapshotOf: computer.space)
      _ = memory.shareAll(of: computer.space, with: space, sink: &log)
      return space
    }
    let frozen = computer.copy(for: self, as: computer.name, space: space)
    snapshots.append(
      Snapshot(
        name: name, owner: computer.space, space: space, computer: frozen,
        parent: computer.snapshot))
    computer.snapshot = name
  }

  /// Takes `computer` back to a snapshot of it, which stays. Where runs stop is the person's and stays, too.
  /// Returns how many pages were not as they are now.
  func restore(
    _ computer: Computer, to snapshot: Snapshot, _ execution: Execution
  ) throws -> Int {
    dropLostSnapshots()
    computer.synchronise()
    let changed = try change(execution) { memory, policy, log in
      memory.revert(computer.space, to: snapshot.space, policy: &policy, sink: &log)
    }
    let restored = snapshot.computer.copy(
      for: self, as: computer.name, space: computer.space)
    restored.stops = computer.stops
    restored.snapshot = snapshot.name
    replace(with: restored)
    forgetTranslations()
    return changed
  }

  /// Gives a snapshot up; those below it hang from the one above it.
  func forget(_ snapshot: Snapshot, _ execution: Execution) throws {
    try change(execution) { memory, policy, log in
      memory.end(snapshot.space, "forgotten", policy: &policy, sink: &log)
    }
    dropLostSnapshots()
  }

  /// Snapshots whose memory is gone leave the tree.
  func dropLostSnapshots() {
    for lost in snapshots where !memory.spaces[lost.space].isAlive {
      for index in snapshots.indices
      where snapshots[index].owner == lost.owner && snapshots[index].parent == lost.name {
        snapshots[index].parent = lost.parent
      }
      let owner = computers.last { $0.space == lost.owner }
      if let owner, owner.snapshot == lost.name { owner.snapshot = lost.parent }
    }
    snapshots.removeAll { !memory.spaces[$0.space].isAlive }
  }
}

extension Memory {
  /// Pages of a space that nobody else holds: alone in their frame, or written out for it.
  func ownPages(of space: Int) -> Int {
    var count = 0
    spaces[space].table.forEachTouched { _, word in
      let isAlone = word & PageWord.valid != 0 && !frames.isShared(PageWord.frame(word))
      let isOut = word & (PageWord.valid | PageWord.swapped) == PageWord.swapped
      if isAlone || isOut { count += 1 }
    }
    return count
  }
}
