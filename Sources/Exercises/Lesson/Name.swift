/// Which words can name things.
enum Name {
  /// Letters, digits and `_`, a letter first: variables, values, machines.
  static func isName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, isLetter(first), text.utf8.count <= 64 else {
      return false
    }
    return text.unicodeScalars.allSatisfy { isLetter($0) || isDigit($0) || $0 == "_" }
  }

  /// The same, and `-`: lessons and questions.
  static func isIdentifier(_ text: String) -> Bool {
    isName(text.replacing("-", with: "_"))
  }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
