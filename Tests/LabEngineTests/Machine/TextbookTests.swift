import Testing

@testable import LabEngine

/// Silberschatz, Galvin and Gagne, Operating System Concepts, section 10.4: the string of figures 10.12 to 10.15.
private let textbook = "7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1"
/// The same, figure 10.13; Belady, Nelson and Shedler, CACM 12(6), 1969.
private let belady = "1 2 3 4 1 2 5 1 2 3 4 5"

@Suite struct TextbookTests {
  @Test(arguments: [
    ("fifo", textbook, 3, 15), ("opt", textbook, 3, 9), ("lru", textbook, 3, 12),
    ("clock", textbook, 3, 14), ("clock(bit=0)", textbook, 3, 11),
    ("fifo", belady, 3, 9), ("fifo", belady, 4, 10), ("lru", belady, 3, 10), ("lru", belady, 4, 8),
    ("opt", belady, 3, 7), ("opt", belady, 4, 6),
  ]) func faults(policy: String, string: String, frames: Int, expected: Int) throws {
    let lab = try lab(
      "machine frames=\(frames) policy=\(policy); process A pages=8; refs A \(string)")
    #expect(try lab.print("faults") == "\(expected)")
    #expect(try lab.print("hits + faults") == lab.print("refs"))
  }

  /// Figure 10.12: the pages that FIFO replaces, in order.
  @Test func victimsOfFIFO() throws {
    let lab = try lab("machine frames=3; process A pages=8; refs A \(textbook)")
    #expect(
      try lab.print("victims")
        == "[A:7, A:0, A:1, A:2, A:3, A:0, A:4, A:2, A:3, A:0, A:1, A:2]")
  }

  /// The lecture: 200 ns, 8 ms, one fault in 1000 references gives 8.2 us (8.1998 us exactly).
  @Test func effectiveAccessTime() throws {
    let lab = try lab("machine frames=2; process A pages=4; refs A 0*1000")
    #expect(try lab.print("eat") == "8.1998us")
    #expect(try lab.evaluate("eat == 200ns + faultrate * (8ms - 200ns)") == .truth(true))
  }

  /// The lecture: a dirty victim means two transfers.
  @Test func dirtyVictim() throws {
    let clean = try lab("machine frames=1; process A pages=2; refs A 0 1")
    let dirty = try lab("machine frames=1; process A pages=2; refs A 0w 1")
    #expect(try clean.print("time") == "16ms")
    #expect(try dirty.print("time") == "24ms")
    #expect(try dirty.print("pageouts") == "1")
  }

  @Test func faultInParts() throws {
    let lab = try lab(
      "machine frames=1 service=1ms seek=5ms latency=3ms transfer=50us; process A pages=1; read A 0"
    )
    #expect(try lab.print("time") == "9.05ms")
  }
}

@Suite struct ReplacementPropertyTests {
  private func string(_ seed: UInt64) -> String {
    var random = SeededRandom(seed: seed)
    return (0..<40).map { _ in
      "\(random.next(below: 7))" + (random.next(below: 4) == 0 ? "w" : "")
    }.joined(separator: " ")
  }

  private func faults(_ policy: String, _ frames: Int, _ string: String) throws -> Int {
    let lab = try lab(
      "machine frames=\(frames) policy=\(policy); process A pages=7; refs A \(string)")
    return lab.summary.faults
  }

  /// Belady 1966: nothing beats OPT. Mattson 1970: LRU and OPT are stack algorithms.
  @Test func optimalAndStackPolicies() throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      let string = string(seed)
      var last = (opt: Int.max, lru: Int.max)
      for frames in 1...7 {
        let best = try faults("opt", frames, string)
        for policy in PolicyRegistry.descriptions {
          #expect(try faults(policy.name, frames, string) >= best, "\(policy.name) \(string)")
        }
        let lru = try faults("lru", frames, string)
        #expect(best <= last.opt && lru <= last.lru)
        last = (best, lru)
      }
    }
  }
}
