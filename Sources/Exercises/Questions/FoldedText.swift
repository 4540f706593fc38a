/// Compares what people write without regard to case, space and punctuation.
enum FoldedText {
  /// Letters and digits in lower case; one space for anything between them. A text without any
  /// letter or digit stays as it is, without space.
  static func fold(_ text: String) -> String {
    let folded = text.utf8.allSatisfy { $0 < 0x80 } ? foldASCII(text) : foldCharacters(text)
    return folded.isEmpty ? text.filter { !$0.isWhitespace } : folded
  }

  private static func foldASCII(_ text: String) -> String {
    var folded: [UInt8] = []
    var isGap = false
    for byte in text.utf8 {
      let isLetter = (0x61...0x7a).contains(byte | 0x20)
      guard isLetter || (0x30...0x39).contains(byte) else {
        isGap = true
        continue
      }
      if isGap, !folded.isEmpty { folded.append(0x20) }
      isGap = false
      folded.append(isLetter ? byte | 0x20 : byte)
    }
    return String(decoding: folded, as: UTF8.self)
  }

  /// By characters, so that a letter and its accent stay together however they are encoded.
  private static func foldCharacters(_ text: String) -> String {
    var folded = ""
    var isGap = false
    for character in text {
      guard character.isLetter || character.isNumber else {
        isGap = true
        continue
      }
      if isGap, !folded.isEmpty { folded += " " }
      isGap = false
      folded += character.lowercased()
    }
    return folded
  }
}
