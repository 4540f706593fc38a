/// Which pages were written since a round began: what pre-copy migration sends again (Clark et al., "Live
/// Migration of Virtual Machines", NSDI 2005, section 3.1).
///
/// A set and nothing else: the first store of a round to a page comes through `Computer.writable`, as no place
/// in the host's memory is known then, and later ones change nothing. So dropping what is cached changes no
/// result.
struct DirtyPages: Sendable {
  private var words: [UInt64]
  private(set) var count = 0

  init(pages: Int) { words = Array(repeating: 0, count: pages / 64 + 1) }

  mutating func insert(_ page: Int) {
    let bit = UInt64(1) << UInt64(page & 63)
    guard words.indices.contains(page >> 6), words[page >> 6] & bit == 0 else { return }
    words[page >> 6] |= bit
    count += 1
  }

  func contains(_ page: Int) -> Bool {
    words.indices.contains(page >> 6) && words[page >> 6] >> UInt64(page & 63) & 1 != 0
  }

  /// In order.
  var pages: [Int] {
    var list: [Int] = []
    list.reserveCapacity(count)
    for (index, word) in words.enumerated() {
      var left = word
      while left != 0 {
        list.append(index << 6 + left.trailingZeroBitCount)
        left &= left - 1
      }
    }
    return list
  }
}

extension Computer {
  /// From now on pages that are written are noted, by whomever: stores, devices, and page-table walks that set
  /// bits. What was noted before is forgotten.
  func beginDirtyRound() {
    dirtyRound = DirtyPages(pages: pageCount)
    forgetTranslations()
  }

  /// Nothing is noted any more.
  func endDirtyRounds() { dirtyRound = nil }

  /// The pages written since the round began, in order; empty without a round.
  var dirtyPages: [Int] { dirtyRound?.pages ?? [] }
  var dirtyPageCount: Int { dirtyRound?.count ?? 0 }

  func noteWrite(_ page: Int) { dirtyRound?.insert(page) }
}
