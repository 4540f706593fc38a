import Testing

@testable import LabEngine

struct PolicyPropertyTests {
  /// Belady 1966.
  @Test func noPolicyFaultsLessThanOPT() throws {
    for seed in 0..<150 as Range<UInt64> {
      let string = madeUpString(seed: seed, length: 150, pages: 12)
      let frames = 1 + Int(seed % 7)
      let best = try SmallPager.faults("opt", string, frames: frames).count
      for policy in PolicyRegistry.descriptions.map(\.name) + ["clock(bit=0)"] {
        let faults = try SmallPager.faults(policy, string, frames: frames, seed: seed).count
        #expect(faults >= best, "\(policy), seed \(seed)")
      }
    }
  }

  /// Mattson, Gecsei, Slutz and Traiger 1970.
  @Test(arguments: ["lru", "opt"])
  func aStackAlgorithmNeverFaultsMoreWithOneMoreFrame(policy: String) throws {
    for seed in 0..<150 as Range<UInt64> {
      let string = madeUpString(seed: seed, length: 150, pages: 12)
      let faults = try (1...12).map { try SmallPager.faults(policy, string, frames: $0).count }
      #expect(zip(faults, faults.dropFirst()).allSatisfy { $0 >= $1 }, "seed \(seed)")
    }
  }

  /// With a frame a page, every policy faults once a page.
  @Test(arguments: PolicyRegistry.descriptions.map(\.name))
  func enoughFramesLeaveOnlyFirstUses(policy: String) throws {
    let string = madeUpString(seed: 9, length: 200, pages: 10)
    let faults = try SmallPager.faults(policy, string, frames: 10)
    #expect(faults.count == Set(string.map(\.page)).count)
    #expect(faults.allSatisfy { $0.evicted == nil })
  }
}
