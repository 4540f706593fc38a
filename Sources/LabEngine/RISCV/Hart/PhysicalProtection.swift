/// Physical memory protection: sixteen entries of address and rights.
///
/// Volume II, section 3.7. The granularity is four bytes.
struct PhysicalProtection: Equatable, Sendable {
  static let entries = 16
  private var configuration = InlineArray<16, UInt8>(repeating: 0)
  private var address = InlineArray<16, UInt64>(repeating: 0)
  /// True once an entry is switched on: before, machine mode may do anything and the others nothing.
  private(set) var isUsed = false

  static let read: UInt8 = 1
  static let write: UInt8 = 2
  static let execute: UInt8 = 4
  private static let locked: UInt8 = 0x80
  /// Addresses have 56 bits.
  private static let addressMask: UInt64 = 1 << 54 - 1

  static func == (a: PhysicalProtection, b: PhysicalProtection) -> Bool {
    (0..<entries).allSatisfy {
      a.configuration[$0] == b.configuration[$0] && a.address[$0] == b.address[$0]
    }
  }

  /// Everything allowed to everyone, as firmware leaves it.
  mutating func open() {
    address[0] = Self.addressMask
    configuration[0] = 3 << 3 | Self.read | Self.write | Self.execute
    isUsed = true
  }

  /// `pmpcfg0`, `pmpcfg2`: eight entries each.
  func packed(_ register: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<8 {
      value |= UInt64(configuration[(register & 1) * 8 + index]) << UInt64(index * 8)
    }
    return value
  }

  mutating func setPacked(_ register: Int, _ value: UInt64) {
    for index in 0..<8 {
      let entry = (register & 1) * 8 + index
      guard configuration[entry] & Self.locked == 0 else { continue }
      var byte = UInt8(truncatingIfNeeded: value >> UInt64(index * 8)) & 0x9f
      // W without R is reserved.
      if byte & 3 == Self.write { byte &= ~Self.write }
      configuration[entry] = byte
    }
    isUsed = (0..<Self.entries).contains { configuration[$0] >> 3 & 3 != 0 }
  }

  func address(_ entry: Int) -> UInt64 { address[entry & 15] }

  mutating func setAddress(_ entry: Int, _ value: UInt64) {
    let entry = entry & 15
    if configuration[entry] & Self.locked != 0 { return }
    // A locked top-of-range entry locks the address below it too.
    if entry < 15, configuration[entry + 1] & Self.locked != 0,
      configuration[entry + 1] >> 3 & 3 == 1
    {
      return
    }
    address[entry] = value & Self.addressMask
  }

  /// First and last byte of an entry; nil if it is off or empty.
  private func range(_ entry: Int) -> (first: UInt64, last: UInt64)? {
    let own = address[entry]
    switch configuration[entry] >> 3 & 3 {
    case 1:
      let first = entry == 0 ? 0 : address[entry - 1] << 2
      return own << 2 > first ? (first, (own << 2) &- 1) : nil
    case 2: return (own << 2, (own << 2) | 3)
    case 3:
      let ones = (~own).trailingZeroBitCount
      guard ones < 53 else { return (0, .max) }
      let size = UInt64(8) << UInt64(ones)
      let first = own << 2 & ~(size - 1)
      return (first, first &+ (size - 1))
    default: return nil
    }
  }

  /// May `mode` do this to all of `size` bytes at `physical`?
  func allows(_ right: UInt8, _ physical: UInt64, size: UInt64, _ mode: PrivilegeMode) -> Bool {
    guard isUsed else { return mode == .machine }
    let last = physical &+ (size - 1)
    for entry in 0..<Self.entries {
      guard let range = range(entry), last >= range.first, physical <= range.last else { continue }
      // The first entry that matches any byte must match all of them.
      guard physical >= range.first, last <= range.last else { return false }
      if mode == .machine, configuration[entry] & Self.locked == 0 { return true }
      return configuration[entry] & right != 0
    }
    return mode == .machine
  }

  /// True if every byte of the page has the same rights, so that a translation of it may be kept.
  func isUniform(page physical: UInt64) -> Bool {
    guard isUsed else { return true }
    let (first, last) = (physical & ~0xfff, physical | 0xfff)
    for entry in 0..<Self.entries {
      guard let range = range(entry), last >= range.first, first <= range.last else { continue }
      return first >= range.first && last <= range.last
    }
    return true
  }
}

// MARK: Suspending
extension PhysicalProtection {
  func save(to writer: inout StateWriter) {
    for entry in 0..<Self.entries {
      writer.integer(configuration[entry])
      writer.integer(address[entry])
    }
  }

  init(from reader: inout StateReader) throws {
    for entry in 0..<Self.entries {
      configuration[entry] = try reader.integer("the rights of pmp\(entry)") { byte in
        byte & ~0x9f == 0 && byte & 3 != Self.write
      }
      address[entry] = try reader.integer("pmpaddr\(entry)") { $0 & ~Self.addressMask == 0 }
    }
    isUsed = (0..<Self.entries).contains { configuration[$0] >> 3 & 3 != 0 }
  }
}
