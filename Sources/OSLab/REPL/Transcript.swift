/// Everything typed and shown in a session, without colours.
struct Transcript {
  /// The oldest half is dropped when it grows beyond this many bytes.
  static let limit = 4 << 20

  private(set) var text = ""
  private(set) var isCut = false

  mutating func add(_ shown: String) {
    text += Self.withoutColour(shown)
    guard text.utf8.count > Self.limit else { return }
    isCut = true
    let half = text.utf8.index(text.startIndex, offsetBy: Self.limit / 2)
    let rest = text[half...]
    text = String(rest.drop { $0 != "\n" }.dropFirst())
  }

  /// Without the sequences that set attributes, the only ones that are ever written.
  static func withoutColour(_ text: String) -> String {
    guard text.utf8.contains(0x1b) else { return text }
    var result: [UInt8] = []
    var inside = false
    for byte in text.utf8 {
      if inside {
        inside = byte != UInt8(ascii: "m")
      } else if byte == 0x1b {
        inside = true
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
