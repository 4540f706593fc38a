/// Most frequently used.
struct MFU: ReplacementPolicy, ~Copyable {
  static let description = PolicyDescription(
    name: "mfu",
    summary: "Most frequently used: the page with the most uses since it was loaded leaves.",
    conventions: """
      The load counts as the first use; a page that leaves loses its count. Among equals the one whose last \
      use is longest ago leaves. The argument for it: a page used seldom so far was probably just brought in \
      and is yet to be used. Silberschatz, Galvin and Gagne, Operating System Concepts, section 10.4.6.
      """,
    parameters: [],
    looksAhead: false)

  static func reason(_ victim: VictimLife) -> String {
    "used most often since it was loaded: \(victim.uses) \(victim.uses == 1 ? "time" : "times")"
  }

  private var byCount: FrequencyBuckets

  init(frames: Int, parameters: [Int], seed: UInt64) { byCount = FrequencyBuckets(frames: frames) }
  private init(_ byCount: consuming FrequencyBuckets) { self.byCount = byCount }

  mutating func loaded(_ frame: Frame, at position: Int, bits: FrameBits) {
    byCount.insert(frame)
  }

  mutating func referenced(_ frame: Frame, at position: Int) { byCount.increment(frame) }
  mutating func victim(_ view: FaultView) -> Frame? { byCount.mostOften(view) }
  mutating func removed(_ frame: Frame) { byCount.remove(frame) }

  borrowing func clone() -> MFU { MFU(byCount.clone()) }
  borrowing func checkInvariants(bits: FrameBits) { byCount.checkInvariants(bits: bits) }
}
