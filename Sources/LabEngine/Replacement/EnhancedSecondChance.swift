/// Second chance by reference bit and dirty bit: a clean victim is cheaper, as it need not be written out.
struct EnhancedSecondChance: ReplacementPolicy, ~Copyable {
  static let description = PolicyDescription(
    name: "esc",
    summary: "Enhanced second chance: neither referenced nor dirty first, then dirty alone.",
    conventions: """
      One round of the hand looks for (0,0), neither referenced nor dirty, and clears nothing; the next looks \
      for (0,1), not referenced but dirty, and clears the reference bit of each frame that it passes; then \
      both again. Frames go by number; the hand starts at frame 0, stays where it stopped, and moves past the \
      frame whose page it replaced. Loading a page sets its reference bit. Silberschatz, Galvin and Gagne, \
      Operating System Concepts, section 10.4.5.3.
      """,
    parameters: [],
    looksAhead: false)

  static func reason(_ victim: VictimLife) -> String {
    "the first at the hand of the lowest class (referenced, dirty); last used at reference \(victim.lastUse)"
  }

  private var hand: ClockHand
  /// Every frame whose bits are (0,0), and some that were but have been used since.
  ///
  /// Dirty bits are never cleared under a page and reference bits by this policy alone, so that all are known
  /// once the bits were looked at: the round for (0,0) need not pass over every frame at every fault.
  private var clean: HierarchicalBitmap
  private var hasLooked = false

  private static let both = FrameBits.referenced | FrameBits.dirty

  init(frames: Int, parameters: [Int], seed: UInt64) {
    hand = ClockHand(frames: frames)
    clean = HierarchicalBitmap(count: frames)
  }

  private init(copying other: borrowing EnhancedSecondChance) {
    hand = other.hand
    clean = other.clean.clone()
    hasLooked = other.hasLooked
  }

  @inline(__always) mutating func loaded(_ frame: Frame, at position: Int, bits: FrameBits) {
    bits[frame] |= FrameBits.referenced
  }

  // The second pair of rounds finds all bits clear, and so a frame if there is one.
  mutating func victim(_ view: FaultView) -> Frame? {
    look(view.bits)
    for _ in 0..<2 {
      if let frame = nextClean(from: hand.next, view) ?? nextClean(from: 0, view) {
        hand.pass(Int(frame.index))
        return frame
      }
      if let frame = nextDirty(view) { return frame }
    }
    return nil
  }

  mutating func removed(_ frame: Frame) { clean.remove(Int(frame.index)) }

  borrowing func clone() -> EnhancedSecondChance { EnhancedSecondChance(copying: self) }

  borrowing func checkInvariants(bits: FrameBits) {
    hand.checkInvariants(bits: bits)
    clean.checkInvariants()
    for frame in 0..<bits.count where hasLooked && Self.isClean(bits[Frame(frame)]) {
      precondition(clean.contains(frame), "EnhancedSecondChance: frame \(frame) is not known")
    }
  }

  /// Learns the bits that an earlier policy left.
  private mutating func look(_ bits: FrameBits) {
    guard !hasLooked else { return }
    hasLooked = true
    for frame in 0..<bits.count where Self.isClean(bits[Frame(frame)]) { clean.insert(frame) }
  }

  /// The first frame with (0,0) from `start` to the last frame.
  private mutating func nextClean(from start: Int, _ view: FaultView) -> Frame? {
    var start = start
    while let index = clean.first(from: start) {
      let frame = Frame(index)
      if !Self.isClean(view.bits[frame]) {
        clean.remove(index)
      } else if view.mayGo(frame) {
        return frame
      }
      start = index + 1
    }
    return nil
  }

  /// A round for (0,1), which clears the reference bits that it passes.
  private mutating func nextDirty(_ view: FaultView) -> Frame? {
    var hand = self.hand
    defer { self.hand = hand }
    return hand.sweep(rounds: 1, view) { frame, bits in
      if bits & Self.both == FrameBits.dirty { return .take }
      if bits & FrameBits.dirty == 0 { clean.insert(frame) }
      return .clear
    }
  }

  private static func isClean(_ bits: UInt8) -> Bool {
    bits & (FrameBits.used | both) == FrameBits.used
  }
}
