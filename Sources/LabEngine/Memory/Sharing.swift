/// Copy-on-write between whole address spaces: what fork, clone and snapshot have in common.
extension Memory {
  /// A new space as large as `source` and backed by the same program, all of whose pages are untouched.
  mutating func addCopy(of source: Int, as name: String, snapshotOf owner: Int? = nil) -> Int {
    let index = spaces.count
    let space = AddressSpace(
      id: SpaceID(index), name: name, fill: spaces[source].fill,
      table: PageTable(pages: spaces[source].pages), program: spaces[source].program,
      isGuest: spaces[source].isGuest, snapshotOf: owner)
    spaces.append(space)
    counts.commandEvents += 1
    return index
  }

  /// Gives `target`, whose pages are untouched, all pages of `source`: those in memory are shared until one of
  /// them is written, those on disk have a copy there for each. Returns how many frames are shared.
  mutating func shareAll<Sink: AccessSink>(
    of source: Int, with target: Int, sink: inout Sink
  ) -> Int {
    let (from, to) = (spaces[source].table, spaces[target].table)
    var shared = 0
    from.forEachTouched { page, word in
      inherit(page, of: from, source, with: to, target, sink: &sink)
      shared += Int(word & PageWord.valid)
    }
    return shared
  }

  /// Takes `space` back to what `saved` keeps. Pages that still lie in the same place stay there; the
  /// others are given up, and shared anew. Returns how many pages were not as they are now.
  mutating func revert<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ space: Int, to saved: Int, policy: inout Policy, sink: inout Sink
  ) -> Int {
    let (own, kept) = (spaces[space].table, spaces[saved].table)
    var changed = 0
    own.forEachTouched { page, word in
      if isShared(page, word, kept.words[page], space, saved) { return }
      discard(page, of: space, own, policy: &policy, sink: &sink)
      if kept.words[page] == 0 { changed += 1 }
    }
    kept.forEachTouched { page, word in
      guard own.words[page] == 0 else { return }
      inherit(page, of: kept, saved, with: own, space, sink: &sink)
      changed += 1
    }
    spaces[space].program = spaces[saved].program
    spaces[space].swappedOut = nil
    counts.commandEvents += 1
    return changed
  }

  /// True if two spaces have a page in the same place: in one frame, or in one copy on disk.
  private func isShared(
    _ page: Int, _ word: UInt32, _ other: UInt32, _ space: Int, _ saved: Int
  ) -> Bool {
    if PageWord.isSameFrame(word, other) { return true }
    guard word == other, word & PageWord.valid == 0 else { return false }
    return backing[Mapping(space: UInt32(truncatingIfNeeded: space), page: page)]
      === backing[Mapping(space: UInt32(truncatingIfNeeded: saved), page: page)]
  }

  /// A page is forgotten, with whatever it held: it is untouched afterwards.
  mutating func discard<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ page: Int, of space: Int, _ table: PageTable, policy: inout Policy, sink: inout Sink
  ) {
    let word = table.words[page]
    let mapping = Mapping(space: UInt32(truncatingIfNeeded: space), page: page)
    if word & PageWord.valid != 0 {
      drop(mapping, PageWord.frame(word), policy: &policy, sink: &sink)
    }
    if word & PageWord.swapped != 0 { backing[mapping] = nil }
    table.words[page] = 0
  }

  /// One page of `shareAll`: `target` has it as `source` has it.
  mutating func inherit<Sink: AccessSink>(
    _ page: Int, of from: PageTable, _ source: Int, with to: PageTable, _ target: Int,
    sink: inout Sink
  ) {
    var word = from.words[page]
    let copy = Mapping(space: UInt32(truncatingIfNeeded: target), page: page)
    if word & PageWord.swapped != 0,
      let saved = backing[Mapping(space: UInt32(truncatingIfNeeded: source), page: page)]
    {
      backing[copy] = saved
    }
    guard word & PageWord.valid != 0 else {
      to[page] = word
      return
    }
    if word & PageWord.readOnly == 0 {
      word = word & ~PageWord.writable | PageWord.copyOnWrite
    }
    from.words[page] = word
    to[page] = word
    let frame = PageWord.frame(word)
    frames.share(frame, with: copy)
    sink.record(
      AccessRecord(
        .shared, reference: UInt32(truncatingIfNeeded: page), frame: frame,
        space: UInt32(truncatingIfNeeded: target)))
  }
}
