/// How many terminal columns text takes, after Unicode Standard Annex 11 (East Asian Width).
///
/// An own table and not `wcwidth`: the same text must be laid out alike under every locale.
enum DisplayWidth {
  /// Scalars of two columns beside the emoji: the W and F ranges of EastAsianWidth.txt, gaps closed.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf,
    0x4e00...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19,
    0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18aff, 0x1aff0...0x1b2ff,
    0x1f200...0x1f2ff, 0x20000...0x3fffd,
  ]

  /// Columns of one scalar by itself.
  static func of(_ scalar: Unicode.Scalar) -> Int {
    let code = scalar.value
    if code < 0x7f { return code < 0x20 ? 0 : 1 }
    if code < 0x300 { return code < 0xa0 || code == 0xad ? 0 : 1 }
    // The vowels and final consonants of Hangul join the syllable before them.
    if 0x1160...0x11ff ~= code { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    return isWide(scalar) ? 2 : 1
  }

  /// Columns of one user-perceived character: those of its widest scalar, two for an emoji sequence.
  static func of(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      // Variation selector 16 asks for the picture instead of the sign.
      width = scalar.value == 0xfe0f && width == 1 ? 2 : max(width, of(scalar))
    }
    return width
  }

  static func of(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + of($1) }
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x1100 { return false }
    if scalar.properties.isEmojiPresentation { return true }
    var low = 0
    var high = wide.count
    while low < high {
      let middle = (low + high) / 2
      if wide[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
    }
    return low < wide.count && wide[low].contains(scalar.value)
  }
}

/// Text that came from a person or a file, made harmless for a terminal.
enum VisibleText {
  /// The text with every control character replaced by its picture (`␛` for escape), and what would turn
  /// the direction of writing by `�`. Line feeds stay; tabs go to the next multiple of eight.
  static func of(_ text: String) -> String {
    if text.utf8.allSatisfy({ 0x20..<0x7f ~= $0 }) { return text }
    var result = ""
    var column = 0
    for character in text.replacingCarriageReturns() {
      switch character {
      case "\n":
        result.append(character)
        column = 0
      case "\t":
        let spaces = 8 - column % 8
        result += String(repeating: " ", count: spaces)
        column += spaces
      default:
        let shown = Self.shown(character)
        result += shown
        column += DisplayWidth.of(shown)
      }
    }
    return result
  }

  /// The same on one line: line feeds too become pictures.
  static func line(_ text: String) -> String {
    let visible = of(text)
    return visible.contains("\n")
      ? String(visible.map { $0 == "\n" ? "␊" : $0 }) : visible
  }

  private static func shown(_ character: Character) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in character.unicodeScalars { scalars.append(picture(scalar)) }
    return String(scalars)
  }

  private static func picture(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}"
    case 0x7f: "\u{2421}"
    case 0x80..<0xa0, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069: "\u{fffd}"
    default: scalar
    }
  }
}

extension String {
  /// CR LF as LF alone; a carriage return by itself stays, to be made visible.
  fileprivate func replacingCarriageReturns() -> String {
    guard utf8.contains(13) else { return self }
    return String(map { $0 == "\r\n" ? "\n" : $0 })
  }
}
