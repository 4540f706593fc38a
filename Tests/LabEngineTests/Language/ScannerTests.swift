import Testing

@testable import LabEngine

struct ScannerTests {
  private func scanner(_ text: String) -> Scanner {
    Scanner(text, at: SourcePlace(line: 3, column: 5), lineText: "abc " + text)
  }

  @Test func readsWhatCommandsNeed() throws {
    var scanner = scanner(" A_1 policy=clock(bit=0 x) out = \"a b.svg\" frames=1..10, rest/of.it")
    #expect(try scanner.name("a name").text == "A_1")
    #expect(try scanner.option()?.text == "policy")
    #expect(try scanner.rawValue("a policy").text == "clock(bit=0 x)")
    #expect(try scanner.option()?.text == "out")
    #expect(try scanner.rawValue("a file").text == "a b.svg")
    #expect(try scanner.option()?.text == "frames")
    #expect(try scanner.rawValue("a range").text == "1..10,")
    #expect(try scanner.option() == nil)
    #expect(
      try scanner.word("a word")
        == Named(
          text: "rest/of.it", place: SourcePlace(line: 3, column: 62, length: 10)))
    try scanner.end()
  }

  @Test func tellsOptionsFromComparisons() throws {
    var scanner = scanner("a==1")
    #expect(try scanner.option() == nil)
    #expect(try scanner.name("a name").text == "a")
    let takes = [scanner.take("=="), scanner.take("=")]
    #expect(takes == [true, false])
  }

  @Test func takesWholeWordsOnly() {
    var scanner = scanner("include in x")
    let takes = [scanner.take("in"), scanner.take("include"), scanner.take("in")]
    #expect(takes == [false, true, true])
  }

  @Test func leavesThePositionWhenItThrows() throws {
    var scanner = scanner("  +x")
    let before = scanner.position
    #expect(throws: LabError.self) { try scanner.name("a name") }
    #expect(throws: LabError.self) { try scanner.quoted("a text") }
    #expect(throws: LabError.self) { try scanner.integer("a number", in: 1...2, what: "it") }
    #expect(scanner.position == before)
    #expect(scanner.place == SourcePlace(line: 3, column: 7))
  }

  @Test(arguments: ["refs", "min", "end", "in", "faults", "true"])
  func refusesReservedNames(_ word: String) {
    var scanner = scanner(word)
    let error = #expect(throws: LabError.self) { try scanner.newName("a name") }
    #expect(error?.message == "`\(word)` is a word of the language: choose another name")
  }

  @Test(arguments: ["ns", "B", "a0", "\u{c4}pfel", "w", "x_1", "faultsx"])
  func allowsOtherNames(_ word: String) throws {
    var scanner = scanner(word)
    #expect(try scanner.newName("a name").text == word)
  }

  @Test func countsColumnsInCharacters() throws {
    var scanner = scanner("\"\u{65e5}\u{672c} e\u{301}\" x \u{1f469}\u{200d}\u{1f4bb}y")
    #expect(try scanner.quoted("a text").place.length == 6)
    #expect(try scanner.name("a name").place.column == 5 + 7)
    #expect(scanner.place.column == 5 + 9)
    #expect(throws: LabError.self) { try scanner.name("a name") }
  }

  @Test(arguments: [
    ("1", 1), ("64", 64), ("10^2", 100), ("6/2", 3), ("4 * 8", 32), ("0x40", 64), ("0.5*8", 4),
    ("1e2", 100),
  ])
  func readsIntegers(_ text: String, _ expected: Int) throws {
    var scanner = scanner(text)
    #expect(try scanner.integer("a number of frames", in: 1...128, what: "frames") == expected)
    try scanner.end()
  }

  @Test(arguments: [
    ("0", "frames must be 1 to 128, not 0"), ("-3", "frames must be 1 to 128, not -3"),
    ("10^18", "frames must be 1 to 128, not 10^18"),
    ("10^400", "frames must be 1 to 128, not 10^400"),
    ("1e30", "frames must be 1 to 128, not 1e30"), ("1e400", "frames must be 1 to 128, not 1e400"),
    ("99999999999999999999 x", "frames must be 1 to 128, not 99999999999999999999"),
    ("3.5", "expected a whole number, found `3.5`"),
    ("7/2", "expected a whole number, found `7/2`"),
    ("3ms", "expected a number of frames, found a time"),
    ("x", "expected a number of frames, found `x`"),
    ("[1]", "expected a number of frames, found a list"),
    ("true", "expected a number of frames, found true or false"),
    ("", "expected a number of frames, found the end of the command"),
  ])
  func refusesIntegers(_ text: String, _ message: String) {
    var scanner = scanner(text)
    let error = #expect(throws: LabError.self) {
      try scanner.integer("a number of frames", in: 1...128, what: "frames")
    }
    #expect(error?.message == message)
    #expect(error?.place?.column == 5)
    #expect(scanner.position == 0)
  }

  @Test func readsConstants() throws {
    var first = scanner("2 * 4ms")
    #expect(try first.constant("a time", .time).quantity == Quantity(8_000_000, .time))
    var zero = scanner("0")
    #expect(try zero.constant("a time", .time).quantity == Quantity(0, .time))
    var plain = scanner("8 policy=lru")
    let error = #expect(throws: LabError.self) { try plain.constant("a time", .time) }
    #expect(
      error?.message == "expected a time, found a plain number: write 8ns or 8ms")
    var size = scanner("4")
    let mistake = #expect(throws: LabError.self) { try size.constant("a page size", .data) }
    #expect(
      mistake?.message == "expected a page size, found a plain number: write 4B or 4MiB")
  }

  @Test func readsEscapes() throws {
    var scanner = scanner(#""a\n\t\"\\\0\e\u{e9}""#)
    #expect(try scanner.quoted("a text").text == "a\n\t\"\\\0\u{1b}\u{e9}")
  }
}
