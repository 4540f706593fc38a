/// Every frame's bits and the page that lies in it, and which frames are free.
///
/// Frames are taken lowest first, so those above `touched` have never been used: they cost no memory
/// and a copy skips them. A frame's bytes outlive its page until the next page is loaded; that is what a
/// machine without zeroing shows to the next owner.
struct FrameTable: ~Copyable {
  let count: Int
  let reserved: Int
  let bits: FrameBits
  /// The first page that maps each used frame.
  let owners: UnsafeMutablePointer<Mapping>
  /// All mappings, first owner first, of frames that are mapped more than once.
  private(set) var sharers: Sharers
  private(set) var bytes: FrameBytes
  /// How often bytes had to be copied because a checkpoint or another page shared them.
  private(set) var copies = 0
  /// Frames below `touched` that were given back.
  private var freed: HierarchicalBitmap
  private(set) var touched: Int
  private(set) var freeCount: Int

  init(count: Int, reserved: Int) {
    precondition(reserved <= count, "FrameTable: more frames reserved than there are")
    self.count = count
    self.reserved = reserved
    bits = FrameBits(base: zeroed(count), count: count)
    owners = zeroed(count)
    sharers = Sharers(frames: count)
    bytes = FrameBytes(frames: count)
    freed = HierarchicalBitmap(count: count)
    touched = reserved
    freeCount = count - reserved
    for frame in 0..<reserved { bits.base[frame] = FrameBits.reserved }
  }

  private init(copying other: borrowing FrameTable) {
    count = other.count
    reserved = other.reserved
    touched = other.touched
    freeCount = other.freeCount
    copies = other.copies
    sharers = other.sharers.clone(used: other.touched)
    bytes = other.bytes.clone()
    freed = other.freed.clone()
    bits = FrameBits(base: zeroed(count), count: count)
    owners = zeroed(count)
    bits.base.update(from: other.bits.base, count: touched)
    owners.update(from: other.owners, count: touched)
  }

  borrowing func clone() -> FrameTable { FrameTable(copying: self) }

  deinit {
    release(bits.base)
    release(owners)
  }

  /// The lowest-numbered free frame, now taken; nil if there is none.
  @inline(__always) mutating func takeFree() -> Frame? {
    guard freeCount > 0 else { return nil }
    freeCount -= 1
    if let index = freed.first {
      freed.remove(index)
      return Frame(index)
    }
    touched += 1
    return Frame(touched - 1)
  }

  /// Gives a frame back. Its bytes stay until the next page is loaded into it.
  mutating func giveBack(_ frame: Frame) {
    bits[frame] &= FrameBits.bytes
    freed.insert(Int(frame.index))
    freeCount += 1
  }

  var usedCount: Int { count - reserved - freeCount }

  func isUsed(_ frame: Frame) -> Bool { bits[frame] & FrameBits.used != 0 }

  /// Everyone who maps a used frame, first owner first.
  func mappings(of frame: Frame) -> [Mapping] {
    guard isUsed(frame) else { return [] }
    return isShared(frame) ? sharers.all(frame) : [owners[Int(frame.index)]]
  }

  /// How many page-table entries map a frame.
  func mappingCount(of frame: Frame) -> Int {
    guard isUsed(frame) else { return 0 }
    return isShared(frame) ? sharers.count(frame) : 1
  }

  func isShared(_ frame: Frame) -> Bool { bits[frame] & FrameBits.shared != 0 }

  mutating func share(_ frame: Frame, with mapping: Mapping) {
    if !isShared(frame) {
      sharers.append(owners[Int(frame.index)], to: frame)
      bits[frame] |= FrameBits.shared
    }
    sharers.append(mapping, to: frame)
  }

  /// Takes one mapping away from a shared frame.
  mutating func unshare(_ frame: Frame, _ mapping: Mapping) {
    guard isShared(frame) else { return }
    sharers.remove(mapping, from: frame)
    if let first = sharers.first(frame) { owners[Int(frame.index)] = first }
    guard sharers.count(frame) < 2 else { return }
    sharers.removeAll(frame)
    bits[frame] &= ~FrameBits.shared
  }

  /// The page of a shared frame has left all page tables.
  mutating func forgetSharers(of frame: Frame) { sharers.removeAll(frame) }

  /// Puts `content` (nil: zeros) into the frame.
  mutating func setBytes(_ content: PageBytes?, of frame: Frame) {
    bytes.set(content, of: frame)
    if content == nil {
      bits[frame] &= ~FrameBits.bytes
    } else {
      bits[frame] |= FrameBits.bytes
    }
  }

  /// The frame's bytes to write into: its own alone.
  mutating func uniqueBytes(of frame: Frame, size: Int) -> PageBytes {
    let (own, isCopy) = bytes.unique(of: frame, size: size)
    if isCopy { copies += 1 }
    bits[frame] |= FrameBits.bytes
    return own
  }

  /// Bytes that a copy takes, page contents aside (they are shared).
  var footprint: Int { touched * 21 + sharers.footprint + bytes.count * 8 }
}
