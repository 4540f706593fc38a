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
  /// True from its creation to `terminate`, or to the reference that aborted it.
  var isAlive = true
  /// The pages that `swapout` took out of memory, to be brought back by `swapin`; nil while it is in memory.
  var swappedOut: [Int]?
  var refs = 0
  var faults = 0
  /// Why it ended, in words, once it has.
  var ending: String?

  var pages: Int { table.count }

  func clone() -> AddressSpace {
    var copy = AddressSpace(id: id, name: name, fill: fill, table: table.clone())
    copy.isAlive = isAlive
    copy.swappedOut = swappedOut
    copy.refs = refs
    copy.faults = faults
    copy.ending = ending
    return copy
  }

  init(id: SpaceID, name: String, fill: Fill, table: PageTable) {
    self.id = id
    self.name = name
    self.fill = fill
    self.table = table
  }
}
