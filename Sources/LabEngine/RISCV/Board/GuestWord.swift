/// Little-endian numbers in a guest's bytes.
enum GuestWord {
  /// The number of `size` bytes at `offset`; bytes behind the end count as zero.
  static func value(_ bytes: [UInt8], at offset: Int, size: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<min(size, 8) where bytes.indices.contains(offset + index) {
      value |= UInt64(bytes[offset + index]) << UInt64(index * 8)
    }
    return value
  }

  /// The low `size` bytes of `value`.
  static func bytes(_ value: UInt64, size: Int) -> [UInt8] {
    (0..<size).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) : 0 }
  }
}
