/// Pages that their owner does not need any more, as a balloon in a guest finds them.
extension Memory {
  /// The pages of a space that are in memory, in order.
  func residentPageList(of space: Int) -> [Int] {
    var list: [Int] = []
    spaces[space].table.forEachTouched { page, word in
      if word & PageWord.valid != 0 { list.append(page) }
    }
    return list
  }

  /// A page is given back without being written out: it lies nowhere afterwards, and reads as zeros when it is
  /// touched again, also where it was part of a program. True if it held something.
  mutating func release<Policy: ReplacementPolicy & ~Copyable, Sink: AccessSink>(
    _ page: Int, of space: Int, policy: inout Policy, sink: inout Sink
  ) -> Bool {
    let table = spaces[space].table
    let word = table.words[page]
    let isHeld =
      word & (PageWord.valid | PageWord.swapped) != 0 || spaces[space].program[page] != nil
    guard isHeld else { return false }
    if word & PageWord.valid != 0 {
      drop(
        Mapping(space: UInt32(truncatingIfNeeded: space), page: page), PageWord.frame(word),
        as: (alone: .released, shared: .releasedShared), policy: &policy, sink: &sink)
    }
    // What it leaves on disk needs no access to the disk: it is only forgotten.
    if word & PageWord.swapped != 0 {
      backing[Mapping(space: UInt32(truncatingIfNeeded: space), page: page)] = nil
    }
    spaces[space].program[page] = nil
    table.words[page] = 0
    counts.released += 1
    return true
  }
}
