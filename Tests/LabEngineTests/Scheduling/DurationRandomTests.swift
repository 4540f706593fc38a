import Glibc
import Testing

@testable import LabEngine

@Suite struct DurationRandomTests {
  /// Beside the C library's, all over the range from which durations are drawn and beyond.
  @Test func logarithm() {
    var random = SeededRandom(seed: 1)
    for _ in 0..<20_000 {
      let bits = random.next(below: 0x7fe0_0000_0000_0000 - (1 << 52)) + (1 << 52)
      for value in [Double(bitPattern: bits), Double(bits >> 11) * 0x1p-53] {
        let expected = log(value)
        #expect(abs(DurationRandom.logarithm(value) - expected) <= 1e-13 * max(1e-3, abs(expected)))
      }
    }
    #expect(DurationRandom.logarithm(1) == 0)
  }

  /// Mean and standard deviation of an exponential distribution are the same; of 100,000 draws both lie within
  /// five standard errors, 1.6 and 2.3 percent (for the deviation of an exponential sample: sqrt(2/n)).
  @Test func exponentialMoments() {
    var random = DurationRandom(seed: 1, task: 0)
    let draws = (0..<100_000).map { _ in Double(random.exponential(mean: 1_000_000)) }
    let mean = draws.reduce(0, +) / 100_000
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100_000
    #expect(abs(mean / 1_000_000 - 1) < 0.016)
    #expect(abs(variance.squareRoot() / 1_000_000 - 1) < 0.023)
  }

  /// The shortest mean still takes time, and the longest does not overflow.
  @Test(arguments: [1, 2, Host.longest]) func exponentialBounds(mean: Int) {
    var random = DurationRandom(seed: 7, task: 3)
    for _ in 0..<10_000 {
      let time = random.exponential(mean: mean)
      #expect((1...mean * 40 + 1).contains(time))
    }
  }
}
