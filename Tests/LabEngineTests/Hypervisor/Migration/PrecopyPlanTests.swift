import Testing

@testable import LabEngine

/// Numbers worked out by hand from the formula: memory M, bandwidth B, dirty rate D, Vᵢ = M (D/B)ⁱ.
struct PrecopyPlanTests {
  /// 128 MiB at 128 MiB/s, and 32768 pages: a page takes 1/32768 s, which is 30517.578125 ns.
  private func link(activation: Int = 0) throws -> MigrationLink {
    try MigrationLink(bandwidth: 128 << 20, activation: activation)
  }
  private let second = 1_000_000_000

  /// D/B = 1/4: 32768, 8192, 2048, 512, 128 pages; 32 are left. Rounds take 1 + 1/4 + … + 1/256 = 341/256 s, and
  /// the rest 1/1024 s.
  @Test func aQuarterOfTheBandwidth() throws {
    let plan = try PrecopyPlan.forecast(
      pages: 32768, link: link(), rate: PageRate(pages: 8192, nanoseconds: second))
    #expect(plan.rounds.map(\.pages) == [32768, 8192, 2048, 512, 128])
    #expect(plan.rounds.map(\.dirtied) == [8192, 2048, 512, 128, 32])
    #expect(
      plan.rounds.map(\.duration) == [
        1_000_000_000, 250_000_000, 62_500_000, 15_625_000, 3_906_250,
      ])
    #expect(plan.stop == .threshold)
    #expect(plan.sentDuration == 1_332_031_250)
    #expect(plan.stopAndCopy == PrecopyPlan.Round(pages: 32, duration: 976_563))
    #expect(try plan.downtime == 976_563)
    #expect(try plan.total == 1_332_031_250 + 976_563)
    #expect(try plan.volume == 32768 + 8192 + 2048 + 512 + 128 + 32)
  }

  /// D = B: after the first round as much is left as before. Stopped at once, or after 29 rounds, or by what may be
  /// sent: three rounds of all of it, and no fourth.
  @Test func neverConverges() throws {
    let rate = PageRate(pages: 32768, nanoseconds: second)
    let plan = try PrecopyPlan.forecast(pages: 32768, link: link(), rate: rate)
    #expect(plan.stop == .notShrinking)
    #expect(plan.rounds.count == 1)
    #expect(try plan.downtime == second)
    var limits = PrecopyLimits()
    limits.mustShrink = false
    let stubborn = try PrecopyPlan.forecast(
      pages: 32768, link: link(), rate: rate, limits: limits)
    #expect(stubborn.stop == .volume)
    #expect(stubborn.rounds.count == 3)
    #expect(try stubborn.total == 4 * second)
    limits.factor = 100
    let patient = try PrecopyPlan.forecast(pages: 32768, link: link(), rate: rate, limits: limits)
    #expect(patient.stop == .rounds)
    #expect(patient.rounds.count == 29)
    #expect(try patient.volume == 30 * 32768)
  }

  /// D = 3B: no program writes to more pages than it has.
  @Test func moreThanThereIs() throws {
    let plan = try PrecopyPlan.forecast(
      pages: 1000, link: link(), rate: PageRate(pages: 98304, nanoseconds: second))
    #expect(plan.rounds.map(\.dirtied) == [1000])
    #expect(plan.stop.map(\.isConverged) == false)
  }

  /// Measured rounds: what was written counts, not what a formula would say. 1000 and 400 pages are sent, 60 and then
  /// 20 are left; 1480 pages of 4096 bytes at 4,096,000 bytes a second take a millisecond each.
  @Test func measured() throws {
    let link = try MigrationLink(bandwidth: 4_096_000, activation: 5_000_000)
    var plan = try PrecopyPlan(pages: 1000, link: link)
    #expect(plan.next == PrecopyPlan.Round(pages: 1000, duration: 1_000_000_000))
    #expect(plan.dirtyRate == nil)
    #expect(try plan.sent(dirtied: 400) == nil)
    #expect(try plan.downtime == 405_000_000)
    #expect(plan.stopAndCopy == nil)
    #expect(try plan.sent(dirtied: 60) == nil)
    #expect(try plan.sent(dirtied: 20) == .threshold)
    #expect(try plan.downtime == 25_000_000)
    #expect(try plan.total == 1_485_000_000)
    #expect(try plan.volume == 1480)
    #expect(plan.dirtyRate == PageRate(pages: 480, nanoseconds: 1_460_000_000))
    // Nothing is sent any more.
    #expect(try plan.sent(dirtied: 999) == .threshold)
    #expect(plan.rounds.count == 3)
    // D/B = 480/1460: 1000, then 328.8, 108.1, 35.5, each rounded up to whole pages.
    let formula = try #require(try plan.forecast())
    #expect(formula.rounds.map(\.dirtied) == [329, 109, 36])
    #expect(try formula.downtime == 41_000_000)
  }

  /// An idle program: one round, and no downtime but the activation.
  @Test func idle() throws {
    let plan = try PrecopyPlan.forecast(
      pages: 32768, link: link(activation: 3_000_000), rate: PageRate(pages: 0, nanoseconds: second)
    )
    #expect(plan.rounds.count == 1)
    #expect(plan.stop == .threshold)
    #expect(try plan.downtime == 3_000_000)
    #expect(try plan.total == 1_003_000_000)
  }

  /// No Vᵢ is more than 1/(1 − D/B) above the formula's: with D/B = p/q, that is qⁱ Vᵢ ≤ M pⁱ + qⁱ q/(q − p).
  @Test(arguments: [(1, 2), (3, 4), (2, 7), (9, 10), (1, 100)])
  func wholePagesStayNearTheFormula(_ ratio: (p: Int, q: Int)) throws {
    let link = try MigrationLink(bandwidth: 4096 * ratio.q)
    let plan = try PrecopyPlan.forecast(
      pages: 100_000, link: link, rate: PageRate(pages: ratio.p, nanoseconds: second))
    var (above, below) = (100_000.0, 1.0)
    let slack = Double(ratio.q) / Double(ratio.q - ratio.p)
    for round in plan.rounds {
      let exact = above / below
      #expect(Double(round.pages) >= exact - 0.001 && Double(round.pages) <= exact + slack + 0.001)
      above *= Double(ratio.p)
      below *= Double(ratio.q)
    }
  }

  @Test func whatDoesNotFitIsAMistake() throws {
    #expect(throws: LabError.self) { try MigrationLink(bandwidth: 0) }
    #expect(throws: LabError.self) { try MigrationLink(bandwidth: -5) }
    #expect(throws: LabError.self) { try MigrationLink(bandwidth: 1, activation: -1) }
    // 2^27 pages at a byte a second take 5.5 * 10^20 ns.
    let slow = try MigrationLink(bandwidth: 1)
    #expect(throws: MigrationLink.tooLong) { try PrecopyPlan(pages: 1 << 27, link: slow) }
    let fast = try MigrationLink(bandwidth: .max, activation: .max)
    var plan = try PrecopyPlan(pages: 1 << 27, link: fast)
    #expect(plan.next.duration == 60)
    #expect(throws: LabError.self) { try plan.sent(dirtied: -1) }
    #expect(throws: LabError.self) { try plan.sent(dirtied: 1 << 27 + 1) }
    #expect(plan.rounds.isEmpty)
    #expect(try plan.sent(dirtied: 1000) == nil)
    #expect(throws: MigrationLink.tooLong) { try plan.total }
    #expect(throws: MigrationLink.tooLong) {
      try fast.dirtied(while: .max, PageRate(pages: .max, nanoseconds: 1))
    }
  }

  @Test func reasonsAreWorded() {
    let words = PrecopyStop.allCases.map { $0.words(PrecopyLimits()) }
    #expect(Set(words).count == words.count)
    #expect(words[0] == "no more than 49 pages are left")
  }
}
