/// What happens when no frame is free: the lecture's three answers.
enum FullMemory: String, Sendable, CaseIterable {
  /// The replacement policy chooses a victim page.
  case replace
  /// The process with the most resident pages, other than the faulting one, is swapped out as a whole.
  case swapout
  /// The process with the most resident pages, other than the faulting one, is terminated.
  case terminate
}

/// The memory of the machine: frames, address spaces, backing store, and the pager between them.
///
/// Not copyable, and handed around as `inout`, so that the reference loop pays for no uniqueness or
/// exclusivity checks. The policy is a parameter of everything that may need a victim.
struct Memory: ~Copyable {
  var frames: FrameTable
  var spaces: [AddressSpace] = []
  /// Pages that were written out, by owner; a page whose bytes are all zero has no entry.
  var backing: [Mapping: PageBytes] = [:]
  var counts = Statistics()
  /// Frames under I/O, and whether there are any.
  var locks: [PageLock] = []
  var hasLocks = false
  let pageSize: Int
  let full: FullMemory
  /// Whether zero-fill really zeroes.
  let zeroes: Bool

  init(frames: Int, reserved: Int, pageSize: Int, full: FullMemory, zeroes: Bool) {
    self.frames = FrameTable(count: frames, reserved: reserved)
    self.pageSize = pageSize
    self.full = full
    self.zeroes = zeroes
  }

  private init(copying other: borrowing Memory) {
    frames = other.frames.clone()
    spaces = other.spaces.map { $0.isAlive ? $0.clone() : $0 }
    backing = other.backing
    counts = other.counts
    locks = other.locks
    hasLocks = other.hasLocks
    pageSize = other.pageSize
    full = other.full
    zeroes = other.zeroes
  }

  borrowing func clone() -> Memory { Memory(copying: self) }

  /// The space of the living process `name`.
  func find(_ name: String) -> AddressSpace? {
    spaces.last { $0.isAlive && $0.name == name }
  }

  /// Frames that hold pages of `space`, shared ones included.
  func residentPages(of space: Int) -> Int {
    var count = 0
    spaces[space].table.forEachTouched { _, word in count += Int(word & PageWord.valid) }
    return count
  }

  /// Bytes that a copy of this memory takes, shared page contents aside.
  var footprint: Int {
    frames.footprint + spaces.reduce(0) { $0 + ($1.isAlive ? $1.table.footprint : 0) + 128 }
      + backing.count * 48
  }

  /// Traps with a reason where two tables disagree. For tests.
  func checkInvariants() {
    var used: [Frame: [Mapping]] = [:]
    for space in spaces where space.isAlive {
      space.table.forEachTouched { page, word in
        guard word & PageWord.valid != 0 else { return }
        let kept = frames.bits[PageWord.frame(word)] & FrameBits.kept
        precondition(kept == PageWord.kept(word), "Memory: kept bits of page \(page) differ")
        used[PageWord.frame(word), default: []].append(
          Mapping(space: space.id.index, page: page))
      }
    }
    precondition(used.count == frames.usedCount, "Memory: used frames and valid words differ")
    for (frame, mappings) in used {
      let known = frames.mappings(of: frame)
      precondition(Set(known) == Set(mappings), "Memory: mappings of frame \(frame.index) differ")
      let shared = frames.bits[frame] & FrameBits.shared != 0
      precondition(shared == (mappings.count > 1), "Memory: shared bit of \(frame.index)")
    }
  }
}
