import LabEngine

/// Breaks styled text into lines of at most `width` columns.
///
/// At blanks, and beside wide characters (Chinese and Japanese are written without blanks); a word longer
/// than a line is cut. `\n` forces a new line. Blanks at a break vanish, others stay as they are.
struct WordWrap {
  private struct Glyph {
    var character: Character
    var ink: Ink
    var width: Int
  }

  private let width: Int
  private var lines: [StyledText] = []
  private var line: [Glyph] = []
  private var lineWidth = 0
  private var blanks: [Glyph] = []
  private var word: [Glyph] = []
  private var wordWidth = 0

  private init(width: Int) { self.width = max(1, width) }

  static func lines(_ text: StyledText, width: Int) -> [StyledText] {
    var wrap = WordWrap(width: width)
    for span in text.spans {
      for character in span.text { wrap.take(character, span.ink) }
    }
    wrap.endLine()
    return wrap.lines
  }

  static func lines(_ text: String, width: Int) -> [StyledText] {
    lines(StyledText(VisibleText.of(text)), width: width)
  }

  private mutating func take(_ character: Character, _ ink: Ink) {
    switch character {
    case "\n": endLine()
    case " ":
      endWord()
      blanks.append(Glyph(character: " ", ink: ink, width: 1))
    default:
      let glyph = Glyph(character: character, ink: ink, width: DisplayWidth.columns(of: character))
      // Closing punctuation must not begin a line.
      let breaksBefore = glyph.width == 2 && !"、。，．！？）」』】：；".contains(character)
      if breaksBefore || (word.last?.width == 2 && glyph.width != 2 && glyph.character.isLetter) {
        endWord()
      }
      if wordWidth + glyph.width > width { endWord() }
      word.append(glyph)
      wordWidth += glyph.width
    }
  }

  private mutating func endWord() {
    if word.isEmpty { return }
    if lineWidth + blanks.count + wordWidth > width, !line.isEmpty {
      flushLine()
      blanks = []
    }
    if lineWidth + blanks.count + wordWidth > width { blanks = [] }
    line += blanks + word
    lineWidth += blanks.count + wordWidth
    blanks.removeAll(keepingCapacity: true)
    word.removeAll(keepingCapacity: true)
    wordWidth = 0
  }

  private mutating func endLine() {
    endWord()
    flushLine()
    blanks = []
  }

  private mutating func flushLine() {
    var text = StyledText()
    for glyph in line { text.append(String(glyph.character), glyph.ink) }
    lines.append(text)
    line.removeAll(keepingCapacity: true)
    lineWidth = 0
  }
}
