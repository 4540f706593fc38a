/// Sharing of equal pages by content, after Waldspurger, "Memory Resource Management in VMware ESX Server",
/// OSDI 2002, section 4: frames with the same hash are compared, and equal ones become one.
extension Memory {
  struct Merging {
    /// Pages that lie in another frame than before.
    var pages = 0
    /// Frames that became free.
    var frames = 0
    /// Frames that were looked at.
    var scanned = 0
  }

  /// Merges all frames of guests and their snapshots that hold the same bytes into the lowest-numbered of them,
  /// which all their pages map copy-on-write from then on. The pages may be of one space and of several, and
  /// have any numbers.
  mutating func mergeEqualFrames<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    policy: inout Policy, sink: inout Sink
  ) -> Merging {
    var merging = Merging()
    var kept: [UInt64: [Frame]] = [:]
    let zero = PageBytes.zeros(size: pageSize)
    let hashOfZero = zero.contentHash
    counts.commandEvents += 1
    for index in frames.reserved..<frames.touched {
      let frame = Frame(index)
      guard frames.isUsed(frame), holdsGuest(frame) else { continue }
      merging.scanned += 1
      let bytes = frames.bytes[frame]
      let hash = bytes?.contentHash ?? hashOfZero
      let same = kept[hash]?.first { (frames.bytes[$0] ?? zero).hasSameContent(as: bytes ?? zero) }
      guard let same else {
        kept[hash, default: []].append(frame)
        continue
      }
      merging.pages += merge(frame, into: same, policy: &policy, sink: &sink)
      merging.frames += 1
    }
    return merging
  }

  /// Processes refer to pages that have no contents unless somebody writes some: merging them would say nothing.
  private func holdsGuest(_ frame: Frame) -> Bool {
    spaces[frames.owners[Int(frame.index)].space].isGuest
  }

  /// Moves the pages in `frame` into `target`, which holds the same bytes. Returns how many there are.
  private mutating func merge<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ frame: Frame, into target: Frame, policy: inout Policy, sink: inout Sink
  ) -> Int {
    let moving = frames.mappings(of: frame)
    let kept = mergeBits(of: frame, into: target)
    for (index, mapping) in moving.enumerated() {
      let isLast = index == moving.count - 1
      record(isLast ? .removed : .unshared, mapping, frame, sink: &sink)
      spaces[mapping.space].table[mapping.page] = PageWord.shared(target, kept: kept)
      frames.share(target, with: mapping)
      record(.merged, mapping, target, sink: &sink)
    }
    policy.removed(frame)
    frames.forgetSharers(of: frame)
    frames.giveBack(frame)
    // Equal bytes need not lie in the host's memory twice, even in a free frame.
    frames.setBytes(frames.bytes[target], of: frame)
    counts.merges += moving.count
    return moving.count
  }

  /// The frame is dirty if one of the pages has no copy on disk that it could come back from: it was written, or
  /// the pages do not agree on where their copies lie. Then an eviction writes it out for all of them.
  ///
  /// Returns what the words of all its pages keep.
  private mutating func mergeBits(of frame: Frame, into target: Frame) -> UInt32 {
    let (moving, staying) = (frames.bits[frame], frames.bits[target])
    var bits = staying | moving & (FrameBits.dirty | FrameBits.referenced | FrameBits.kept)
    if (moving ^ staying) & FrameBits.kept != 0 { bits |= FrameBits.dirty }
    frames.bits[target] = bits
    let kept = PageWord.left(by: bits & FrameBits.kept)
    if staying & FrameBits.shared == 0 || (bits ^ staying) & FrameBits.kept != 0 {
      for mapping in frames.mappings(of: target) {
        spaces[mapping.space].table[mapping.page] = PageWord.shared(target, kept: kept)
      }
    }
    return kept
  }

  private func record<Sink: AccessSink>(
    _ outcome: Outcome, _ mapping: Mapping, _ frame: Frame, sink: inout Sink
  ) {
    sink.record(
      AccessRecord(
        outcome, reference: UInt32(truncatingIfNeeded: mapping.page), frame: frame,
        space: UInt32(truncatingIfNeeded: mapping.space)))
  }
}

extension PageBytes {
  /// The same for the same bytes, on every machine.
  fileprivate var contentHash: UInt64 {
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
    var offset = 0
    while offset < size {
      hash = (hash ^ self[word: offset]) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash >> 32
      offset += 8
    }
    return hash
  }

  fileprivate func hasSameContent(as other: PageBytes) -> Bool {
    if self === other { return true }
    var offset = 0
    while offset < size {
      if self[word: offset] != other[word: offset] { return false }
      offset += 8
    }
    return true
  }
}
