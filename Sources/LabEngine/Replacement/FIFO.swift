/// First in, first out.
struct FIFO: ReplacementPolicy, ~Copyable {
  static let description = PolicyDescription(
    name: "fifo",
    summary: "First in, first out: the page that was loaded longest ago leaves.",
    conventions: """
      Order is by load time; a hit changes nothing, and a page that comes back counts as new. More frames \
      can give more faults (Belady, Nelson and Shedler, "An Anomaly in Space-Time Characteristics of \
      Certain Programs Running in a Paging Machine", CACM 12(6), 1969). Silberschatz, Galvin and Gagne, \
      Operating System Concepts, section 10.4.2.
      """,
    parameters: [],
    looksAhead: false)

  static func reason(_ victim: VictimLife) -> String {
    "loaded first, at reference \(victim.loadedAt)"
  }

  private var byLoad: FrameList

  init(frames: Int, parameters: [Int], seed: UInt64) { byLoad = FrameList(frames: frames) }
  private init(_ byLoad: consuming FrameList) { self.byLoad = byLoad }

  @inline(__always) mutating func loaded(_ frame: Frame, at position: Int, bits: FrameBits) {
    byLoad.append(frame)
  }

  @inline(__always) mutating func victim(_ view: FaultView) -> Frame? {
    byLoad.first(view)
  }

  @inline(__always) mutating func removed(_ frame: Frame) { byLoad.remove(frame) }

  borrowing func clone() -> FIFO { FIFO(byLoad.clone()) }
  borrowing func checkInvariants(bits: FrameBits) { byLoad.checkInvariants(bits: bits) }
}
