import CPrefetch

extension Memory {
  /// How many references ahead page-table words are fetched: far enough for memory, near enough that the
  /// first-level cache still holds them.
  private static var lookahead: Int { 32 }

  /// Runs the references at `range` of a string for one process. The hot loop of everything.
  ///
  /// A hit costs one page-table word, one byte of frame bits and what the policy does. Returns how far it
  /// came: to the end of `range`, or to where the process was aborted or terminated.
  ///
  /// - Precondition: every page is below `spaces[space].pages`.
  mutating func run<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ references: UnsafePointer<UInt32>, _ range: Range<Int>, space: Int,
    policy: inout Policy, sink: inout Sink
  ) -> Int {
    let table = spaces[space].table
    let words = table.words
    let bits = frames.bits
    let before = counts
    var position = range.lowerBound
    let end = range.upperBound
    let last = end &- 1
    while position < end {
      let coming = references[min(position &+ Memory.lookahead, last)]
      prefetch_to_write(words + Int(coming & 0x7fff_ffff))
      let reference = references[position]
      let word = words[Int(reference & 0x7fff_ffff)]
      if PageWord.need(reference) & ~word == 0 {
        let frame = PageWord.frame(word)
        bits[frame] |= FrameBits.referenced | UInt8(truncatingIfNeeded: (reference >> 31) << 1)
        policy.referenced(frame, at: position)
        if Sink.isActive {
          sink.record(
            AccessRecord(
              .hit, reference: reference, frame: frame, space: UInt32(truncatingIfNeeded: space)))
        }
      } else if !fault(
        reference, position, space: space, table: table, policy: &policy, sink: &sink)
      {
        position &+= 1
        break
      }
      position &+= 1
    }
    withExtendedLifetime(table) {}
    counts.refs += position - range.lowerBound
    spaces[space].refs += position - range.lowerBound
    spaces[space].faults += counts.faults - before.faults
    return position
  }
}
