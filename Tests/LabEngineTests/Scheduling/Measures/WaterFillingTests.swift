import Testing

@testable import LabEngine

/// Expected values: Keshav, An Engineering Approach to Computer Networking (1997), 9.2.2, both worked examples.
@Suite struct WaterFillingTests {
  private func parts(_ claims: [(weight: Int, limit: Int)], cpus: Int) -> [Double] {
    WaterFilling.parts(
      claims.map { WaterFilling.Claim(weight: $0.weight, limit: $0.limit) }, cpus: cpus
    ).map { Double($0.numerator) / Double($0.denominator) / 100 }
  }

  @Test func demandsOf2And2Point6And4And5ShareTen() {
    #expect(
      parts([(1, 200), (1, 260), (1, 400), (1, 500)], cpus: 10) == [2, 2.6, 2.7, 2.7])
  }

  @Test func weightedDemandsShareSixteen() {
    #expect(parts([(5, 400), (8, 200), (1, 1000), (2, 400)], cpus: 16) == [4, 2, 6, 4])
  }

  @Test func whoWantsNothingGetsNothing() {
    #expect(parts([(1, 0), (3, 100)], cpus: 2) == [0, 1])
  }
}

/// Expected values: the example of the nearest-rank method in NIST's and most statistics texts: 15, 20, 35, 40, 50.
@Suite struct PercentileTests {
  private let values = [15, 20, 35, 40, 50].map { (time: $0, count: 1) }

  @Test(arguments: [(0.05, 15), (0.3, 20), (0.4, 20), (0.5, 35), (1, 50)])
  func nearestRank(_ part: Double, _ expected: Int) {
    #expect(Percentile.of(values, part) == expected)
  }

  @Test func countsAreRepeatedValues() {
    #expect(Percentile.of([(1, 7), (2, 93)], 0.07) == 1)
    #expect(Percentile.of([(1, 7), (2, 93)], 0.08) == 2)
    #expect(Percentile.of([], 0.5) == nil)
  }
}
