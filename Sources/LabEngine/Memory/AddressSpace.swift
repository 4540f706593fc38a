/// What the pages of a process are backed by before they are first written.
enum Fill: String, Sendable, CaseIterable {
  /// The program's image on disk: a first reference is a page-in.
  case image
  /// Nothing: a first reference is given a zeroed frame.
  case zero
}

/// One process's pages: its page table, and what the machine counts for it.
struct AddressSpace {
  let id: SpaceID
  let name: String
  let fill: Fill
  let table: PageTable
  /// The contents of a guest's program, by page: those lie on disk, the rest of its memory is anonymous.
  /// A page that was given back is none of it any more.
  var program: [Int: PageBytes]
  /// True for the memory of a computer.
  let isGuest: Bool
  /// The space whose past state this one keeps; nil unless it is a snapshot, which nobody refers to.
  let snapshotOf: Int?
  /// True from its creation to `terminate`, or to the reference that aborted it.
  var isAlive = true
  /// The pages that `swapout` took out of memory, to be brought back by `swapin`; nil while it is in memory.
  var swappedOut: [Int]?
  var refs = 0
  var faults = 0
  /// Why it ended, in words, once it has.
  var ending: String?

  var pages: Int { table.count }
  /// What it belongs to, in a word.
  var kind: String { isSnapshot ? "snapshot" : isGuest ? "computer" : "process" }
  var isSnapshot: Bool { snapshotOf != nil }

  /// True if a page that was never written out is read from disk.
  @inline(__always) func isOnDisk(_ page: Int) -> Bool {
    fill == .image || (!program.isEmpty && program[page] != nil)
  }

  func clone() -> AddressSpace {
    var copy = AddressSpace(
      id: id, name: name, fill: fill, table: table.clone(), program: program, isGuest: isGuest,
      snapshotOf: snapshotOf)
    copy.isAlive = isAlive
    copy.swappedOut = swappedOut
    copy.refs = refs
    copy.faults = faults
    copy.ending = ending
    return copy
  }

  init(
    id: SpaceID, name: String, fill: Fill, table: PageTable, program: [Int: PageBytes] = [:],
    isGuest: Bool = false, snapshotOf: Int? = nil
  ) {
    self.snapshotOf = snapshotOf
    self.program = program
    self.isGuest = isGuest
    self.id = id
    self.name = name
    self.fill = fill
    self.table = table
  }
}
