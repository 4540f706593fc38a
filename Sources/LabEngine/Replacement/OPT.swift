/// The optimal policy: looks ahead in the string.
struct OPT: ReplacementPolicy, ~Copyable {
  static let description = PolicyDescription(
    name: "opt",
    summary: "Optimal: the page that will not be used for the longest time leaves.",
    conventions: """
      A page that is never used again leaves first; among several of those, the one in the lowest frame. It \
      sees to the end of the refs or load that it is in, no farther: pages of other processes count as \
      never used again. No policy gives fewer faults, and none can be built, as it needs the future (Belady, \
      "A Study of Replacement Algorithms for a Virtual-Storage Computer", IBM Systems Journal 5(2), 1966). \
      Silberschatz, Galvin and Gagne, Operating System Concepts, section 10.4.3.
      """,
    parameters: [],
    looksAhead: true)

  static func reason(_ victim: VictimLife) -> String {
    victim.nextUse.map { "not used again until reference \($0)" } ?? "not used again in this string"
  }

  private var uses: FutureUses

  init(frames: Int, parameters: [Int], seed: UInt64) { uses = FutureUses(frames: frames) }
  private init(_ uses: consuming FutureUses) { self.uses = uses }

  @inline(__always) mutating func loaded(_ frame: Frame, at position: Int, bits: FrameBits) {
    uses.loaded(frame, at: position)
  }

  @inline(__always) mutating func referenced(_ frame: Frame, at position: Int) {
    uses.referenced(frame, at: position)
  }

  @inline(__always) mutating func victim(_ view: FaultView) -> Frame? {
    uses.firstUnknown(except: view.pinned) ?? uses.farthest(view)
  }

  mutating func removed(_ frame: Frame) { uses.removed(frame) }
  mutating func detached(_ frame: Frame) { uses.detached(frame) }

  mutating func begin(_ future: Future, resident: [(frame: Frame, page: Int)]) {
    uses.begin(future, resident: resident)
  }

  mutating func end() { uses.end() }

  borrowing func clone() -> OPT { OPT(uses.clone()) }
  borrowing func checkInvariants(bits: FrameBits) { uses.checkInvariants(bits: bits) }
}
