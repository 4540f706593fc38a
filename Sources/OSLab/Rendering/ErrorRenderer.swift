import LabEngine

/// Shows a mistake in a script: its place, what is wrong, the line, and a caret.
struct ErrorRenderer {
  var colour: Bool

  /// Whole lines. `file` is named in front of the place, as compilers do.
  func text(_ error: LabError, file: String? = nil) -> String {
    let lines = error.report(file: file)
    guard colour else { return lines.map { $0 + "\n" }.joined() }
    return lines.enumerated().reduce(into: "") { text, line in
      text += styled(line.element, line.offset).rendered(colour: true) + "\n"
    }
  }

  private func styled(_ line: String, _ index: Int) -> StyledText {
    let red = Ink(bold: true, colour: .red)
    switch index {
    case 0:
      guard let word = line.firstRange(of: "error:") else { return StyledText(line) }
      var head = StyledText(String(line[..<word.lowerBound]), .strong)
      head.append("error:", red)
      head.append(String(line[word.upperBound...]))
      return head
    case 2: return StyledText(line, red)
    default: return StyledText(line)
    }
  }
}
