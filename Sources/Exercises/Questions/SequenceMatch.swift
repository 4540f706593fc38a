/// Credit for a list in order: the longest common subsequence, of the longer of the two lists.
///
/// So each missing entry, each extra one and each out of place costs its share.
enum SequenceMatch {
  /// Both lists by numbers that stand for equal entries.
  static func common(_ a: [Int], _ b: [Int]) -> Int {
    var row = Array(repeating: 0, count: b.count + 1)
    for entry in a {
      var diagonal = 0
      for index in b.indices {
        let above = row[index + 1]
        row[index + 1] = entry == b[index] ? diagonal + 1 : max(above, row[index])
        diagonal = above
      }
    }
    return row[b.count]
  }
}
