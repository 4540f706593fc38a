import Testing

@testable import LabEngine

struct NaiveComparisonTests {
  @Test func everyPolicyHasANaiveRule() {
    let compared = Set(NaiveRule.all.map { $0.policy.prefix { $0 != "(" } })
    #expect(compared == Set(PolicyRegistry.descriptions.map { Substring($0.name) }))
  }

  /// The same faults, in the same frames, with the same victims.
  @Test(arguments: NaiveRule.all)
  func everyVictimIsTheNaiveOne(rule: NaiveRule) throws {
    for seed in 0..<600 as Range<UInt64> {
      var shape = SeededRandom(seed: seed ^ 0x5eed)
      let frames = 1 + Int(shape.next(below: 8))
      let string = madeUpString(
        seed: seed, length: 20 + Int(shape.next(below: 120)), pages: 2 + Int(shape.next(below: 14)))
      var naive = NaiveSimulator(string, frames: frames, seed: seed)
      naive.run(bitOnLoad: rule.bitOnLoad, rule.rule)
      let faults = try SmallPager.faults(rule.policy, string, frames: frames, seed: seed)
      if faults != naive.faults {
        Issue.record("\(rule.policy), seed \(seed), \(frames) frames: other faults")
        return
      }
    }
  }
}
