/// Text of strangers, made harmless before it reaches a terminal, a spreadsheet or a browser.
public enum SafeText {
  /// True for what a terminal or a reader would obey, not show: C0, DEL and C1 control codes, line and
  /// paragraph separators, marks that turn the direction of writing (Unicode TR 36), invisible tags.
  public static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f..<0xa0, 0x61c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff,
      0xe0000...0xe007f:
      true
    default: false
    }
  }

  /// `text` with its control codes written out (`\u001b`), so that nothing obeys them; at most `most`
  /// characters, then "…".
  public static func line(_ text: String, most: Int = .max) -> String {
    let isShort = text.utf8.count <= most || text.unicodeScalars.count <= most
    let scalars = text.unicodeScalars
    if isShort, !scalars.contains(where: isControl) { return text }
    var safe = ""
    for scalar in scalars.prefix(most) { safe += Self.scalar(scalar) }
    return isShort ? safe : safe + "…"
  }

  /// One character, written out if it is a control code.
  static func scalar(_ scalar: Unicode.Scalar) -> String {
    isControl(scalar) ? escape(scalar) : String(Character(scalar))
  }

  /// One character as JSON and Swift write it out: `\u001b`, in two halves beyond the first 65536.
  static func escape(_ scalar: Unicode.Scalar) -> String {
    String(Character(scalar)).utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}
