/// The candidate that `name` was most likely meant to be; nil if none is near.
///
/// Near is what few slips of the keyboard make of a name (letters left out, added, changed or swapped: the
/// distance of Damerau and Levenshtein, at most a third of the length), or what one starts and the other goes
/// on with. Of equally near ones the first.
public func nearest(_ name: String, among candidates: [String]) -> String? {
  let typed = Array(name.lowercased().unicodeScalars.prefix(65))
  guard !typed.isEmpty, typed.count <= 64 else { return nil }
  var best: (candidate: String, cost: Int)?
  for candidate in candidates {
    let letters = Array(candidate.lowercased().unicodeScalars.prefix(65))
    guard candidate != name, let cost = cost(typed, letters) else { continue }
    if cost < best?.cost ?? .max { best = (candidate, cost) }
  }
  return best?.candidate
}

/// Twice the distance, so that a beginning can be ranked between one slip and two; nil if it is too far.
private func cost(_ typed: [Unicode.Scalar], _ candidate: [Unicode.Scalar]) -> Int? {
  let distance = editDistance(typed, candidate)
  let allowed = max(1, max(typed.count, candidate.count) / 3)
  let isNear = distance <= allowed && distance < max(typed.count, candidate.count)
  if isNear, distance <= 1 { return 2 * distance }
  if typed.count >= 2, candidate.starts(with: typed) { return 3 }
  if candidate.count >= 2, typed.count <= 2 * candidate.count, typed.starts(with: candidate) {
    return 3
  }
  return isNear ? 2 * distance : nil
}

/// Insertions, deletions, changes and swaps of neighbours that make `a` of `b`.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var row = [i + 1]
    for (j, y) in b.enumerated() {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (x == y ? 0 : 1))
      if i > 0, j > 0, x == b[j - 1], a[i - 1] == y { cost = min(cost, beforeLast[j - 1] + 1) }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}

/// What a beginning of a name stands for.
public enum PrefixMatch: Hashable, Sendable {
  case none
  case one(String)
  /// In the order of the candidates.
  case several([String])
}

/// The candidate that `typed` is, or else those that it is the beginning of.
public func uniquePrefix(_ typed: String, among candidates: [String]) -> PrefixMatch {
  if candidates.contains(typed) { return .one(typed) }
  guard !typed.isEmpty else { return .none }
  let matches = candidates.filter { $0.hasPrefix(typed) }
  return matches.count > 1 ? .several(matches) : matches.first.map(PrefixMatch.one) ?? .none
}
