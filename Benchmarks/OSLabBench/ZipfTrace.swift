import LabEngine

/// References to pages whose popularity is Zipf's: the page of rank r is drawn in proportion to 1/r.
///
/// Drawn by the alias method (Vose, "A Linear Algorithm for Generating Random Numbers with a Given
/// Distribution", IEEE TSE 17(9), 1991); ranks are given to pages at random, so that popular pages do not
/// lie side by side. One reference in eight is a write.
enum ZipfTrace {
  static func make(references: Int, pages: Int, seed: UInt64) -> [UInt32] {
    var random = SeededRandom(seed: seed)
    let (thresholds, aliases) = aliasTable(ranks: pages)
    let pageOfRank = permutation(of: pages, &random)
    return (0..<references).map { _ in
      let bits = random.next()
      let slot = Int(random.next(below: UInt64(pages)))
      let fraction = Double(bits >> 11) * 0x1p-53
      let rank = fraction < thresholds[slot] ? slot : Int(aliases[slot])
      let write: UInt32 = bits & 7 == 0 ? 1 << 31 : 0
      return pageOfRank[rank] | write
    }
  }

  /// For each slot the share that is its own, and the rank that the rest belongs to.
  private static func aliasTable(ranks: Int) -> (thresholds: [Double], aliases: [UInt32]) {
    var shares = (1...ranks).map { 1 / Double($0) }
    let scale = Double(ranks) / shares.reduce(0, +)
    for rank in shares.indices { shares[rank] *= scale }
    var aliases = [UInt32](repeating: 0, count: ranks)
    var poor = shares.indices.filter { shares[$0] < 1 }
    var rich = shares.indices.filter { shares[$0] >= 1 }
    var thresholds = [Double](repeating: 1, count: ranks)
    while let small = poor.last, let large = rich.last {
      poor.removeLast()
      thresholds[small] = shares[small]
      aliases[small] = UInt32(large)
      shares[large] -= 1 - shares[small]
      if shares[large] < 1 {
        rich.removeLast()
        poor.append(large)
      }
    }
    return (thresholds, aliases)
  }

  private static func permutation(of count: Int, _ random: inout SeededRandom) -> [UInt32] {
    var order = (0..<UInt32(count)).map { $0 }
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, Int(random.next(below: UInt64(index + 1))))
    }
    return order
  }
}
