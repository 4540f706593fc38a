extension Memory {
  /// A guest uses a page of its memory: as a reference does it, but counted apart.
  ///
  /// `isNewUse` says that the policy has not seen a use of the page for a while and is to be told. False if the
  /// guest did not survive it.
  mutating func touch<Policy: ReplacementPolicy & ~Copyable>(
    _ page: Int, of space: Int, writes: Bool, isNewUse: Bool, policy: inout Policy,
    sink: inout LogSink
  ) -> Bool {
    let table = spaces[space].table
    let reference = Reference(page: page, isWrite: writes).bits
    let word = table.words[page]
    let first = sink.records.count
    if PageWord.need(reference) & ~word == 0 {
      let frame = PageWord.frame(word)
      if writes { frames.bits[frame] |= FrameBits.dirty }
      if isNewUse {
        frames.bits[frame] |= FrameBits.referenced
        policy.referenced(frame, at: 0)
        sink.record(
          AccessRecord(
            .hit, reference: reference, frame: frame, space: UInt32(truncatingIfNeeded: space)))
      }
    } else {
      let before = counts
      let survived = fault(
        reference, 0, space: space, table: table, policy: &policy, sink: &sink)
      counts.guestFaults += counts.faults - before.faults
      counts.guestCopyFaults += counts.cowfaults - before.cowfaults
      spaces[space].faults += counts.faults - before.faults
      guard survived else { return false }
    }
    for index in first..<sink.records.count where sink.records[index].outcome.isReference {
      sink.records[index].isGuest = true
    }
    return true
  }

  /// The bytes of a resident page, to be read.
  func bytes(of page: Int, space: Int) -> UnsafeMutableRawPointer {
    let frame = PageWord.frame(spaces[space].table.words[page])
    guard let own = frames.bytes[frame] else { return Memory.zeroPage }
    return UnsafeMutableRawPointer(own.base)
  }

  /// The same, to be written to: nobody else sees them.
  mutating func uniqueBytes(of page: Int, space: Int) -> UnsafeMutableRawPointer {
    let frame = PageWord.frame(spaces[space].table.words[page])
    return UnsafeMutableRawPointer(frames.uniqueBytes(of: frame, size: pageSize).base)
  }

  /// What a frame without bytes of its own reads as. Never written to.
  nonisolated(unsafe) static let zeroPage: UnsafeMutableRawPointer = UnsafeMutableRawPointer(
    zeroed(4096) as UnsafeMutablePointer<UInt8>)
}
