/// How characters stand on a terminal, after Unicode Standard Annex 11 (East Asian Width).
///
/// An own table and not `wcwidth`: the same text must be laid out alike under every locale.
public enum DisplayWidth {
  /// Columns that a user-perceived character takes: those of its widest scalar, 2 for what is wide in East
  /// Asia and for pictures, 0 for marks that join the character before.
  public static func columns(of character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      // Variation selector 16 asks for the picture instead of the sign.
      width = scalar.value == 0xfe0f && width == 1 ? 2 : max(width, columns(of: scalar))
    }
    return width
  }

  public static func columns(of text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + columns(of: $1) }
  }

  /// The scalar, or a picture of it if a terminal would act on it: control characters, and those that change
  /// the direction of text.
  public static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}"
    case 0x7f: "\u{2421}"
    case 0x80..<0xa0, 0x61c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff,
      0xe0000...0xe007f:
      "\u{fffd}"
    default: scalar
    }
  }

  private static func columns(of scalar: Unicode.Scalar) -> Int {
    let code = scalar.value
    if code < 0x7f { return code < 0x20 ? 0 : 1 }
    if code < 0x300 { return code < 0xa0 || code == 0xad ? 0 : 1 }
    // The vowels and final consonants of Hangul join the syllable before them.
    if 0x1160...0x11ff ~= code { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return isWide(scalar) ? 2 : 1
    }
  }

  /// Ranges of the W and F classes of EastAsianWidth.txt beside the pictures, gaps closed.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf,
    0x4e00...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19,
    0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18aff, 0x1aff0...0x1b2ff,
    0x1f200...0x1f2ff, 0x20000...0x3fffd,
  ]

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x1100 { return false }
    if scalar.properties.isEmojiPresentation { return true }
    return wide.contains { $0.contains(scalar.value) }
  }
}
