/// Live migration by pre-copy: memory is sent while its program runs, then in rounds what was written meanwhile, and
/// the rest while it stands still.
///
/// Clark and others, "Live Migration of Virtual Machines", NSDI 2005, sections 3.2 and 4. Whoever migrates runs the
/// program for `next.duration`, counts the pages that were written, and says so with `sent`; until that gives a
/// reason to stop. What is left then is sent by `stopAndCopy`, and takes `downtime`.
///
/// Times are whole nanoseconds, rounded up; everything is exact otherwise, and what does not fit is a `LabError`.
struct PrecopyPlan: Hashable, Sendable {
  /// What was, or is to be, sent at one go.
  struct Round: Hashable, Sendable {
    var pages: Int
    /// Nanoseconds.
    var duration: Int
    /// Pages that were written meanwhile: those of the next round.
    var dirtied = 0
  }

  /// Pages of memory, all of which the first round sends.
  let pages: Int
  let link: MigrationLink
  let limits: PrecopyLimits
  private(set) var rounds: [Round] = []
  /// Why no more rounds are worth their while; nil as long as they are.
  private(set) var stop: PrecopyStop?
  /// What the next round, or stop-and-copy, sends.
  private(set) var next: Round
  /// Pages that were sent in rounds, and how long that took.
  private(set) var sentPages = 0
  private(set) var sentDuration = 0

  init(pages: Int, link: MigrationLink, limits: PrecopyLimits = PrecopyLimits()) throws {
    (self.pages, self.link, self.limits) = (pages, link, limits)
    next = Round(pages: pages, duration: try link.duration(of: pages))
  }

  /// The next round has been sent, and so many pages were written meanwhile. A reason if it was the last one.
  mutating func sent(dirtied: Int) throws -> PrecopyStop? {
    guard stop == nil else { return stop }
    guard (0...pages).contains(dirtied) else {
      throw LabError(
        .outOfRange(what: "pages written in a round", value: "\(dirtied)", range: "0 to \(pages)"))
    }
    let round = Round(pages: next.pages, duration: next.duration, dirtied: dirtied)
    let rest = Round(pages: dirtied, duration: try link.duration(of: dirtied))
    let volume = try sum(sentPages, round.pages)
    sentDuration = try sum(sentDuration, round.duration)
    sentPages = volume
    rounds.append(round)
    next = rest
    stop = limits.reason(after: rounds.count, round, sent: volume, of: pages)
    return stop
  }

  /// The last round, sent while the program stands still.
  var stopAndCopy: Round? { stop == nil ? nil : next }

  /// Nanoseconds for which the program would stand still if it were stopped now.
  var downtime: Int { get throws { try sum(next.duration, link.activation) } }

  /// Nanoseconds from the first byte until the program goes on at its new place.
  var total: Int { get throws { try sum(sentDuration, try downtime) } }

  /// Pages that cross the link in all.
  var volume: Int { get throws { try sum(sentPages, next.pages) } }

  /// How fast the program has written to pages so far; nil before the first round is over.
  var dirtyRate: PageRate? {
    guard sentDuration > 0 else { return nil }
    return PageRate(
      pages: rounds.reduce(0) { $0 + $1.dirtied }, nanoseconds: sentDuration)
  }
}

/// Nanoseconds and pages of any migration that ends fit into 64 bits.
private func sum(_ a: Int, _ b: Int) throws -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  guard !overflow else { throw MigrationLink.tooLong }
  return sum
}
