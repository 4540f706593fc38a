/// Any page, each as likely as any other.
struct RandomChoice: ReplacementPolicy, ~Copyable {
  static let description = PolicyDescription(
    name: "random",
    summary: "Random: any page leaves, each as likely as any other.",
    conventions: """
      The numbers come from the machine's seed, so that the same machine always chooses the same pages; \
      another seed is another experiment. The yardstick that a policy must beat to be worth its cost. Belady, \
      "A Study of Replacement Algorithms for a Virtual-Storage Computer", IBM Systems Journal 5(2), 1966.
      """,
    parameters: [],
    looksAhead: false)

  static func reason(_ victim: VictimLife) -> String {
    "drawn at random"
  }

  /// The loaded frames, side by side, in no order that matters.
  private let slots: ZeroedMemory<UInt32>
  /// Each loaded frame's slot plus 1.
  private let slotOf: ZeroedMemory<UInt32>
  private var count = 0
  /// Frames from here on were never loaded.
  private var fresh = 0
  private var random: SeededRandom

  init(frames: Int, parameters: [Int], seed: UInt64) {
    slots = ZeroedMemory(count: frames)
    slotOf = ZeroedMemory(count: frames)
    random = SeededRandom(seed: seed)
  }

  private init(copying other: borrowing RandomChoice) {
    slots = other.slots.clone(used: other.fresh)
    slotOf = other.slotOf.clone(used: other.fresh)
    count = other.count
    fresh = other.fresh
    random = other.random
  }

  mutating func loaded(_ frame: Frame, at position: Int, bits: FrameBits) {
    fresh = max(fresh, Int(frame.index) + 1)
    slots[count] = frame.index
    count += 1
    slotOf[frame.index] = UInt32(truncatingIfNeeded: count)
  }

  mutating func victim(_ view: FaultView) -> Frame? {
    if view.hasLocks { return victimAmongUnlocked(view) }
    var choices = count
    var avoided = count
    if let pinned = view.pinned, slotOf[pinned.index] != 0 {
      choices -= 1
      avoided = Int(slotOf[pinned.index]) - 1
    }
    guard choices > 0 else { return nil }
    let slot = Int(random.next(below: UInt64(choices)))
    // The last slot stands in for the pinned one, which may not be drawn.
    return Frame(slots[slot == avoided ? choices : slot])
  }

  /// So few frames are locked, and so seldom, that all may be looked at.
  private mutating func victimAmongUnlocked(_ view: FaultView) -> Frame? {
    let choices = (0..<count).map { Frame(slots[$0]) }.filter { view.mayGo($0) }
    guard !choices.isEmpty else { return nil }
    return choices[Int(random.next(below: UInt64(choices.count)))]
  }

  mutating func removed(_ frame: Frame) {
    let slot = slotOf[frame.index] - 1
    count -= 1
    let last = slots[count]
    slots[slot] = last
    slotOf[last] = slot + 1
    slotOf[frame.index] = 0
  }

  borrowing func clone() -> RandomChoice { RandomChoice(copying: self) }

  borrowing func checkInvariants(bits: FrameBits) {
    precondition(count == bits.usedCount, "RandomChoice: as many slots as used frames")
    for slot in 0..<count {
      precondition(slotOf[slots[slot]] == UInt32(slot) + 1, "RandomChoice: slot \(slot)")
      precondition(
        bits[Frame(slots[slot])] & FrameBits.used != 0, "RandomChoice: unused frame in a slot")
    }
  }
}
