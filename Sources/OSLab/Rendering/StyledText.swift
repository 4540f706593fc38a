import LabEngine

/// How characters are set off on a terminal with colour.
struct Ink: Hashable, Sendable {
  /// The colours of the terminal's own palette that read well on light and dark.
  enum Colour: Int, Hashable, Sendable {
    case red = 31
    case green, yellow, blue, magenta, cyan
  }

  var bold = false
  var dim = false
  var italic = false
  var underlined = false
  var struck = false
  /// The colour fills the cell, and the character is cut out of it.
  var reversed = false
  var colour: Colour?

  static let plain = Ink()
  static let strong = Ink(bold: true)
  static let faint = Ink(dim: true)

  /// The parameters of the terminal's SGR sequence.
  var codes: [Int] {
    var codes: [Int] = []
    if bold { codes.append(1) }
    if dim { codes.append(2) }
    if italic { codes.append(3) }
    if underlined { codes.append(4) }
    if reversed { codes.append(7) }
    if struck { codes.append(9) }
    if let colour { codes.append(colour.rawValue) }
    return codes
  }
}

extension Ink {
  init(_ emphasis: Emphasis) {
    switch emphasis {
    case .plain: self = .plain
    case .strong: self = .strong
    case .dim: self = .faint
    case .good: self = Ink(colour: .green)
    case .bad: self = Ink(bold: true, colour: .red)
    case .changed: self = Ink(bold: true, colour: .yellow)
    }
  }
}

/// Text in runs of one ink each. What it is made of is visible text: no control character but `\n`.
struct StyledText: Hashable, Sendable {
  struct Span: Hashable, Sendable {
    var text: String
    var ink: Ink
  }

  private(set) var spans: [Span] = []

  init() {}

  init(_ text: String, _ ink: Ink = .plain) { append(text, ink) }

  init(_ cell: Cell) { append(VisibleText.line(cell.text), Ink(cell.emphasis)) }

  mutating func append(_ text: String, _ ink: Ink = .plain) {
    if text.isEmpty { return }
    // By index: a copy of the last span would make the string be copied at each append.
    if let last = spans.indices.last, spans[last].ink == ink {
      spans[last].text += text
    } else {
      spans.append(Span(text: text, ink: ink))
    }
  }

  mutating func append(_ other: StyledText) {
    for span in other.spans { append(span.text, span.ink) }
  }

  static func + (a: StyledText, b: StyledText) -> StyledText {
    var sum = a
    sum.append(b)
    return sum
  }

  var isEmpty: Bool { spans.isEmpty }

  /// Columns on the screen, if it is one line.
  var width: Int { spans.reduce(0) { $0 + DisplayWidth.columns(of: $1.text) } }

  var plain: String { spans.reduce(into: "") { $0 += $1.text } }

  /// With the terminal's sequences, or without; blanks at the end are dropped.
  func rendered(colour: Bool) -> String {
    let shown = trimmed()
    guard colour else { return shown.plain }
    return shown.spans.reduce(into: "") { text, span in
      let codes = span.ink.codes
      if codes.isEmpty {
        text += span.text
      } else {
        text += "\u{1b}[\(codes.map(String.init).joined(separator: ";"))m\(span.text)\u{1b}[0m"
      }
    }
  }

  /// Without blanks at the end.
  private func trimmed() -> StyledText {
    var result = self
    while let last = result.spans.last {
      let kept = String(last.text.reversed().drop { $0 == " " }.reversed())
      if kept.utf8.count == last.text.utf8.count { break }
      result.spans.removeLast()
      result.append(kept, last.ink)
      if !kept.isEmpty { break }
    }
    return result
  }

  /// `width` columns wide, filled with blanks.
  func padded(to width: Int, _ alignment: Table.Alignment = .left) -> StyledText {
    let missing = width - self.width
    guard missing > 0 else { return self }
    let before =
      switch alignment {
      case .left: 0
      case .right: missing
      case .centre: missing / 2
      }
    var result = StyledText(String(repeating: " ", count: before))
    result.append(self)
    result.append(String(repeating: " ", count: missing - before))
    return result
  }
}
