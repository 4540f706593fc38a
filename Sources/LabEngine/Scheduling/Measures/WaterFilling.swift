/// Who gets how much of the CPUs in an ideal world: to each in proportion to its weight, but no more than its limit;
/// what those at their limits leave goes to the others in the same way.
///
/// This is weighted max-min fairness (Bertsekas and Gallager, Data Networks, 2nd ed., 6.5.2). Exact: all is in hundredths
/// of a CPU, as fractions.
struct WaterFilling {
  struct Claim {
    let weight: Int
    /// At most so many hundredths of a CPU; 0 for whoever wants nothing.
    let limit: Int
    /// The set of CPUs that it may use, see `AffineFilling`; -1 for all.
    var set = -1
  }

  /// A part of the CPUs, in hundredths of one.
  struct Part {
    let numerator: Int
    let denominator: Int

    static let none = Part(numerator: 0, denominator: 1)
  }

  /// The parts of the claims, in their order.
  static func parts(_ claims: [Claim], cpus: Int) -> [Part] {
    var left = cpus * 100
    var weights = claims.reduce(0) { $0 + ($1.limit > 0 ? $1.weight : 0) }
    var parts = claims.map { _ in Part.none }
    let order = claims.indices.filter { claims[$0].limit > 0 }.sorted { a, b in
      let x = claims[a].limit * claims[b].weight
      let y = claims[b].limit * claims[a].weight
      return x != y ? x < y : a < b
    }
    for index in order {
      let claim = claims[index]
      if claim.limit * weights <= left * claim.weight {
        parts[index] = Part(numerator: claim.limit, denominator: 1)
        left -= claim.limit
        weights -= claim.weight
      } else {
        parts[index] = Part(numerator: left * claim.weight, denominator: weights)
      }
    }
    return parts
  }
}
