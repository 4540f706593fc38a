/// When pre-copy gives up sending rounds and stops the program.
///
/// The defaults are those of Xen, which the paper's authors wrote (`xc_domain_save`): fewer than 50 pages left, 30
/// times round the loop with the last one, three times the memory sent.
struct PrecopyLimits: Hashable, Sendable {
  /// So few pages are left that a further round would not be noticed.
  var threshold = 49
  /// Rounds before stop-and-copy.
  var rounds = 29
  /// What may be sent in all rounds, in multiples of the memory.
  var factor = 3
  /// Whether to stop as soon as a round leaves no fewer pages than it has sent.
  var mustShrink = true

  /// The first reason to stop after the `count`-th round; `sent` counts the pages of all of them.
  func reason(
    after count: Int, _ round: PrecopyPlan.Round, sent: Int, of pages: Int
  ) -> PrecopyStop? {
    if round.dirtied <= threshold { return .threshold }
    if mustShrink, round.dirtied >= round.pages { return .notShrinking }
    if count >= rounds { return .rounds }
    let (most, overflow) = pages.multipliedReportingOverflow(by: factor)
    // The next round would go beyond it.
    return !overflow && sent > most - round.dirtied ? .volume : nil
  }
}

/// Why the rounds of a pre-copy have ended.
enum PrecopyStop: Hashable, Sendable, CaseIterable {
  case threshold
  case notShrinking
  case rounds
  case volume

  /// True if the downtime is what pre-copy is for; otherwise the program writes too fast for the link.
  var isConverged: Bool { self == .threshold }

  /// For people, behind "pre-copy ends because".
  func words(_ limits: PrecopyLimits) -> String {
    switch self {
    case .threshold: "no more than \(counted(limits.threshold, "page")) are left"
    case .notShrinking: "a round left as many pages to send as it had sent: more would not help"
    case .rounds: "it has had \(counted(limits.rounds, "round")), all that are allowed"
    case .volume: "it would send more than \(limits.factor) times the memory"
    }
  }
}
