/// The word that was probably meant.
enum Spelling {
  /// The nearest of `candidates`, at most a third of the word away; the first of equally near ones.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let word = Array(word.lowercased().prefix(64))
    var best: (distance: Int, word: String)?
    for candidate in candidates {
      let distance = distance(word, Array(candidate.lowercased()))
      if distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    guard let best, best.distance <= max(1, word.count / 3) else { return nil }
    return best.word
  }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var current = [i + 1]
      for j in 0..<b.count {
        var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        current.append(cost)
      }
      before = previous
      previous = current
    }
    return previous[b.count]
  }
}
