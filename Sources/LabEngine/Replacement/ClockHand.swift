/// The hand of a clock: it goes round the frames by number and survives between faults.
struct ClockHand {
  /// What to do with the frame under the hand.
  enum Choice {
    /// It is the victim.
    case take
    /// Clear its reference bit and go on.
    case clear
    /// Go on.
    case pass
  }

  private let frames: Int
  /// The frame that is looked at next.
  private(set) var next = 0

  init(frames: Int) { self.frames = frames }

  /// Goes round until `choose`, which sees a frame and its bits, takes one; the hand then stands past it.
  ///
  /// Frames that hold no page, and pinned and locked ones, are passed over unseen. Nil after `rounds` rounds.
  @inline(__always)
  mutating func sweep(rounds: Int, _ view: FaultView, _ choose: (Int, UInt8) -> Choice) -> Frame? {
    let pinned = view.pinned.map { Int($0.index) } ?? -1
    let base = view.bits.base
    var left = rounds &* frames
    var frame = next
    while left > 0 {
      let bits = base[frame]
      let here = frame
      frame &+= 1
      if frame == frames { frame = 0 }
      if bits & (FrameBits.used | FrameBits.reserved) == FrameBits.used && here != pinned {
        switch choose(here, bits) {
        case .take:
          next = frame
          return Frame(here)
        case .clear: base[here] = bits & ~FrameBits.referenced
        case .pass: break
        }
      }
      left &-= 1
    }
    next = frame
    return nil
  }

  /// Puts the hand behind a frame that was chosen without a sweep.
  mutating func pass(_ frame: Int) { next = frame + 1 == frames ? 0 : frame + 1 }

  func checkInvariants(bits: FrameBits) {
    precondition(frames == bits.count, "ClockHand: as many frames as the machine has")
    precondition(next >= 0 && next < max(1, frames), "ClockHand: the hand is off the clock")
  }
}
