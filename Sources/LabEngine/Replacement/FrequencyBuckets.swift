/// Loaded frames by how often they were used since they were loaded, and by last use among equals.
///
/// A list of buckets by count, each a list of frames; every operation takes constant time (Shah, Mitra and
/// Matani, "An O(1) algorithm for implementing the LFU cache eviction scheme", 2010). A frame comes to a
/// bucket by a use, always at its end, so that a bucket's order is that of last use.
///
/// Invariant: bucket `b` stands for a non-empty set of frames with one count; counts grow along the list.
/// Frames and buckets are encoded plus 1, so that 0 is both "none" and the end of the list of buckets.
struct FrequencyBuckets: ~Copyable {
  struct Member: BitwiseCopyable {
    var previous: UInt32
    var next: UInt32
    var bucket: UInt32
  }

  struct Bucket: BitwiseCopyable {
    var count: UInt64
    var first: UInt32
    var last: UInt32
    var lower: UInt32
    var higher: UInt32
  }

  private let members: ZeroedMemory<Member>
  private let buckets: ZeroedMemory<Bucket>
  /// The last bucket given back; each gives the one before it in `higher`.
  private var spare: UInt32 = 0
  private var freshMember: UInt32 = 1
  private var freshBucket: UInt32 = 1

  init(frames: Int) {
    members = ZeroedMemory(count: frames + 1)
    // One more than frames, as a frame's new bucket is made before its old one is given back.
    buckets = ZeroedMemory(count: frames + 2)
  }

  private init(copying other: borrowing FrequencyBuckets) {
    members = other.members.clone(used: Int(other.freshMember))
    buckets = other.buckets.clone(used: Int(other.freshBucket))
    spare = other.spare
    freshMember = other.freshMember
    freshBucket = other.freshBucket
  }

  /// Adds `frame`, which must not be there, with count 1.
  mutating func insert(_ frame: Frame) {
    let member = frame.index &+ 1
    if member >= freshMember { freshMember = member &+ 1 }
    append(member, to: bucket(after: 0, count: 1))
  }

  /// Counts one more use of `frame`.
  mutating func increment(_ frame: Frame) {
    let member = frame.index &+ 1
    let old = members[member].bucket
    let count = buckets[old].count &+ 1
    let new = bucket(after: old, count: count)
    unlink(member)
    append(member, to: new)
  }

  /// Takes `frame`, which must be there, away.
  mutating func remove(_ frame: Frame) { unlink(frame.index &+ 1) }

  /// Of the least often used frames that may go, the one whose last use is longest ago.
  func leastOften(_ view: FaultView) -> Frame? {
    var bucket = buckets[0].higher
    while bucket != 0 {
      if let frame = first(of: bucket, view) { return frame }
      bucket = buckets[bucket].higher
    }
    return nil
  }

  /// Of the most often used frames that may go, the one whose last use is longest ago.
  func mostOften(_ view: FaultView) -> Frame? {
    var bucket = buckets[0].lower
    while bucket != 0 {
      if let frame = first(of: bucket, view) { return frame }
      bucket = buckets[bucket].lower
    }
    return nil
  }

  borrowing func clone() -> FrequencyBuckets { FrequencyBuckets(copying: self) }

  /// Traps unless both kinds of list are well linked and hold exactly the used frames.
  borrowing func checkInvariants(bits: FrameBits) {
    var seen = 0
    var bucket: UInt32 = 0
    repeat {
      let next = buckets[bucket].higher
      precondition(buckets[next].lower == bucket, "FrequencyBuckets: broken link at \(bucket)")
      if next != 0 {
        precondition(buckets[next].count > buckets[bucket].count, "FrequencyBuckets: order")
        seen += checkMembers(of: next, bits: bits)
        precondition(seen <= bits.count, "FrequencyBuckets: endless")
      }
      bucket = next
    } while bucket != 0
    precondition(seen == bits.usedCount, "FrequencyBuckets: used frame missing")
  }

  private borrowing func checkMembers(of bucket: UInt32, bits: FrameBits) -> Int {
    var seen = 0
    var previous: UInt32 = 0
    var member = buckets[bucket].first
    while member != 0 {
      precondition(members[member].bucket == bucket, "FrequencyBuckets: wrong bucket")
      precondition(members[member].previous == previous, "FrequencyBuckets: broken member link")
      precondition(
        bits[Frame(member - 1)] & FrameBits.used != 0, "FrequencyBuckets: unused frame listed")
      seen += 1
      precondition(seen <= bits.count, "FrequencyBuckets: endless bucket")
      previous = member
      member = members[member].next
    }
    precondition(seen > 0 && buckets[bucket].last == previous, "FrequencyBuckets: bucket's end")
    return seen
  }

  private func first(of bucket: UInt32, _ view: FaultView) -> Frame? {
    var member = buckets[bucket].first
    while !view.isFree, member != 0, !view.mayGo(Frame(member &- 1)) {
      member = members[member].next
    }
    return member == 0 ? nil : Frame(member &- 1)
  }

  /// The bucket of `count`, made if need be; its place is just after `lower`.
  private mutating func bucket(after lower: UInt32, count: UInt64) -> UInt32 {
    let higher = buckets[lower].higher
    if higher != 0 && buckets[higher].count == count { return higher }
    let made: UInt32
    if spare != 0 {
      made = spare
      spare = buckets[made].higher
    } else {
      made = freshBucket
      freshBucket &+= 1
    }
    buckets[made] = Bucket(count: count, first: 0, last: 0, lower: lower, higher: higher)
    buckets.base[Int(lower)].higher = made
    buckets.base[Int(higher)].lower = made
    return made
  }

  private mutating func append(_ member: UInt32, to bucket: UInt32) {
    let last = buckets[bucket].last
    members[member] = Member(previous: last, next: 0, bucket: bucket)
    if last == 0 {
      buckets.base[Int(bucket)].first = member
    } else {
      members.base[Int(last)].next = member
    }
    buckets.base[Int(bucket)].last = member
  }

  private mutating func unlink(_ member: UInt32) {
    let link = members[member]
    let bucket = Int(link.bucket)
    assert(bucket != 0, "FrequencyBuckets: frame is not there")
    if link.previous == 0 {
      buckets.base[bucket].first = link.next
    } else {
      members.base[Int(link.previous)].next = link.next
    }
    if link.next == 0 {
      buckets.base[bucket].last = link.previous
    } else {
      members.base[Int(link.next)].previous = link.previous
    }
    members[member] = Member(previous: 0, next: 0, bucket: 0)
    if buckets.base[bucket].first == 0 { giveBack(link.bucket) }
  }

  private mutating func giveBack(_ bucket: UInt32) {
    let link = buckets[bucket]
    buckets.base[Int(link.lower)].higher = link.higher
    buckets.base[Int(link.higher)].lower = link.lower
    buckets.base[Int(bucket)].higher = spare
    spare = bucket
  }
}
