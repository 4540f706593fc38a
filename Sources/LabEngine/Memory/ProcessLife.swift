extension Memory {
  /// A new process, all of whose pages are untouched.
  mutating func create(
    _ name: String, pages: Int, fill: Fill, invalid: [ClosedRange<Int>] = [],
    readOnly: [ClosedRange<Int>] = []
  ) {
    let table = PageTable(pages: pages)
    for range in readOnly { for page in range { table[page] |= PageWord.readOnly } }
    for range in invalid { for page in range { table[page] = PageWord.invalid } }
    spaces.append(AddressSpace(id: SpaceID(spaces.count), name: name, fill: fill, table: table))
    counts.commandEvents += 1
  }

  /// Ends a process: its frames become free, except those that others still map.
  mutating func end<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ space: Int, _ why: String, policy: inout Policy, sink: inout Sink
  ) {
    let table = spaces[space].table
    table.forEachTouched { page, _ in
      discard(page, of: space, table, policy: &policy, sink: &sink)
    }
    spaces[space].isAlive = false
    spaces[space].swappedOut = nil
    spaces[space].ending = why
    counts.commandEvents += 1
    for index in spaces.indices where spaces[index].snapshotOf == space && spaces[index].isAlive {
      end(index, why, policy: &policy, sink: &sink)
    }
  }

  /// One mapping of a frame goes; the last one frees it.
  mutating func drop<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ mapping: Mapping, _ frame: Frame, written: Bool = false,
    as outcome: (alone: Outcome, shared: Outcome) = (.removed, .unshared), policy: inout Policy,
    sink: inout Sink
  ) {
    let isShared = frames.isShared(frame)
    defer {
      sink.record(
        AccessRecord(
          isShared ? outcome.shared : outcome.alone,
          reference: UInt32(truncatingIfNeeded: mapping.page),
          frame: frame, space: UInt32(truncatingIfNeeded: mapping.space), victimDirty: written))
    }
    if isShared {
      frames.unshare(frame, mapping)
      policy.detached(frame)
    } else {
      policy.removed(frame)
      frames.giveBack(frame)
    }
  }

  /// Writes out the dirty pages of a process and frees its frames; it keeps the list for `swapIn`.
  mutating func swapOut<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ space: Int, policy: inout Policy, sink: inout Sink
  ) {
    let table = spaces[space].table
    var pages: [Int] = []
    table.forEachTouched { page, word in
      guard word & PageWord.valid != 0 else { return }
      let frame = PageWord.frame(word)
      let bits = frames.bits[frame]
      if bits & FrameBits.dirty != 0 { counts.pageouts += 1 }
      let mapping = Mapping(space: UInt32(truncatingIfNeeded: space), page: page)
      leave(frame, mapping, bits)
      drop(
        mapping, frame, written: bits & FrameBits.dirty != 0, policy: &policy, sink: &sink)
      pages.append(page)
    }
    spaces[space].swappedOut = pages
    counts.commandEvents += 1
  }

  /// Brings back the pages that `swapOut` took, each at the price of a page-in. Anonymous pages that were
  /// never written come back by zero-fill when they are touched.
  mutating func swapIn<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ space: Int, policy: inout Policy, sink: inout Sink
  ) -> Int {
    let table = spaces[space].table
    var brought = 0
    let list = spaces[space].swappedOut ?? []
    spaces[space].swappedOut = nil
    counts.commandEvents += 1
    for page in list {
      let word = table.words[page]
      let onDisk = word & PageWord.swapped != 0 || spaces[space].isOnDisk(page)
      guard word & PageWord.valid == 0, onDisk else { continue }
      guard
        let (frame, victim, dirty) = obtainFrame(
          for: space, 0, pinned: nil, table: table, policy: &policy, sink: &sink)
      else { break }
      counts.pageins += 1
      counts.swapins += 1
      place(page, of: space, in: frame, table: table, fromDisk: true)
      frames.bits[frame] =
        frames.bits[frame] & FrameBits.bytes | FrameBits.used | PageWord.kept(word)
      policy.loaded(frame, at: 0, bits: frames.bits)
      brought += 1
      sink.record(
        AccessRecord(
          .swappedIn, reference: UInt32(truncatingIfNeeded: page), frame: frame,
          space: UInt32(truncatingIfNeeded: space), victim: victim, victimDirty: dirty))
    }
    return brought
  }

  /// `full=swapout` and `full=terminate`: the process with the most resident pages, other than the one that
  /// faults, goes; among equals the youngest. Without another one the faulting process is terminated, or
  /// for `swapout` replaces a page of its own.
  ///
  /// True if another process went; its frames are free unless somebody shares them.
  mutating func makeRoom<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    for space: Int, _ position: Int, policy: inout Policy, sink: inout Sink
  ) -> Bool {
    var largest: (space: Int, pages: Int)?
    for other in spaces.indices where other != space && spaces[other].isAlive {
      let pages = residentPages(of: other)
      if pages > 0 && pages >= largest?.pages ?? 0 { largest = (other, pages) }
    }
    guard let largest else {
      if full == .terminate {
        end(space, "terminated: memory was full", policy: &policy, sink: &sink)
      }
      return false
    }
    if full == .swapout {
      swapOut(largest.space, policy: &policy, sink: &sink)
    } else {
      end(largest.space, "terminated: memory was full", policy: &policy, sink: &sink)
    }
    return true
  }
}
