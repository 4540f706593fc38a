import Testing

@testable import LabEngine

/// How far OPT and its opposite see.
struct LookAheadTests {
  /// Hand work: A's page 0 is in frame 0, B's pages in frames 1 and 2; B's string never uses page 1 again.
  @Test func pagesOfOtherProcessesAreNeverUsedAgain() throws {
    let pager = SmallPager(
      try PolicySpec.parse("opt").make(frames: 3, seed: 1), frames: 3, pages: 4, processes: 2)
    let first = StringBuffer(pages: [0])
    pager.begin(first, process: 0)
    _ = pager.access(first.references[0], at: 0, process: 0)
    pager.policy.end()
    let second = StringBuffer(pages: [0, 1, 2, 3, 0])
    pager.begin(second, process: 1)
    let faults = (0..<5).compactMap { pager.access(second.references[$0], at: $0, process: 1) }
    #expect(faults.map(\.evicted) == [nil, nil, Frame(0), Frame(0)])
  }

  /// What is resident when a string begins is known by its first use; the end of a string is the horizon.
  @Test(arguments: [("opt", Frame(0)), ("unopt", Frame(1))])
  func aStringIsSeenFromItsBeginning(policy: String, victim: Frame) throws {
    let pager = SmallPager(
      try PolicySpec.parse(policy).make(frames: 2, seed: 1), frames: 2, pages: 4)
    let first = StringBuffer(pages: [0, 1])
    pager.begin(first)
    for position in 0..<2 { _ = pager.access(first.references[position], at: position) }
    pager.policy.end()
    #expect(pager.victim(at: 0, process: 0, pinned: nil) == Frame(0))
    let second = StringBuffer(pages: [2, 1, 0])
    pager.begin(second)
    #expect(pager.access(second.references[0], at: 0)?.evicted == victim)
  }

  /// A copy-on-write copy: the source stays for the other process and is of no more use to this one.
  @Test func aDetachedFrameIsOfNoMoreUse() throws {
    let policy = try PolicySpec.parse("opt").make(frames: 3, seed: 1)
    let pager = SmallPager(policy, frames: 3, pages: 4)
    let string = StringBuffer(pages: [0, 1, 0, 0, 2, 1])
    pager.begin(string)
    for position in 0..<2 { _ = pager.access(string.references[position], at: position) }
    policy.detached(Frame(0))
    pager.tables[0][0] = 2 << 5 | 1
    pager.bits[Frame(2)] = FrameBits.used
    policy.loaded(Frame(2), at: 2, bits: pager.bits)
    policy.checkInvariants(bits: pager.bits)
    #expect(pager.victim(at: 2, process: 0, pinned: nil) == Frame(0))
    #expect(pager.victim(at: 2, process: 0, pinned: Frame(0)) == Frame(1))
    policy.removed(Frame(0))
    pager.bits[Frame(0)] = 0
    policy.checkInvariants(bits: pager.bits)
  }
}
