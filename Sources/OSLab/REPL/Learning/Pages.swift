/// Divides text that is taller than the window.
enum Pages {
  /// Pieces of at most `rows` lines, divided at an empty line where there is one in the lower half.
  static func split(_ text: String, rows: Int) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    if lines.last?.isEmpty == true { lines = lines.dropLast() }
    var pages: [String] = []
    while lines.count > rows {
      let page = lines.prefix(rows)
      let end = page.lastIndex { isEmpty($0) }.map { $0 + 1 } ?? page.endIndex
      let cut = end > page.startIndex + rows / 2 ? end : page.endIndex
      pages.append(joined(lines[..<cut]))
      lines = lines[cut...]
    }
    return pages + [joined(lines)]
  }

  private static func isEmpty(_ line: Substring) -> Bool {
    Transcript.withoutColour(String(line)).allSatisfy(\.isWhitespace)
  }

  private static func joined(_ lines: ArraySlice<Substring>) -> String {
    lines.map { $0 + "\n" }.joined()
  }
}
