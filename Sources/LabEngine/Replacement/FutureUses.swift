/// When each loaded frame is used next, as far as the current string tells: what OPT and its opposite know.
///
/// Positions of next uses are a bitmap, since no two frames are used at one position: the frame used
/// farthest ahead is its highest bit, and a hit moves one bit. Frames of which no use is known (never again
/// in this string, a page of another process, or no string runs) stand in a second bitmap.
///
/// Invariant: a loaded frame is either in `unknown`, with `useOf` 0, or `useOf` is its position + 1 and that
/// position is in `positions`.
struct FutureUses: ~Copyable {
  private var future: Future?
  /// The string's, or nil while none runs.
  private var nextUse: UnsafeMutablePointer<UInt32>?
  private var positions = HierarchicalBitmap(count: 0)
  /// A position of this string with its page, probably the one that is asked for next; never a wrong page.
  private var foreseen = (position: -1, page: 0)
  private var unknown: HierarchicalBitmap
  private let useOf: ZeroedMemory<UInt32>
  /// Frames from here on were never loaded.
  private var fresh = 0

  init(frames: Int) {
    unknown = HierarchicalBitmap(count: frames)
    useOf = ZeroedMemory(count: frames)
  }

  private init(
    _ future: Future?, positions: consuming HierarchicalBitmap,
    unknown: consuming HierarchicalBitmap, useOf: consuming ZeroedMemory<UInt32>, fresh: Int
  ) {
    self.future = future
    nextUse = future?.nextUse
    self.positions = positions
    self.unknown = unknown
    self.useOf = useOf
    self.fresh = fresh
  }

  mutating func begin(_ future: Future, resident: [(frame: Frame, page: Int)]) {
    end()
    self.future = future
    nextUse = future.nextUse
    foreseen.position = -1
    positions = HierarchicalBitmap(count: future.count)
    for (frame, page) in resident {
      let use = future.first(page)
      if use == Future.never { continue }
      unknown.remove(Int(frame.index))
      expect(frame, at: use)
    }
  }

  mutating func end() {
    guard future != nil else { return }
    for frame in 0..<fresh where useOf[frame] != 0 {
      useOf[frame] = 0
      unknown.insert(frame)
    }
    future = nil
    nextUse = nil
    positions = HierarchicalBitmap(count: 0)
  }

  @inline(__always) mutating func loaded(_ frame: Frame, at position: Int) {
    fresh = max(fresh, Int(frame.index) &+ 1)
    learn(frame, at: position)
  }

  @inline(__always) mutating func referenced(_ frame: Frame, at position: Int) {
    guard nextUse != nil else { return }
    if useOf[frame.index] == UInt32(truncatingIfNeeded: position) &+ 1 {
      positions.remove(position)
    } else {
      removed(frame)
    }
    learn(frame, at: position)
  }

  /// The page left the frame.
  mutating func removed(_ frame: Frame) {
    let use = useOf[frame.index]
    if use == 0 {
      unknown.remove(Int(frame.index))
    } else {
      useOf[frame.index] = 0
      positions.remove(Int(use) &- 1)
    }
  }

  /// The page stays, and the string's process does not use this frame any more.
  mutating func detached(_ frame: Frame) {
    removed(frame)
    unknown.insert(Int(frame.index))
  }

  /// The lowest frame, other than `pinned`, of which no use is known.
  @inline(__always) func firstUnknown(except pinned: Frame?) -> Frame? {
    guard let frame = unknown.first else { return nil }
    if let pinned, Int(pinned.index) == frame {
      return unknown.first(from: frame + 1).map { Frame($0) }
    }
    return Frame(frame)
  }

  /// The frame, other than the pinned one, whose known next use is farthest ahead.
  @inline(__always) mutating func farthest(_ view: FaultView) -> Frame? {
    guard let position = positions.last else { return nil }
    let page = position == foreseen.position ? foreseen.page : page(at: position)
    let frame = Frame(view.pageTable[page] &>> 5)
    guard let second = positions.last(below: position) else {
      return frame == view.pinned ? nil : frame
    }
    // The reference there lies far ahead and in no cache: it is fetched now, while nothing waits for it.
    foreseen = (second, self.page(at: second))
    return frame == view.pinned ? self.frame(usedAt: second, view) : frame
  }

  /// The frame, other than the pinned one, whose known next use is nearest.
  @inline(__always) func nearest(_ view: FaultView) -> Frame? {
    guard let position = positions.first else { return nil }
    let frame = frame(usedAt: position, view)
    guard frame == view.pinned else { return frame }
    return positions.first(from: position + 1).map { self.frame(usedAt: $0, view) }
  }

  borrowing func clone() -> FutureUses {
    FutureUses(
      future, positions: positions.clone(), unknown: unknown.clone(),
      useOf: useOf.clone(used: fresh), fresh: fresh)
  }

  borrowing func checkInvariants(bits: FrameBits) {
    var known: Set<Int> = []
    for frame in 0..<useOf.count {
      let isUsed = bits[Frame(frame)] & FrameBits.used != 0
      let use = Int(useOf[frame])
      precondition(isUsed == (use != 0 || unknown.contains(frame)), "FutureUses: frame \(frame)")
      precondition(use == 0 || !unknown.contains(frame), "FutureUses: frame \(frame) is in both")
      if use == 0 { continue }
      precondition(known.insert(use - 1).inserted, "FutureUses: two frames used at \(use - 1)")
      precondition(positions.contains(use - 1), "FutureUses: position \(use - 1) is missing")
    }
    var position = positions.first
    while let place = position {
      precondition(known.contains(place), "FutureUses: no frame is used at \(place)")
      position = positions.first(from: place + 1)
    }
    positions.checkInvariants()
    unknown.checkInvariants()
  }

  /// Notes the next use after `position` of the page in `frame`, of which nothing is noted now.
  @inline(__always) private mutating func learn(_ frame: Frame, at position: Int) {
    if let nextUse {
      let use = nextUse[position]
      if use != Future.never {
        expect(frame, at: use)
        return
      }
    }
    useOf[frame.index] = 0
    unknown.insert(Int(frame.index))
  }

  @inline(__always) private mutating func expect(_ frame: Frame, at use: UInt32) {
    positions.insert(Int(use))
    useOf[frame.index] = use &+ 1
  }

  @inline(__always) private func frame(usedAt position: Int, _ view: FaultView) -> Frame {
    Frame(view.pageTable[page(at: position)] &>> 5)
  }

  @inline(__always) private func page(at position: Int) -> Int {
    guard let future else { preconditionFailure("FutureUses: a use without a string") }
    return Int(future.references[position] & 0x7fff_ffff)
  }
}
