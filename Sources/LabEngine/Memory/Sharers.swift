/// The mappings of every frame that is mapped more than once, first owner first.
///
/// A list a frame, linked both ways in one pool, so that sharing and leaving a frame take the same time however
/// many frames there are. A list that has grown long, as that of the zero page does, is indexed as well.
struct Sharers: ~Copyable {
  struct Link: BitwiseCopyable {
    var mapping: Mapping
    /// Place in the pool; 0 at the end of the list.
    var next: UInt32
    var previous: UInt32
  }

  struct List: BitwiseCopyable {
    var first: UInt32
    var last: UInt32
    var count: UInt32
  }

  /// From so many mappings on a list is indexed.
  private static let longList = 32

  private let lists: ZeroedMemory<List>
  private var links = [Link(mapping: Mapping(space: 0, page: 0), next: 0, previous: 0)]
  /// The first unused place of the pool, linked by `next`; 0 if all are used.
  private var unused: UInt32 = 0
  private var places: [Frame: [Mapping: UInt32]] = [:]
  /// Frames that have a list.
  private(set) var frames = 0
  /// Entries of all lists.
  private(set) var mappings = 0

  init(frames: Int) { lists = ZeroedMemory(count: frames) }

  private init(copying other: borrowing Sharers, used: Int) {
    lists = other.lists.clone(used: used)
    links = other.links
    unused = other.unused
    places = other.places
    frames = other.frames
    mappings = other.mappings
  }

  /// A copy of the lists of the first `used` frames; the others have none.
  borrowing func clone(used: Int) -> Sharers { Sharers(copying: self, used: used) }

  /// How many mappings are in the list of a frame.
  func count(_ frame: Frame) -> Int { Int(lists[frame.index].count) }

  func first(_ frame: Frame) -> Mapping? {
    let place = lists[frame.index].first
    return place == 0 ? nil : links[Int(place)].mapping
  }

  /// The list of a frame; empty if it has none.
  func all(_ frame: Frame) -> [Mapping] {
    var list: [Mapping] = []
    list.reserveCapacity(count(frame))
    var place = lists[frame.index].first
    while place != 0 {
      list.append(links[Int(place)].mapping)
      place = links[Int(place)].next
    }
    return list
  }

  /// Puts a mapping at the end of a frame's list.
  mutating func append(_ mapping: Mapping, to frame: Frame) {
    var list = lists[frame.index]
    let place = take(Link(mapping: mapping, next: 0, previous: list.last))
    if list.last == 0 { list.first = place } else { links[Int(list.last)].next = place }
    list.last = place
    list.count += 1
    lists[frame.index] = list
    mappings += 1
    if list.count == 1 { frames += 1 }
    if list.count == Self.longList { index(frame) }
    if list.count > Self.longList { places[frame]?[mapping] = place }
  }

  /// Takes a mapping out of a frame's list; nothing happens if it is not there.
  mutating func remove(_ mapping: Mapping, from frame: Frame) {
    guard let place = find(mapping, frame) else { return }
    let link = links[Int(place)]
    var list = lists[frame.index]
    if link.previous == 0 {
      list.first = link.next
    } else {
      links[Int(link.previous)].next = link.next
    }
    if link.next == 0 {
      list.last = link.previous
    } else {
      links[Int(link.next)].previous = link.previous
    }
    list.count -= 1
    lists[frame.index] = list
    giveBack(place)
    mappings -= 1
    if list.count == 0 { frames -= 1 }
    if list.count < Self.longList { places[frame] = nil } else { places[frame]?[mapping] = nil }
  }

  /// Empties a frame's list.
  mutating func removeAll(_ frame: Frame) {
    var place = lists[frame.index].first
    if place != 0 { frames -= 1 }
    while place != 0 {
      let next = links[Int(place)].next
      giveBack(place)
      mappings -= 1
      place = next
    }
    lists[frame.index] = List(first: 0, last: 0, count: 0)
    places[frame] = nil
  }

  /// Bytes that a copy takes.
  var footprint: Int { links.count * MemoryLayout<Link>.stride }

  // MARK: The pool

  private mutating func take(_ link: Link) -> UInt32 {
    guard unused != 0 else {
      links.append(link)
      return UInt32(truncatingIfNeeded: links.count - 1)
    }
    let place = unused
    unused = links[Int(place)].next
    links[Int(place)] = link
    return place
  }

  private mutating func giveBack(_ place: UInt32) {
    links[Int(place)].next = unused
    unused = place
  }

  private mutating func index(_ frame: Frame) {
    var known: [Mapping: UInt32] = [:]
    var place = lists[frame.index].first
    while place != 0 {
      known[links[Int(place)].mapping] = place
      place = links[Int(place)].next
    }
    places[frame] = known
  }

  private func find(_ mapping: Mapping, _ frame: Frame) -> UInt32? {
    if let known = places[frame] { return known[mapping] }
    var place = lists[frame.index].first
    while place != 0, links[Int(place)].mapping != mapping { place = links[Int(place)].next }
    return place == 0 ? nil : place
  }
}
