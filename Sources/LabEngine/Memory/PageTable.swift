/// One page-table word: the frame above five software-visible bits.
///
/// ```
///  31            5   4    3    2   1   0
///  +--------------+----+----+-----+---+---+
///  |    frame     | RO | SW | COW | W | V |     valid (V = 1)
///  +--------------+----+----+-----+---+---+
///  |   0   | INV  | RO | SW |  0  | 0 | 0 |     not resident
///  +-------+------+----+----+-----+---+---+
/// ```
/// Half the size of an Sv39 entry, because a million of them should stay in the cache; `sv39` gives the
/// entry as the privileged manual draws it. The A and D bits stand by frame in `FrameBits`, where they are
/// those of all mappings together.
enum PageWord {
  static let valid: UInt32 = 1
  static let writable: UInt32 = 2
  static let copyOnWrite: UInt32 = 4
  /// A copy lies in the backing store that is not the program's image.
  static let swapped: UInt32 = 8
  static let readOnly: UInt32 = 16
  /// Not part of the address space (only without `valid`).
  static let invalid: UInt32 = 32
  static let frameShift: UInt32 = 5

  @inline(__always) static func frame(_ word: UInt32) -> Frame { Frame(word >> frameShift) }

  /// True if both pages are in memory, in one frame.
  static func isSameFrame(_ a: UInt32, _ b: UInt32) -> Bool {
    a & b & valid != 0 && a >> frameShift == b >> frameShift
  }

  /// The bits that must be set for `reference` to be a plain hit.
  @inline(__always) static func need(_ reference: UInt32) -> UInt32 {
    valid | (reference >> 31) << 1
  }

  @inline(__always) static func resident(_ frame: Frame, keeping word: UInt32) -> UInt32 {
    let kept = word & (swapped | readOnly)
    return frame.index << frameShift | valid | kept | (kept & readOnly == 0 ? writable : 0)
  }

  /// The word of a page in a frame that may not be written to by anybody.
  static func shared(_ frame: Frame, kept: UInt32) -> UInt32 {
    frame.index << frameShift | valid | kept | (kept & readOnly == 0 ? copyOnWrite : 0)
  }

  private static let keptShift: UInt32 = 3
  /// From `FrameBits.dirty` to `swapped`.
  private static let dirtyShift: UInt32 = 2

  /// What stays of a word through load and eviction, as `FrameBits.kept` holds it.
  @inline(__always) static func kept(_ word: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: (word & (swapped | readOnly)) << keptShift)
  }

  /// The word that a page leaves behind, from the bits of its frame: a dirty one was written out.
  @inline(__always) static func left(by bits: UInt8) -> UInt32 {
    // Without a branch, as no processor can guess which victims are dirty.
    UInt32(bits & FrameBits.kept) >> keptShift | UInt32(bits & FrameBits.dirty) << dirtyShift
  }

  /// The entry in the layout of the privileged manual, section 4.4.1 (Sv39): PPN from bit 10, then
  /// RSW D A G U X W R V; the software bit 8 is copy-on-write.
  static func sv39(_ word: UInt32, bits: UInt8) -> UInt64 {
    guard word & valid != 0 else { return 0 }
    var entry = UInt64(word >> frameShift) << 10 | 1 | 1 << 1 | 1 << 4
    if word & writable != 0 { entry |= 1 << 2 }
    if word & readOnly != 0 { entry |= 1 << 3 }
    if bits & FrameBits.referenced != 0 { entry |= 1 << 6 }
    if bits & FrameBits.dirty != 0 { entry |= 1 << 7 }
    if word & copyOnWrite != 0 { entry |= 1 << 8 }
    return entry
  }
}

/// The page-table words of one address space; zero is a page that was never touched.
///
/// Allocated lazily by the operating system: untouched stretches cost neither memory nor time to copy.
final class PageTable {
  static let chunkShift = 12
  let words: UnsafeMutablePointer<UInt32>
  let count: Int
  /// One byte a stretch of 4096 words: set once a word in it was written.
  let touched: UnsafeMutablePointer<UInt8>
  var chunks: Int { (count >> PageTable.chunkShift) + 1 }

  init(pages: Int) {
    count = pages
    words = zeroed(pages)
    touched = zeroed((pages >> PageTable.chunkShift) + 1)
  }

  subscript(page: Int) -> UInt32 {
    get { words[page] }
    set {
      words[page] = newValue
      touched[page >> PageTable.chunkShift] = 1
    }
  }

  func clone() -> PageTable {
    let copy = PageTable(pages: count)
    for chunk in 0..<chunks where touched[chunk] != 0 {
      let first = chunk << PageTable.chunkShift
      let length = min(1 << PageTable.chunkShift, count - first)
      (copy.words + first).update(from: words + first, count: length)
      copy.touched[chunk] = 1
    }
    return copy
  }

  /// Calls `body` with each page whose word is not zero, in order.
  func forEachTouched(_ body: (Int, UInt32) throws -> Void) rethrows {
    for chunk in 0..<chunks where touched[chunk] != 0 {
      let first = chunk << PageTable.chunkShift
      for page in first..<min(first + 1 << PageTable.chunkShift, count) where words[page] != 0 {
        try body(page, words[page])
      }
    }
  }

  /// Bytes that a copy takes.
  var footprint: Int {
    (0..<chunks).reduce(0) { $0 + (touched[$1] != 0 ? 4 << PageTable.chunkShift : 0) }
  }

  deinit {
    release(words)
    release(touched)
  }
}
