/// Compares what people write without regard to case, space and punctuation.
enum FoldedText {
  /// Letters and digits in lower case; one space for anything between them. A text without any letter or
  /// digit stays as it is, without space.
  static func fold(_ text: String) -> String {
    var folded = ""
    var isGap = false
    for scalar in text.unicodeScalars {
      guard isWordScalar(scalar) else {
        isGap = true
        continue
      }
      if isGap, !folded.isEmpty { folded += " " }
      isGap = false
      folded += scalar.properties.lowercaseMapping
    }
    return folded.isEmpty ? text.filter { !$0.isWhitespace } : folded
  }

  private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return Name.isLetter(scalar) || Name.isDigit(scalar) }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
