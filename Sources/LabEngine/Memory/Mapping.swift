/// Which address space, by order of creation on its machine; never reused.
struct SpaceID: Hashable, Comparable {
  let index: UInt32
  init(_ index: Int) { self.index = UInt32(truncatingIfNeeded: index) }
  static func < (a: SpaceID, b: SpaceID) -> Bool { a.index < b.index }
}

/// One page of one address space, in eight bytes.
struct Mapping: Hashable {
  let bits: UInt64

  @inline(__always) init(space: UInt32, page: Int) {
    bits = UInt64(space) << 32 | UInt64(UInt32(truncatingIfNeeded: page))
  }

  var space: Int { Int(bits >> 32) }
  var page: Int { Int(bits & 0xffff_ffff) }
}
