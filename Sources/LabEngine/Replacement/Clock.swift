/// Second chance: first in, first out, but a referenced page is passed over once.
struct Clock: ReplacementPolicy, ~Copyable {
  static let description = PolicyDescription(
    name: "clock",
    summary: "Clock, or second chance: the hand passes over a referenced page and clears its bit.",
    conventions: """
      The hand goes round the frames by number. It starts at frame 0, stays where it stopped, and moves past \
      the frame whose page it replaced. Loading a page sets its reference bit; books that start with the bit \
      clear are clock(bit=0). Corbató, "A Paging Experiment with the Multics System", MIT Project MAC 1968; \
      Silberschatz, Galvin and Gagne, Operating System Concepts, section 10.4.5.2.
      """,
    parameters: [
      PolicyParameter(
        name: "bit", range: 0...1, standard: 1, meaning: "the reference bit of a page just loaded")
    ],
    looksAhead: false)

  static func reason(_ victim: VictimLife) -> String {
    "the first at the hand whose reference bit was clear; loaded at \(victim.loadedAt), last used at \(victim.lastUse)"
  }

  private var hand: ClockHand
  private let setsOnLoad: Bool

  init(frames: Int, parameters: [Int], seed: UInt64) {
    hand = ClockHand(frames: frames)
    setsOnLoad = parameters.first != 0
  }

  private init(_ hand: ClockHand, setsOnLoad: Bool) {
    self.hand = hand
    self.setsOnLoad = setsOnLoad
  }

  @inline(__always) mutating func loaded(_ frame: Frame, at position: Int, bits: FrameBits) {
    if setsOnLoad {
      bits[frame] |= FrameBits.referenced
    } else {
      bits[frame] &= ~FrameBits.referenced
    }
  }

  // Two rounds: the first clears every bit, so that the second must find a frame if there is one.
  @inline(__always) mutating func victim(_ view: FaultView) -> Frame? {
    hand.sweep(rounds: 2, view) { _, bits in
      bits & FrameBits.referenced == 0 ? .take : .clear
    }
  }

  @inline(__always) mutating func removed(_ frame: Frame) {}

  borrowing func clone() -> Clock { Clock(hand, setsOnLoad: setsOnLoad) }
  borrowing func checkInvariants(bits: FrameBits) { hand.checkInvariants(bits: bits) }
}
