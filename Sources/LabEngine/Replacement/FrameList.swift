/// Frames in an order: a doubly linked list through arrays indexed by frame.
///
/// Every operation takes constant time and allocates nothing. A frame may stand in it once.
///
/// Invariant: node `f + 1` stands for frame `f` and node 0 for both ends, so that zeroed memory is an
/// empty list and no end needs a special case.
struct FrameList: ~Copyable {
  struct Link: BitwiseCopyable {
    var previous: UInt32
    var next: UInt32
  }

  private let links: ZeroedMemory<Link>
  /// Nodes from here on were never touched.
  private var fresh: UInt32 = 1

  init(frames: Int) { links = ZeroedMemory(count: frames + 1) }

  private init(links: consuming ZeroedMemory<Link>, fresh: UInt32) {
    self.links = links
    self.fresh = fresh
  }

  /// The first frame whose page may go.
  @inline(__always) func first(_ view: FaultView) -> Frame? {
    var node = links[0].next
    while !view.isFree, node != 0, !view.mayGo(Frame(node &- 1)) { node = links[node].next }
    return Self.frame(node)
  }

  /// The last frame whose page may go.
  @inline(__always) func last(_ view: FaultView) -> Frame? {
    var node = links[0].previous
    while !view.isFree, node != 0, !view.mayGo(Frame(node &- 1)) { node = links[node].previous }
    return Self.frame(node)
  }

  /// Adds `frame`, which must not stand in the list, at the end.
  @inline(__always) mutating func append(_ frame: Frame) {
    let node = frame.index &+ 1
    if node >= fresh { fresh = node &+ 1 }
    link(node)
  }

  /// Takes `frame`, which must stand in the list, out of it.
  @inline(__always) func remove(_ frame: Frame) { unlink(frame.index &+ 1) }

  /// Moves `frame`, which must stand in the list, to the end.
  @inline(__always) func moveToEnd(_ frame: Frame) {
    let node = frame.index &+ 1
    if links[0].previous == node { return }
    unlink(node)
    link(node)
  }

  borrowing func clone() -> FrameList {
    FrameList(links: links.clone(used: Int(fresh)), fresh: fresh)
  }

  /// Traps unless the list is well linked and holds exactly the used frames.
  borrowing func checkInvariants(bits: FrameBits) {
    var seen = 0
    var node: UInt32 = 0
    repeat {
      let next = links[node].next
      precondition(links[next].previous == node, "FrameList: broken link after node \(node)")
      if next != 0 {
        precondition(bits[Frame(next - 1)] & FrameBits.used != 0, "FrameList: unused frame listed")
        seen += 1
      }
      precondition(seen <= bits.count, "FrameList: endless")
      node = next
    } while node != 0
    precondition(seen == bits.usedCount, "FrameList: used frame missing")
  }

  @inline(__always) private func link(_ node: UInt32) {
    let last = links[0].previous
    links[node] = Link(previous: last, next: 0)
    links.base[Int(last)].next = node
    links.base[0].previous = node
  }

  @inline(__always) private func unlink(_ node: UInt32) {
    let link = links[node]
    assert(links[link.next].previous == node, "FrameList: frame \(node) - 1 is not listed")
    links.base[Int(link.previous)].next = link.next
    links.base[Int(link.next)].previous = link.previous
  }

  @inline(__always) private static func frame(_ node: UInt32) -> Frame? {
    node == 0 ? nil : Frame(node &- 1)
  }
}

extension FrameBits {
  /// How many frames hold a page; for invariants, as it walks them all.
  var usedCount: Int {
    var sum = 0
    for index in 0..<count where base[index] & FrameBits.used != 0 { sum += 1 }
    return sum
  }
}
