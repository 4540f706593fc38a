/// A parameter of a policy, as in `clock(bit=0)`: a whole number in a closed range.
public struct PolicyParameter: Sendable {
  public let name: String
  public let range: ClosedRange<Int>
  public let standard: Int
  public let meaning: String
}

/// What help, completion and the documentation say of a policy.
public struct PolicyDescription: Sendable {
  public let name: String
  /// One line.
  public let summary: String
  /// The conventions that textbooks leave open, as the student is told them, with the source.
  public let conventions: String
  public let parameters: [PolicyParameter]
  /// True if the policy looks ahead in the string (OPT and its opposite).
  public let looksAhead: Bool
}

/// What a policy may see when it is asked for a victim.
struct FaultView {
  let bits: FrameBits
  /// A frame that must stay (the source of a copy under way).
  let pinned: Frame?
  /// Place in the current string of the reference that faults.
  let position: Int
  /// The page-table words of the process whose string runs: frame << 5 | flags, valid if bit 0 is set.
  let pageTable: UnsafePointer<UInt32>
  /// True if frames are locked: they are reserved and used. Policies that look ahead never meet any.
  var hasLocks = false

  /// True if any used frame may go.
  @inline(__always) var isFree: Bool { pinned == nil && !hasLocks }

  /// True if the page in a used frame may go.
  @inline(__always) func mayGo(_ frame: Frame) -> Bool {
    frame != pinned && bits[frame] & FrameBits.reserved == 0
  }
}

/// The references that lie ahead, for policies that look ahead. Immutable, shared by all copies of a policy.
final class Future {
  static let never = UInt32.max

  let references: UnsafePointer<UInt32>
  let count: Int
  /// For each position, the next position that refers to the same page, or `never`.
  let nextUse: UnsafeMutablePointer<UInt32>
  /// Keeps `references` alive.
  private let owner: AnyObject
  /// The first position of each page plus 1; 0, which is `never` plus 1, costs no memory where no page is used.
  private let firstUse: UnsafeMutablePointer<UInt32>
  private let pages: Int

  /// One backward pass. `pages` bounds the page numbers in `references`.
  init(references: UnsafePointer<UInt32>, count: Int, pages: Int, owner: AnyObject) {
    self.references = references
    self.count = count
    self.pages = pages
    self.owner = owner
    nextUse = .allocate(capacity: max(1, count))
    firstUse = zeroed(pages)
    var index = count - 1
    while index >= 0 {
      let page = Int(references[index] & 0x7fff_ffff)
      nextUse[index] = firstUse[page] &- 1
      firstUse[page] = UInt32(truncatingIfNeeded: index) &+ 1
      index -= 1
    }
  }

  /// The first position that refers to `page`, or `never`.
  func first(_ page: Int) -> UInt32 { page < pages ? firstUse[page] &- 1 : Future.never }

  deinit {
    nextUse.deallocate()
    release(firstUse)
  }
}

/// How frames are chosen for replacement: global, over frame indices, with intrusive arrays by frame.
///
/// The pager calls `loaded` when a page was placed in a frame, `referenced` at each later hit, `removed`
/// when the page left, and asks `victim` only when no frame is free. `victim` is a question: eviction is
/// the pager's, who calls `removed` on the answer before it loads the next page. The pager sets the
/// `referenced` and `dirty` bits of `FrameBits` itself, before `referenced` and `loaded`; a policy may clear
/// them. No method allocates except `init`, `clone` and `begin`.
///
/// Arrays are to be indexed by frame, allocated zeroed (so that untouched ones cost no memory), and
/// encoded so that zero means "none": a machine may have 2^27 frames of which ten are used.
protocol ReplacementPolicy: ~Copyable, SendableMetatype {
  static var description: PolicyDescription { get }

  /// `parameters` holds one value a declared parameter, in order, checked against its range.
  init(frames: Int, parameters: [Int], seed: UInt64)

  /// A page was placed in `frame` by the reference at `position`.
  mutating func loaded(_ frame: Frame, at position: Int, bits: FrameBits)
  /// The page in `frame` was referenced by the reference at `position`: a hit.
  mutating func referenced(_ frame: Frame, at position: Int)
  /// The frame to give up, among those loaded and neither pinned nor locked; nil if there is none.
  mutating func victim(_ view: FaultView) -> Frame?
  /// The page in `frame` left.
  mutating func removed(_ frame: Frame)
  /// The process that runs maps `frame` no longer; the page stays in it for the others that share it.
  mutating func detached(_ frame: Frame)

  /// A string begins. `resident` holds each frame that holds a page of its process, with that page.
  mutating func begin(_ future: Future, resident: [(frame: Frame, page: Int)])
  /// The string has ended: nothing is known of the future any more.
  mutating func end()

  /// Why this page was chosen, in a few words: "used longest ago, at reference 4".
  static func reason(_ victim: VictimLife) -> String

  /// An independent copy.
  borrowing func clone() -> Self
  /// Traps with a reason if the policy's own structure is broken; `bits` says which frames are used.
  borrowing func checkInvariants(bits: FrameBits)
}

extension ReplacementPolicy where Self: ~Copyable {
  @inline(__always) mutating func referenced(_ frame: Frame, at position: Int) {}
  mutating func detached(_ frame: Frame) {}
  mutating func begin(_ future: Future, resident: [(frame: Frame, page: Int)]) {}
  mutating func end() {}
}
