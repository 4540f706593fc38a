/// The opposite of the optimal policy: as many faults as looking ahead can make.
struct Unopt: ReplacementPolicy, ~Copyable {
  static let description = PolicyDescription(
    name: "unopt",
    summary: "Pessimal: the page that will be used again soonest leaves.",
    conventions: """
      A page that is never used again in the refs or load under way stays as long as any other is left; among \
      several of those, the one in the lowest frame leaves. Pages of other processes count as never used \
      again. It shows how bad a choice can be, as Belady's optimal policy shows how good (opposite of \
      Silberschatz, Galvin and Gagne, Operating System Concepts, section 10.4.3).
      """,
    parameters: [],
    looksAhead: true)

  static func reason(_ victim: VictimLife) -> String {
    victim.nextUse.map { "used soonest, at reference \($0)" } ?? "no page is used again"
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
    uses.nearest(view) ?? uses.firstUnknown(except: view.pinned)
  }

  mutating func removed(_ frame: Frame) { uses.removed(frame) }
  mutating func detached(_ frame: Frame) { uses.detached(frame) }

  mutating func begin(_ future: Future, resident: [(frame: Frame, page: Int)]) {
    uses.begin(future, resident: resident)
  }

  mutating func end() { uses.end() }

  borrowing func clone() -> Unopt { Unopt(uses.clone()) }
  borrowing func checkInvariants(bits: FrameBits) { uses.checkInvariants(bits: bits) }
}
