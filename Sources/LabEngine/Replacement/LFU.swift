/// Least frequently used.
struct LFU: ReplacementPolicy, ~Copyable {
  static let description = PolicyDescription(
    name: "lfu",
    summary: "Least frequently used: the page with the fewest uses since it was loaded leaves.",
    conventions: """
      The load counts as the first use; a page that leaves loses its count. Among equals the one whose last \
      use is longest ago leaves. Counts do not age. Silberschatz, Galvin and Gagne, Operating System Concepts, \
      section 10.4.6.
      """,
    parameters: [],
    looksAhead: false)

  static func reason(_ victim: VictimLife) -> String {
    "used least often since it was loaded: \(victim.uses) \(victim.uses == 1 ? "time" : "times")"
  }

  private var byCount: FrequencyBuckets

  init(frames: Int, parameters: [Int], seed: UInt64) { byCount = FrequencyBuckets(frames: frames) }
  private init(_ byCount: consuming FrequencyBuckets) { self.byCount = byCount }

  mutating func loaded(_ frame: Frame, at position: Int, bits: FrameBits) {
    byCount.insert(frame)
  }

  mutating func referenced(_ frame: Frame, at position: Int) { byCount.increment(frame) }
  mutating func victim(_ view: FaultView) -> Frame? { byCount.leastOften(view) }
  mutating func removed(_ frame: Frame) { byCount.remove(frame) }

  borrowing func clone() -> LFU { LFU(byCount.clone()) }
  borrowing func checkInvariants(bits: FrameBits) { byCount.checkInvariants(bits: bits) }
}
