/// The address of a network card.
///
/// IEEE 802-2014, section 8: six bytes, of which the first holds two bits with a meaning.
struct MACAddress: Hashable, Comparable, Sendable {
  /// Bytes of an address.
  static let size = 6
  static let broadcast = MACAddress(bits: 0xFFFF_FFFF_FFFF)

  /// The first byte is the highest of 48 bits.
  private let bits: UInt64

  private init(bits: UInt64) { self.bits = bits }

  /// The address of the card of the machine's N-th computer: 02:00:00:00:00:01 and following. The bit
  /// "locally administered" says that no manufacturer gave it.
  init(ordinal: Int) {
    bits = 0x02 << 40 | UInt64(truncatingIfNeeded: ordinal) & 0xFF_FFFF_FFFF
  }

  /// Six bytes as they stand in a frame; nil if there are not as many.
  init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Self.size else { return nil }
    bits = bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// True for the broadcast and multicast addresses: no card has one as its own.
  var isGroup: Bool { bits >> 40 & 1 != 0 }

  var bytes: [UInt8] {
    (0..<Self.size).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * (Self.size - 1 - $0))) }
  }

  /// `02:00:00:00:00:01`.
  var text: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
  }

  static func < (a: MACAddress, b: MACAddress) -> Bool { a.bits < b.bits }
}
