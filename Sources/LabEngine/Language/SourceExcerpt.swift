/// A source line with a caret under a place in it, or the part of a long line around the place.
struct SourceExcerpt {
  private static let width = 76
  private static let tabStop = 8
  private static let indentation = "  "

  private var source = ""
  private var caret = ""

  init(_ line: String, _ place: SourcePlace) {
    let start = min(max(0, place.column - 1), line.count)
    // Far to the right, show what is before the place too, but no more than fits.
    let first = max(0, start - (start < SourceExcerpt.width / 2 ? start : SourceExcerpt.width / 3))
    let characters = line.dropFirst(first).prefix(SourceExcerpt.width)
    if first > 0 { append("…", marked: nil) }
    for (index, character) in zip(first..., characters) {
      append(
        character, marked: (start..<(start + place.length)).contains(index) ? start == index : nil)
    }
    if characters.endIndex < line.endIndex { source += "…" }
    // A place behind the end of the line, where something is missing.
    if start >= first + characters.count { append(" ", marked: true) }
  }

  /// `marked` is true for the first character of the place, false for its others, nil outside of it.
  private mutating func append(_ character: Character, marked: Bool?) {
    let text = shown(character)
    let width = max(1, DisplayWidth.columns(of: text))
    source += text
    let mark: Character = marked == nil ? " " : marked == true ? "^" : "~"
    caret.append(mark)
    let rest: Character = marked == nil ? " " : "~"
    caret += String(repeating: rest, count: width - 1)
  }

  private func shown(_ character: Character) -> String {
    if character == "\t" {
      let column = DisplayWidth.columns(of: source)
      return String(repeating: " ", count: SourceExcerpt.tabStop - column % SourceExcerpt.tabStop)
    }
    return String(String.UnicodeScalarView(character.unicodeScalars.map(DisplayWidth.visible)))
  }

  var lines: [String] {
    var shown = source
    while shown.last == " " { shown.removeLast() }
    var marks = caret
    while marks.last == " " { marks.removeLast() }
    return [SourceExcerpt.indentation + shown, SourceExcerpt.indentation + marks]
  }
}
