/// Tasks on circles of time, by where their periods end: one tree a circle. All take O(log tasks) on average.
///
/// Treaps (Seidel and Aragon, "Randomized Search Trees", Algorithmica 16, 1996) whose priorities are mixed from the
/// tasks' indices, so that the same calls give the same trees.
struct PhaseTrees {
  private struct Node: BitwiseCopyable {
    var left: Int32 = -1
    var right: Int32 = -1
    var tree: Int32 = -1
    var phase = 0
  }

  private var nodes: [Node] = []
  private var roots: [Int32] = []

  /// The number of a new tree.
  mutating func append() -> Int {
    roots.append(-1)
    return roots.count - 1
  }

  /// The tree that a task is in.
  @inline(__always) func tree(of task: Int) -> Int? {
    task < nodes.count && nodes[task].tree >= 0 ? Int(nodes[task].tree) : nil
  }

  /// Where on its circle a task is.
  @inline(__always) func phase(of task: Int) -> Int { nodes[task].phase }

  mutating func insert(_ task: Int, in tree: Int, phase: Int) {
    while nodes.count <= task { nodes.append(Node()) }
    nodes[task] = Node(tree: Int32(tree), phase: phase)
    roots[tree] = joined(Int32(task), roots[tree])
  }

  /// Does nothing if it is in none.
  mutating func remove(_ task: Int) {
    guard let tree = tree(of: task) else { return }
    roots[tree] = left(Int32(task), roots[tree])
    nodes[task].tree = -1
  }

  /// The first task behind a place on the circle, and going round the first of all; at one place in the order of their
  /// creation.
  @inline(__always) func first(of tree: Int, behind phase: Int) -> Int? {
    var best = Int32(-1)
    var node = roots[tree]
    while node >= 0 {
      let isBehind = nodes[Int(node)].phase > phase
      if isBehind { best = node }
      node = isBehind ? nodes[Int(node)].left : nodes[Int(node)].right
    }
    if best >= 0 { return Int(best) }
    node = roots[tree]
    while node >= 0 {
      best = node
      node = nodes[Int(node)].left
    }
    return best < 0 ? nil : Int(best)
  }

  /// The task behind another on its circle; the same if it is alone.
  func following(_ task: Int) -> Int? {
    guard let tree = tree(of: task) else { return nil }
    var best = Int32(-1)
    var node = roots[tree]
    while node >= 0 {
      let isBehind = isBefore(Int32(task), node)
      if isBehind { best = node }
      node = isBehind ? nodes[Int(node)].left : nodes[Int(node)].right
    }
    return best < 0 ? first(of: tree, behind: -1) : Int(best)
  }

  // MARK: Trees

  private func isBefore(_ a: Int32, _ b: Int32) -> Bool {
    let (first, second) = (nodes[Int(a)].phase, nodes[Int(b)].phase)
    return first != second ? first < second : a < b
  }

  private func isAbove(_ a: Int32, _ b: Int32) -> Bool { Self.mixed(a) > Self.mixed(b) }

  /// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014: each index gives another one.
  private static func mixed(_ task: Int32) -> UInt64 {
    var bits = UInt64(UInt32(bitPattern: task)) &* 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return bits ^ bits >> 31
  }

  private mutating func joined(_ task: Int32, _ root: Int32) -> Int32 {
    guard root >= 0 else { return task }
    if isAbove(task, root) {
      (nodes[Int(task)].left, nodes[Int(task)].right) = split(root, at: task)
      return task
    }
    if isBefore(task, root) {
      nodes[Int(root)].left = joined(task, nodes[Int(root)].left)
    } else {
      nodes[Int(root)].right = joined(task, nodes[Int(root)].right)
    }
    return root
  }

  private mutating func split(_ root: Int32, at task: Int32) -> (Int32, Int32) {
    guard root >= 0 else { return (-1, -1) }
    if isBefore(root, task) {
      let (low, high) = split(nodes[Int(root)].right, at: task)
      nodes[Int(root)].right = low
      return (root, high)
    }
    let (low, high) = split(nodes[Int(root)].left, at: task)
    nodes[Int(root)].left = high
    return (low, root)
  }

  private mutating func merged(_ low: Int32, _ high: Int32) -> Int32 {
    guard low >= 0 else { return high }
    guard high >= 0 else { return low }
    if isAbove(low, high) {
      nodes[Int(low)].right = merged(nodes[Int(low)].right, high)
      return low
    }
    nodes[Int(high)].left = merged(low, nodes[Int(high)].left)
    return high
  }

  /// What is left of a tree without a task.
  private mutating func left(_ task: Int32, _ root: Int32) -> Int32 {
    guard root >= 0, root != task else {
      return root < 0 ? root : merged(nodes[Int(root)].left, nodes[Int(root)].right)
    }
    if isBefore(task, root) {
      nodes[Int(root)].left = left(task, nodes[Int(root)].left)
    } else {
      nodes[Int(root)].right = left(task, nodes[Int(root)].right)
    }
    return root
  }
}
