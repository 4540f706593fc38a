/// The way between two hosts: how long pages take.
struct MigrationLink: Hashable, Sendable {
  /// Bytes a second.
  let bandwidth: Int
  /// Bytes that a page takes on it.
  let pageBytes: Int
  /// Nanoseconds from the last byte until the program goes on: redirecting the network, starting the harts.
  let activation: Int

  /// - Throws: a `LabError` for a bandwidth or a page of nothing.
  init(bandwidth: Int, pageBytes: Int = 4096, activation: Int = 0) throws {
    for (what, value, least) in [
      ("the bandwidth", bandwidth, 1), ("the size of a page", pageBytes, 1),
      ("the time to go on", activation, 0),
    ] where value < least {
      throw LabError(.outOfRange(what: what, value: "\(value)", range: "at least \(least)"))
    }
    (self.bandwidth, self.pageBytes, self.activation) = (bandwidth, pageBytes, activation)
  }

  static let tooLong = LabError(
    .overflow("The machine's clock holds 292 years; this migration takes longer."))

  private static let second: UInt128 = 1_000_000_000

  /// Nanoseconds that so many pages take, rounded up.
  func duration(of pages: Int) throws -> Int {
    let bytes = UInt128(max(0, pages)) * UInt128(pageBytes)
    return try Self.quotient([bytes, Self.second], [UInt128(bandwidth)])
  }

  /// Pages that a program writes to at a steady rate while so many are sent, rounded up.
  func dirtied(while pages: Int, _ rate: PageRate) throws -> Int {
    let bytes = UInt128(max(0, pages)) * UInt128(pageBytes)
    return try Self.quotient(
      [bytes, Self.second, UInt128(max(0, rate.pages))],
      [UInt128(bandwidth), UInt128(max(1, rate.nanoseconds))])
  }

  /// The product of some numbers over that of others, rounded up.
  private static func quotient(_ above: [UInt128], _ below: [UInt128]) throws -> Int {
    func product(_ factors: [UInt128]) throws -> UInt128 {
      try factors.reduce(1) { product, factor in
        let (result, overflow) = product.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw tooLong }
        return result
      }
    }
    let (whole, rest) = try product(above).quotientAndRemainder(dividingBy: try product(below))
    guard let result = Int(exactly: rest == 0 ? whole : whole + 1) else { throw tooLong }
    return result
  }
}

/// So many pages in so many nanoseconds.
struct PageRate: Hashable, Sendable {
  var pages: Int
  var nanoseconds: Int
}
