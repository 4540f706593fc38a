import LabEngine

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
        column += DisplayWidth.columns(of: shown)
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
    for scalar in character.unicodeScalars { scalars.append(DisplayWidth.visible(scalar)) }
    return String(scalars)
  }
}

extension String {
  /// CR LF as LF alone; a carriage return by itself stays, to be made visible.
  fileprivate func replacingCarriageReturns() -> String {
    guard utf8.contains(13) else { return self }
    return String(map { $0 == "\r\n" ? "\n" : $0 })
  }
}
