/// Most recently used.
struct MRU: ReplacementPolicy, ~Copyable {
  static let description = PolicyDescription(
    name: "mru",
    summary: "Most recently used: the page that was used last leaves.",
    conventions: """
      Reads and writes are uses, and so is the load. Good for a loop over more pages than there are frames, \
      where LRU is at its worst (Chou and DeWitt, "An Evaluation of Buffer Management Strategies for \
      Relational Database Systems", VLDB 1985).
      """,
    parameters: [],
    looksAhead: false)

  static func reason(_ victim: VictimLife) -> String {
    "used last, at reference \(victim.lastUse)"
  }

  private var byUse: FrameList

  init(frames: Int, parameters: [Int], seed: UInt64) { byUse = FrameList(frames: frames) }
  private init(_ byUse: consuming FrameList) { self.byUse = byUse }

  @inline(__always) mutating func loaded(_ frame: Frame, at position: Int, bits: FrameBits) {
    byUse.append(frame)
  }

  @inline(__always) mutating func referenced(_ frame: Frame, at position: Int) {
    byUse.moveToEnd(frame)
  }

  @inline(__always) mutating func victim(_ view: FaultView) -> Frame? {
    byUse.last(view)
  }

  @inline(__always) mutating func removed(_ frame: Frame) { byUse.remove(frame) }

  borrowing func clone() -> MRU { MRU(byUse.clone()) }
  borrowing func checkInvariants(bits: FrameBits) { byUse.checkInvariants(bits: bits) }
}
