/// Least recently used.
struct LRU: ReplacementPolicy, ~Copyable {
  static let description = PolicyDescription(
    name: "lru",
    summary: "Least recently used: the page whose last use is longest ago leaves.",
    conventions: """
      Reads and writes are uses, and so is the load; the order is exact, as if every reference set a time \
      stamp. A stack algorithm: one more frame never gives more faults (Mattson, Gecsei, Slutz and Traiger, \
      "Evaluation Techniques for Storage Hierarchies", IBM Systems Journal 9(2), 1970). Silberschatz, \
      Galvin and Gagne, Operating System Concepts, section 10.4.4.
      """,
    parameters: [],
    looksAhead: false)

  static func reason(_ victim: VictimLife) -> String {
    "used longest ago, at reference \(victim.lastUse)"
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
    byUse.first(view)
  }

  @inline(__always) mutating func removed(_ frame: Frame) { byUse.remove(frame) }

  borrowing func clone() -> LRU { LRU(byUse.clone()) }
  borrowing func checkInvariants(bits: FrameBits) { byUse.checkInvariants(bits: bits) }
}
