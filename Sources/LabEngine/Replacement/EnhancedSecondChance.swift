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

  init(frames: Int, parameters: [Int], seed: UInt64) { hand = ClockHand(frames: frames) }
  private init(_ hand: ClockHand) { self.hand = hand }

  @inline(__always) mutating func loaded(_ frame: Frame, at position: Int, bits: FrameBits) {
    bits[frame] |= FrameBits.referenced
  }

  // The second pair of rounds finds all bits clear, and so a frame if there is one.
  mutating func victim(_ view: FaultView) -> Frame? {
    let both = FrameBits.referenced | FrameBits.dirty
    for _ in 0..<2 {
      if let clean = hand.sweep(rounds: 1, view, { $0 & both == 0 ? .take : .pass }) {
        return clean
      }
      let dirty = hand.sweep(rounds: 1, view) { bits in
        bits & both == FrameBits.dirty ? .take : .clear
      }
      if let dirty { return dirty }
    }
    return nil
  }

  mutating func removed(_ frame: Frame) {}

  borrowing func clone() -> EnhancedSecondChance { EnhancedSecondChance(hand) }
  borrowing func checkInvariants(bits: FrameBits) { hand.checkInvariants(bits: bits) }
}
