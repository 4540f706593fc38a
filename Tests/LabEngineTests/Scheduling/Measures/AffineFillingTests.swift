import Testing

@testable import LabEngine

/// Worked by hand: who shares a bottleneck shares it alone by weight, and all others share the rest.
@Suite struct AffineFillingTests {
  /// Weights, limits in CPUs and sets; what each gets, in CPUs.
  private func parts(
    _ claims: [(weight: Int, limit: Int, set: Int)], cpus: Int, sets: [[Int]]
  ) -> [Double] {
    AffineFilling(cpus: cpus, sets: sets).parts(
      claims.map { WaterFilling.Claim(weight: $0.weight, limit: $0.limit * 100, set: $0.set) }
    ).map { Double($0.numerator) / Double($0.denominator) / 100 }
  }

  /// A and B are pinned to CPU 0, C and D may run anywhere.
  @Test func freeTasksLeaveThePinnedTheirCPU() {
    let sets = [[0]]
    #expect(
      parts([(1, 1, 0), (1, 1, 0), (1, 1, -1)], cpus: 2, sets: sets) == [0.5, 0.5, 1])
    #expect(
      parts([(1, 1, 0), (1, 1, 0), (1, 1, -1), (1, 1, -1)], cpus: 2, sets: sets)
        == [0.5, 0.5, 0.5, 0.5])
    // By weight alone A and B would have 6/5 of CPU 0.
    #expect(
      parts([(2, 1, 0), (1, 1, 0), (1, 1, -1), (1, 1, -1)], cpus: 2, sets: sets)
        .map { ($0 * 6).rounded() } == [4, 2, 3, 3])
    // C may have more than A and B together, whose CPU it needs not.
    #expect(parts([(1, 1, 0), (3, 1, -1), (1, 1, -1)], cpus: 2, sets: sets) == [0.5, 1, 0.5])
  }

  /// A chain: A and B on CPU 0, C on 0 and 1, D on 1 and 2, E on 2. A and B want most beyond theirs; the others share
  /// two CPUs.
  @Test func aBottleneckPassesOthersOn() {
    let sets = [[0], [0, 1], [1, 2], [2]]
    let found = parts(
      [(1, 1, 0), (1, 1, 0), (1, 1, 1), (1, 1, 2), (1, 1, 3)], cpus: 3, sets: sets)
    #expect(zip(found, [0.5, 0.5, 2.0 / 3, 2.0 / 3, 2.0 / 3]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// VMs of several vCPUs, weights 2:1:1: V may have 2 of CPUs 0 to 2, W and X are pinned to CPU 2.
  @Test func machinesOfSeveralVCPUs() {
    let sets = [[0, 1, 2], [2]]
    #expect(parts([(2, 2, 0), (1, 2, 1), (1, 2, 1)], cpus: 4, sets: sets) == [2, 0.5, 0.5])
    // On three CPUs V has all that the others cannot use.
    #expect(parts([(1, 3, -1), (4, 1, 1), (4, 1, 1)], cpus: 3, sets: sets) == [2, 0.5, 0.5])
  }

  @Test func withoutPinsItIsWaterFilling() {
    let claims = [(5, 4), (8, 2), (1, 10), (2, 4)]
    #expect(
      parts(claims.map { ($0.0, $0.1, -1) }, cpus: 16, sets: [[0], [1, 2]]) == [4, 2, 6, 4])
  }

  /// Progressive filling by the book (Bertsekas and Gallager, 6.5.2): all grow in proportion to their weights; who meets
  /// its limit, or belongs to a set of claims whose CPUs are all given away, stops. All sets of claims are looked at.
  private func filled(
    _ claims: [(weight: Int, limit: Int, set: Int)], cpus: Int, sets: [[Int]]
  ) -> [Double] {
    var parts = claims.map { _ in 0.0 }
    var isOpen = claims.map { $0.limit > 0 }
    func cpuCount(_ group: Int) -> Int {
      Set(
        claims.indices.filter { group >> $0 & 1 == 1 }.flatMap {
          claims[$0].set < 0 ? Array(0..<cpus) : sets[claims[$0].set]
        }
      ).count
    }
    while isOpen.contains(true) {
      // By what factor the weights may grow, and who stops then.
      var level = Double.infinity
      var stops: Set<Int> = []
      func bound(_ factor: Double, _ who: [Int]) {
        if factor < level - 1e-9 {
          level = factor
          stops = Set(who)
        } else if factor < level + 1e-9 {
          stops.formUnion(who)
        }
      }
      for index in claims.indices where isOpen[index] {
        bound(Double(claims[index].limit) / Double(claims[index].weight), [index])
      }
      for group in 1..<1 << claims.count {
        let members = claims.indices.filter { group >> $0 & 1 == 1 }
        let open = members.filter { isOpen[$0] }
        guard !open.isEmpty else { continue }
        let taken = members.filter { !isOpen[$0] }.reduce(0) { $0 + parts[$1] }
        let weights = open.reduce(0) { $0 + claims[$1].weight }
        bound((Double(cpuCount(group)) - taken) / Double(weights), open)
      }
      for index in stops {
        parts[index] = level * Double(claims[index].weight)
        isOpen[index] = false
      }
    }
    return parts
  }

  @Test func randomClaimsAsByProgressiveFilling() throws {
    for seed in 0..<400 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      func below(_ bound: Int) -> Int { Int(random.next(below: UInt64(bound))) }
      let cpus = 1 + below(5)
      let sets = (0..<3).map { _ in
        let set = (0..<cpus).filter { _ in below(2) == 0 }
        return set.isEmpty ? [below(cpus)] : set
      }
      let claims = (0..<1 + below(6)).map { _ in
        let set = below(4) - 1
        return (
          weight: 1 + below(8), limit: below(set < 0 ? cpus + 1 : sets[set].count + 1), set: set
        )
      }
      let found = parts(claims, cpus: cpus, sets: sets)
      let due = filled(claims, cpus: cpus, sets: sets)
      try #require(
        zip(found, due).allSatisfy { abs($0 - $1) < 1e-9 },
        "seed \(seed): \(claims) on \(cpus) CPUs, \(sets): \(found), \(due)")
    }
  }
}
