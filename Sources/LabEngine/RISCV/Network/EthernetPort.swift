/// What a network card is plugged into.
protocol EthernetPort: AnyObject {
  /// Frames that have come to it so far: those that wait, and those that the card has taken.
  var arrivals: Int { get }
  /// Frames that wait for the card.
  var waitingFrames: Int { get }
  /// The one that waits longest.
  var oldestFrame: [UInt8]? { get }
  /// Takes it away: the computer has received it, or it is lost.
  func removeOldestFrame(isReceived: Bool)
  /// Sends a frame; one that is too short or too long is lost.
  func send(_ frame: [UInt8])
}

/// The bounds of a frame: IEEE 802.3-2018, section 3.1.1, without preamble and check sequence, which
/// no driver sees. What is shorter than 60 bytes is taken as it is, for a card would fill it up.
enum EthernetFrame {
  /// Two addresses and the type.
  static let headerSize = 14
  /// With 1500 bytes of data.
  static let longest = 1514

  static func isValid(_ frame: [UInt8]) -> Bool { (headerSize...longest).contains(frame.count) }

  static func destination(_ frame: [UInt8]) -> MACAddress? {
    MACAddress(frame.prefix(MACAddress.size))
  }

  static func source(_ frame: [UInt8]) -> MACAddress? {
    MACAddress(frame.dropFirst(MACAddress.size).prefix(MACAddress.size))
  }
}
