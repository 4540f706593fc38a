/// Writes comma-separated values (RFC 4180, lines ended by a line feed) that a spreadsheet shows and never runs.
public enum CSVWriter {
  public static func line(_ fields: [String]) -> String {
    fields.map(field).joined(separator: ",") + "\n"
  }

  /// One field: control codes written out, a formula disarmed by an apostrophe, quoted where needed.
  ///
  /// Line breaks and tabs inside a field are ordinary in CSV and stay, within quotes.
  static func field(_ text: String) -> String {
    var safe = startsFormula(text) ? "'" : ""
    for scalar in text.unicodeScalars {
      safe += ["\n", "\t"].contains(scalar) ? String(Character(scalar)) : SafeText.scalar(scalar)
    }
    let needsQuotes = safe.unicodeScalars.contains { "\",;\n\t".unicodeScalars.contains($0) }
    guard needsQuotes || safe.first == " " || safe.last == " " else { return safe }
    return "\""
      + safe.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// True if a spreadsheet might compute the field instead of showing it (OWASP, CSV injection); the wide
  /// forms count in spreadsheets with an East Asian locale.
  static func startsFormula(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first else { return false }
    return "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first)
  }
}
