import LabEngine

/// What Tab does with the candidates it was given.
struct CandidateList {
  var candidates: [Completions.Candidate]

  /// The longest text that all candidates begin with.
  var commonPrefix: String {
    guard var prefix = candidates.first?.text[...] else { return "" }
    for candidate in candidates.dropFirst() {
      while !candidate.text.hasPrefix(prefix) { prefix = prefix.dropLast() }
    }
    return String(prefix)
  }

  /// What to write in place of `typed`; nil if Tab can add nothing. A blank follows a word that is whole and
  /// cannot go on, unless there is one.
  func replacement(for typed: String, before rest: String) -> String? {
    guard let first = candidates.first else { return nil }
    if candidates.count > 1 {
      let prefix = commonPrefix
      return prefix.count > typed.count ? prefix : nil
    }
    let goesOn = first.text.last.map { "=([.:,@/".contains($0) } ?? true
    let replacement = goesOn || rest.first == " " ? first.text : first.text + " "
    return replacement == typed ? nil : replacement
  }

  /// The candidates for the screen: with their summaries if they fit, else in columns.
  func lines(rows: Int, columns: Int) -> [String] {
    let longest = candidates.map { DisplayWidth.columns(of: $0.text) }.max() ?? 0
    let most = max(3, rows - 3)
    if candidates.count <= most, candidates.contains(where: { !$0.summary.isEmpty }),
      longest + 24 <= columns
    {
      return candidates.map { summaryLine($0, longest: longest, columns: columns) }
    }
    let lines = grid(width: longest + 2, columns: columns)
    if lines.count <= most { return lines }
    return lines.prefix(most - 1) + ["… \(candidates.count) in all; type a letter more"]
  }

  private func summaryLine(
    _ candidate: Completions.Candidate, longest: Int, columns: Int
  ) -> String {
    let blanks = String(
      repeating: " ", count: longest - DisplayWidth.columns(of: candidate.text) + 2)
    var line = ""
    var width = 0
    for character in "  \(candidate.text)\(blanks)\(candidate.summary)" {
      width += DisplayWidth.columns(of: character)
      if width > columns - 2 { return line + "…" }
      line.append(character)
    }
    return line
  }

  /// Sorted downwards, as `ls` does.
  private func grid(width: Int, columns: Int) -> [String] {
    let across = max(1, (columns - 2) / max(1, width))
    let down = (candidates.count + across - 1) / across
    return (0..<down).map { row in
      stride(from: row, to: candidates.count, by: down).reduce(into: " ") { line, index in
        let text = candidates[index].text
        line += " " + text
        if index + down < candidates.count {
          line += String(repeating: " ", count: max(1, width - DisplayWidth.columns(of: text) - 1))
        }
      }
    }
  }
}
