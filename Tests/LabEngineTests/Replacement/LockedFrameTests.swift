import Testing

@testable import LabEngine

/// A locked frame is passed over as if it were not there, and stands where it stood when it is unlocked. Worked by hand.
struct LockedFrameTests {
  /// Three frames. What leaves for 3 while `locked` is, and what leaves for 4 when nothing is any more.
  struct Case: CustomTestStringConvertible {
    let policy: String
    let refs: String
    let locked: Int
    let left: [Int]
    var testDescription: String { policy }
  }

  static let cases = [
    Case(policy: "fifo", refs: "0 1 2 0", locked: 0, left: [1, 0]),
    Case(policy: "lru", refs: "1 0 1 2", locked: 0, left: [1, 0]),
    // The last use is that of 2, then that of 3.
    Case(policy: "mru", refs: "0 1 2", locked: 2, left: [1, 3]),
    // Uses: 1, 2, 2. Of 0 and 3, used once each, 0 was used longest ago.
    Case(policy: "lfu", refs: "0 1 1 2 2", locked: 0, left: [1, 0]),
    Case(policy: "mfu", refs: "0 0 1 2", locked: 0, left: [1, 0]),
    // The hand clears 1 and 2, takes 1, and then finds 2 clear.
    Case(policy: "clock", refs: "0 1 2", locked: 0, left: [1, 2]),
    // 1 goes at once, then the hand is at 2.
    Case(policy: "clock(bit=0)", refs: "0 1 2", locked: 0, left: [1, 2]),
    Case(policy: "esc", refs: "0 1 2", locked: 0, left: [1, 2]),
    // Dirty ones go last: 2 is clean. Then 1 is the only one whose bit is clear.
    Case(policy: "esc", refs: "0 1w 2", locked: 0, left: [2, 1]),
  ]

  private func resident(_ lab: Lab) -> Set<Int> {
    var pages: Set<Int> = []
    lab.machine.memory.spaces[0].table.forEachTouched { page, word in
      if word & PageWord.valid != 0 { pages.insert(page) }
    }
    return pages
  }

  @Test(arguments: cases) func isPassedOver(_ example: Case) throws {
    let lab = try lab(
      "machine frames=3 policy=\(example.policy); process P pages=8; refs P \(example.refs)")
    lab.machine.memory.lock(example.locked, of: 0, for: 0)
    let frame = try #require(lab.machine.memory.locks.first?.frame)
    let bits = lab.machine.memory.frames.bits[frame]
    var before = resident(lab)
    try lab.execute("refs P 3")
    #expect(before.subtracting(resident(lab)) == [example.left[0]])
    #expect(lab.machine.memory.frames.bits[frame] == bits)
    lab.machine.memory.checkInvariants()
    lab.machine.memory.unlockAll()
    before = resident(lab)
    try lab.execute("refs P 4")
    #expect(before.subtracting(resident(lab)) == [example.left[1]])
    lab.machine.memory.checkInvariants()
  }

  /// Of four frames three may go: each as often as the others, within five standard deviations (14 of 300).
  @Test func randomDrawsFromTheOthersAlike() throws {
    let lab = try lab("machine frames=4 policy=random seed=7; process P pages=4096; refs P 0..3")
    lab.machine.memory.lock(1, of: 0, for: 0)
    var left = Array(repeating: 0, count: 4)
    for page in 4..<904 {
      let next = try #require(lab.machine.nextVictim)
      left[Int(next.index)] += 1
      try lab.execute("refs P \(page)")
    }
    #expect(left.filter { $0 == 0 }.count == 1)
    #expect(left.filter { $0 > 0 }.allSatisfy { abs($0 - 300) < 75 })
    #expect(resident(lab).contains(1))
  }

  /// Policies that look ahead do not count with locks: whatever could lock a frame is refused beside them.
  @Test(arguments: ["opt", "unopt"]) func whoLooksAheadMeetsNone(_ policy: String) {
    let task = "host; task T workload=\"touch(0)\" process=P"
    #expect(problem(of: "machine frames=3 policy=\(policy); process P pages=4; \(task)") != nil)
    #expect(
      problem(of: "machine frames=3 policy=lru; process P pages=4; \(task); policy \(policy)")
        != nil)
    #expect(
      problem(
        of: "machine frames=8 policy=\(policy)\n" + HostGuest.toucher
          + "vm V guest=toucher ram=128KiB mode=trap") != nil)
  }
}
