/// Numbers in a row, of which the first from a place on that is large enough is found in O(log n), as is a change made.
///
/// A tournament of the greatest: each inner node holds the greater of its two.
struct RankTree {
  private(set) var count = 0
  /// The root at 1, the leaves from `leaves` on; -1 where there is no number yet.
  private var nodes: [Int32] = [-1, -1]
  private var leaves = 1

  subscript(place: Int) -> Int { Int(nodes[leaves + place]) }

  mutating func append(_ number: Int) {
    if count == leaves { grow() }
    count += 1
    set(count - 1, number)
  }

  private mutating func grow() {
    var larger = [Int32](repeating: -1, count: 4 * leaves)
    for place in 0..<count { larger[2 * leaves + place] = nodes[leaves + place] }
    leaves *= 2
    nodes = larger
    for node in stride(from: leaves - 1, to: 0, by: -1) {
      nodes[node] = max(nodes[2 * node], nodes[2 * node + 1])
    }
  }

  mutating func set(_ place: Int, _ number: Int) {
    var node = leaves + place
    nodes[node] = Int32(number)
    while node > 1 {
      node /= 2
      let greatest = max(nodes[2 * node], nodes[2 * node + 1])
      guard nodes[node] != greatest else { return }
      nodes[node] = greatest
    }
  }

  /// The first place from `start` on whose number is at least `least`, which is not negative.
  func first(atLeast least: Int, from start: Int = 0) -> Int? {
    guard start < count else { return nil }
    var node = leaves + start
    // Up, past what lies to the left of `start`, to the first subtree that has one.
    while nodes[node] < least {
      while node & 1 == 1 { node /= 2 }
      guard node > 0 else { return nil }
      node += 1
    }
    while node < leaves { node = nodes[2 * node] >= least ? 2 * node : 2 * node + 1 }
    return node - leaves
  }
}
