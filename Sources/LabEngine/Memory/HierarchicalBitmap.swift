/// A set of whole numbers below `count` that knows its first and last member.
///
/// A 64-ary tree: a bit of level 0 is a member, a bit of level `l + 1` says that a word of level `l` is not
/// zero. Every operation visits at most one word a level, five for 2^28 numbers, and most inserts and
/// removals stop at level 0. Memory is zeroed and untouched parts of it cost nothing.
///
///     level 1             word 0: bits 0 and 2 set
///     level 0   word 0: {3, 60}   word 1: {}   word 2: {128}
struct HierarchicalBitmap: ~Copyable {
  private typealias Levels = InlineArray<5, UnsafeMutablePointer<UInt64>>

  /// Numbers from 0 up to, not including, this one may be members.
  let count: Int
  /// Level 0 once more, so that the hot paths need no index.
  private let words: UnsafeMutablePointer<UInt64>
  private let levels: Levels
  private let depth: Int

  static let greatestCount = 1 << 30

  init(count: Int) {
    precondition(
      0...Self.greatestCount ~= count, "HierarchicalBitmap: \(count) numbers do not fit")
    self.count = count
    let sizes = Self.wordCounts(count)
    depth = sizes.count
    words = zeroed(sizes.reduce(0, +))
    var levels = Levels(repeating: words)
    var base = words
    for level in 0..<sizes.count {
      levels[level] = base
      base += sizes[level]
    }
    self.levels = levels
  }

  deinit { release(words) }

  /// Words of each level, from the members up to the single word at the top.
  private static func wordCounts(_ count: Int) -> [Int] {
    var sizes = [max(1, (count + 63) >> 6)]
    while let last = sizes.last, last > 1 { sizes.append((last + 63) >> 6) }
    return sizes
  }

  var isEmpty: Bool { levels[unchecked: depth &- 1].pointee == 0 }

  @inline(__always) func contains(_ number: Int) -> Bool {
    words[number &>> 6] &>> UInt64(truncatingIfNeeded: number) & 1 != 0
  }

  /// Makes `number` a member.
  @inline(__always) mutating func insert(_ number: Int) {
    let word = number &>> 6
    let old = words[word]
    words[word] = old | Self.bit(number)
    if old == 0 && depth > 1 { insertAbove(word) }
  }

  /// Makes `number` no member.
  @inline(__always) mutating func remove(_ number: Int) {
    let word = number &>> 6
    let left = words[word] & ~Self.bit(number)
    words[word] = left
    if left == 0 && depth > 1 { removeAbove(word) }
  }

  /// The lowest member.
  @inline(__always) var first: Int? {
    var level = depth &- 1
    var index = 0
    if levels[unchecked: level].pointee == 0 { return nil }
    while level >= 0 {
      index = index &<< 6 | levels[unchecked: level][index].trailingZeroBitCount
      level &-= 1
    }
    return index
  }

  /// The highest member.
  @inline(__always) var last: Int? {
    if levels[unchecked: depth &- 1].pointee == 0 { return nil }
    var level = depth &- 1
    var index = 0
    while level >= 0 {
      index = index &<< 6 | Self.highest(levels[unchecked: level][index])
      level &-= 1
    }
    return index
  }

  /// The lowest member that is at least `start`.
  func first(from start: Int) -> Int? {
    var index = max(0, start)
    guard index < count else { return nil }
    var level = 0
    while true {
      let left = levels[level][index >> 6] & ~Self.below(index)
      if left != 0 {
        index = index & ~63 | left.trailingZeroBitCount
        break
      }
      // Nothing more in this word: go on behind it, one level up.
      index = (index >> 6) + 1
      level += 1
      if level == depth || index >= wordCount(at: level - 1) { return nil }
    }
    while level > 0 {
      level -= 1
      index = index << 6 | levels[level][index].trailingZeroBitCount
    }
    return index
  }

  /// The highest member that is less than `end`.
  @inline(__always) func last(below end: Int) -> Int? {
    var index = min(end, count) - 1
    guard index >= 0 else { return nil }
    var level = 0
    while true {
      let left = levels[unchecked: level][index >> 6] & (UInt64.max >> UInt64(63 - index & 63))
      if left != 0 {
        index = index & ~63 | Self.highest(left)
        break
      }
      // Nothing more in this word: go on before it, one level up.
      index = (index >> 6) - 1
      level += 1
      if level == depth || index < 0 { return nil }
    }
    while level > 0 {
      level -= 1
      index = index << 6 | Self.highest(levels[unchecked: level][index])
    }
    return index
  }

  /// An independent copy; takes time and memory in proportion to the parts that hold members.
  borrowing func clone() -> HierarchicalBitmap {
    let copy = HierarchicalBitmap(count: count)
    copy.levels[depth - 1].pointee = levels[depth - 1].pointee
    var level = depth - 1
    while level > 0 {
      let below = wordCount(at: level - 1)
      for word in 0..<wordCount(at: level) where levels[level][word] != 0 {
        let start = word << 6
        copy.levels[level - 1].advanced(by: start)
          .update(from: levels[level - 1].advanced(by: start), count: min(64, below - start))
      }
      level -= 1
    }
    return copy
  }

  /// Traps where a level does not say what the level below it holds.
  borrowing func checkInvariants() {
    for level in 1..<max(1, depth) {
      for word in 0..<wordCount(at: level - 1) {
        let marked = levels[level][word >> 6] & Self.bit(word) != 0
        precondition(
          marked == (levels[level - 1][word] != 0), "HierarchicalBitmap: level \(level) is wrong")
      }
    }
  }

  private func wordCount(at level: Int) -> Int {
    var size = max(1, (count + 63) >> 6)
    for _ in 0..<level { size = (size + 63) >> 6 }
    return size
  }

  private func insertAbove(_ word: Int) {
    var number = word
    var level = 1
    repeat {
      let above = levels[unchecked: level]
      let old = above[number &>> 6]
      above[number &>> 6] = old | Self.bit(number)
      if old != 0 { return }
      number = number &>> 6
      level &+= 1
    } while level < depth
  }

  private func removeAbove(_ word: Int) {
    var number = word
    var level = 1
    repeat {
      let above = levels[unchecked: level]
      let left = above[number &>> 6] & ~Self.bit(number)
      above[number &>> 6] = left
      if left != 0 { return }
      number = number &>> 6
      level &+= 1
    } while level < depth
  }

  /// The bit of `number` in its word.
  @inline(__always) private static func bit(_ number: Int) -> UInt64 {
    1 &<< UInt64(truncatingIfNeeded: number)
  }

  /// The bits below that of `number` in its word.
  @inline(__always) private static func below(_ number: Int) -> UInt64 { bit(number) &- 1 }

  /// The highest set bit of a word that is not zero.
  @inline(__always) private static func highest(_ word: UInt64) -> Int {
    63 &- word.leadingZeroBitCount
  }
}
