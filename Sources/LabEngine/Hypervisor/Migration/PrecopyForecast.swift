/// What pre-copy would do with a program that writes to pages at a steady rate: the formula.
///
/// With memory M, bandwidth B and dirty rate D, round i sends Vᵢ = M (D/B)ⁱ and takes Vᵢ/B; it ends with the
/// first n for which Vₙ is below the threshold. All rounds take (M/B) (1 − (D/B)ⁿ) / (1 − D/B), and the downtime
/// is Vₙ/B and the activation. (Liu and others, "Performance and Energy Modeling for Live Migration of Virtual
/// Machines", HPDC 2011, section 3.)
///
/// Only whole pages are sent, so that each Vᵢ is rounded up before the next one is worked out of it: where D is below
/// B, no Vᵢ is more than 1 / (1 − D/B) pages above the formula's. A program cannot write to more pages than it
/// has.
extension PrecopyPlan {
  /// All rounds up to the reason to stop.
  static func forecast(
    pages: Int, link: MigrationLink, rate: PageRate, limits: PrecopyLimits = PrecopyLimits()
  ) throws -> PrecopyPlan {
    var plan = try PrecopyPlan(pages: pages, link: link, limits: limits)
    while plan.stop == nil {
      let written = try link.dirtied(while: plan.next.pages, rate)
      _ = try plan.sent(dirtied: min(written, pages))
    }
    return plan
  }

  /// What the formula says of the same migration with the dirty rate that was measured in it; nil before the
  /// first round is over.
  func forecast() throws -> PrecopyPlan? {
    try dirtyRate.map { rate in
      try Self.forecast(pages: pages, link: link, rate: rate, limits: limits)
    }
  }
}
