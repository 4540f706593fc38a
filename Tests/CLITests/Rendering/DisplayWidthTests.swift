import LabEngine
import Testing

@testable import OSLab

/// Widths as Unicode Standard Annex 11 and the emoji standard (UTS 51) give them.
struct DisplayWidthTests {
  @Test(arguments: [
    ("abc", 3), ("", 0), ("仮想", 4), ("한글", 4), ("ｱ", 1), ("Ａ", 2), ("é", 1), ("e\u{301}", 1),
    ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤", 1), ("❤\u{fe0f}", 2), ("…", 1), ("─", 1), ("\u{200b}", 0),
    ("\u{1112}\u{1161}\u{11ab}", 2),
  ])
  func columns(_ text: String, _ width: Int) {
    #expect(DisplayWidth.columns(of: text) == width)
  }

  @Test(arguments: [
    ("plain text", "plain text"), ("\u{1b}[31mred", "␛[31mred"), ("bell\u{7}", "bell␇"),
    ("a\tb", "a       b"), ("仮\tb", "仮      b"), ("a\r\nb", "a\nb"), ("a\rb", "a␍b"),
    ("\u{9b}2J", "\u{fffd}2J"), ("\u{202e}evil", "\u{fffd}evil"), ("\u{7f}", "␡"),
    ("nul\u{0}", "nul␀"), ("a\u{2028}b", "a\u{fffd}b"),
  ])
  func nothingReachesTheTerminal(_ text: String, _ shown: String) {
    #expect(VisibleText.of(text) == shown)
  }

  @Test func lineKeepsToOneLine() {
    #expect(VisibleText.line("a\nb\r\n") == "a␊b␊")
  }
}

struct WordWrapTests {
  private func wrapped(_ text: String, _ width: Int) -> [String] {
    WordWrap.lines(text, width: width).map { $0.rendered(colour: false) }
  }

  @Test func breaksAtBlanks() {
    #expect(wrapped("the pager picks a victim", 10) == ["the pager", "picks a", "victim"])
    #expect(wrapped("exactly ten", 7) == ["exactly", "ten"])
  }

  @Test func cutsWhatIsLongerThanALine() {
    #expect(wrapped("a 0123456789abc d", 5) == ["a", "01234", "56789", "abc d"])
  }

  @Test func keepsLineFeedsAndIndents() {
    #expect(wrapped("  two\n\nthree", 20) == ["  two", "", "three"])
    #expect(wrapped("", 20) == [""])
  }

  @Test func breaksBesideWideCharacters() {
    #expect(wrapped("仮想記憶は仕組み", 7) == ["仮想記", "憶は仕", "組み"])
    #expect(wrapped("仮想。記", 4) == ["仮", "想。", "記"])
  }

  @Test(arguments: [1, 2, 3, 7, 20, 40, 79, 80, 81, 120])
  func neverExceedsTheWidth(_ width: Int) {
    let text = "When no frame is free 仮想記憶, the pager\u{301} picks_a_very_long_word 👩‍👩‍👧 a victim."
    let lines = WordWrap.lines(text, width: width)
    // A character of two columns cannot be made narrower than it is.
    #expect(lines.allSatisfy { $0.width <= max(2, width) })
    let letters = lines.map(\.plain).joined().filter { $0 != " " }
    #expect(letters == text.filter { $0 != " " })
  }

  @Test func colourStaysWithItsWord() {
    var text = StyledText("one ")
    text.append("two three", .strong)
    let lines = WordWrap.lines(text, width: 8).map { $0.rendered(colour: true) }
    #expect(lines == ["one \u{1b}[1mtwo\u{1b}[0m", "\u{1b}[1mthree\u{1b}[0m"])
  }
}

struct TerminalStyleTests {
  private func detect(_ environment: [String: String]) -> TerminalStyle {
    // Descriptor -1 is no terminal.
    TerminalStyle.detect(descriptor: -1) { environment[$0] }
  }

  @Test func withoutTerminal() {
    #expect(detect([:]) == TerminalStyle(width: 80, colour: false))
    #expect(detect(["COLUMNS": "120"]).width == 120)
    #expect(detect(["COLUMNS": "3"]).width == 20)
    #expect(detect(["COLUMNS": "wide"]).width == 80)
    #expect(detect(["COLUMNS": "-5"]).width == 80)
    #expect(detect(["COLUMNS": "99999999999999999999"]).width == 80)
  }
}
