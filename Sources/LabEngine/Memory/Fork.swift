/// How `fork` gives the child its pages.
enum ForkMode: String, Sendable, CaseIterable {
  /// Parent and child share every frame until one of them writes.
  case cow
  /// Every resident page is copied at once.
  case copy
}

extension Memory {
  /// A child with the same pages as `parent`. Returns how many frames are shared or were copied.
  ///
  /// Pages on disk stay there, with a copy of their own for the child. Copy-on-write costs no virtual time;
  /// an eager copy costs `copy` a page, and may have to make room for it.
  mutating func fork<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ parent: Int, as name: String, mode: ForkMode, policy: inout Policy, sink: inout Sink
  ) -> Int {
    let child = addCopy(of: parent, as: name)
    spaces[child].swappedOut = spaces[parent].swappedOut
    if mode == .cow { return shareAll(of: parent, with: child, sink: &sink) }
    let source = spaces[parent].table
    let table = spaces[child].table
    var resident: [Int] = []
    source.forEachTouched { page, word in
      if word & PageWord.valid == 0 {
        inherit(page, of: source, parent, with: table, child, sink: &sink)
      } else {
        resident.append(page)
      }
    }
    for page in resident { copyFrame(page, of: parent, to: child, policy: &policy, sink: &sink) }
    return resident.count
  }

  /// The parent's page may have left memory while room was made for earlier ones; then the child's copy lies
  /// on disk as well.
  private mutating func copyFrame<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ page: Int, of parent: Int, to child: Int, policy: inout Policy, sink: inout Sink
  ) {
    guard spaces[parent].isAlive, spaces[child].isAlive else { return }
    let table = spaces[child].table
    let from = Mapping(space: UInt32(truncatingIfNeeded: parent), page: page)
    let to = Mapping(space: UInt32(truncatingIfNeeded: child), page: page)
    let before = spaces[parent].table.words[page]
    // What it has on disk the child has too, whether the page is in memory or not.
    if before & PageWord.swapped != 0 { backing[to] = backing[from] }
    guard before & PageWord.valid != 0 else {
      table[page] = before
      return
    }
    let source = PageWord.frame(before)
    guard
      let (frame, victim, dirty) = obtainFrame(
        for: child, 0, pinned: source, table: table, policy: &policy, sink: &sink)
    else { return }
    guard spaces[parent].isAlive, spaces[parent].table.words[page] == before else {
      frames.giveBack(frame)
      return copyFrame(page, of: parent, to: child, policy: &policy, sink: &sink)
    }
    frames.setBytes(frames.bytes[source], of: frame)
    table[page] = PageWord.resident(frame, keeping: before)
    frames.owners[Int(frame.index)] = to
    // The copy exists in memory alone, unless the page was never written.
    let written = frames.bits[source] & FrameBits.dirty
    frames.bits[frame] =
      frames.bits[frame] & FrameBits.bytes | FrameBits.used | written | PageWord.kept(before)
    policy.loaded(frame, at: 0, bits: frames.bits)
    counts.forkcopies += 1
    sink.record(
      AccessRecord(
        .forkCopy, reference: UInt32(truncatingIfNeeded: page), frame: frame,
        space: UInt32(truncatingIfNeeded: child), victim: victim, victimDirty: dirty))
  }
}
