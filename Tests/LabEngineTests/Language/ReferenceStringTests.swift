import Testing

@testable import LabEngine

struct ReferenceStringTests {
  private func written(_ text: String, limit: Int = 1_000) throws -> String {
    ReferenceString.text(of: try ReferenceString.parsed(text, limit: limit))
  }

  @Test(arguments: [
    ("7 0 1w 2", "7 0 1w 2"), ("0..3", "0 1 2 3"), ("3..0", "3 2 1 0"), ("4..4", "4"),
    ("0*4", "0 0 0 0"), ("1w*2", "1w 1w"), ("(3..5)*2", "3 4 5 3 4 5"), ("0..2w", "0w 1w 2w"),
    ("(1 2w 3)w*2", "1w 2w 3w 1w 2w 3w"), ("((0 1)*2 2)*2", "0 1 0 1 2 0 1 0 1 2"),
    ("1, 2,3 ,4", "1 2 3 4"), ("(0)(1) 2", "0 1 2"), ("0 .. 2 * 2", "0 1 2 0 1 2"),
    ("0*10^2 1", Array(repeating: "0", count: 100).joined(separator: " ") + " 1"),
    ("( 1 )", "1"), ("\t1\t2 ", "1 2"), ("134217727", "134217727"), ("007", "7"), ("1*1", "1"),
  ])
  func expands(_ text: String, _ expected: String) throws {
    #expect(try written(text) == expected)
  }

  @Test(arguments: [
    ("", 1, 1, "expected a page, a range such as `0..3` or a group in brackets, found the end"),
    ("1 x", 3, 1, "expected a page, a range such as `0..3` or a group in brackets, found `x`"),
    ("1 2q 3", 4, 1, "expected `w`, `*`, `..` or a space before the next reference, found `q`"),
    ("1 2ww", 4, 2, "found `ww`"), ("1 0*3w", 6, 1, "found `w`"), ("1 -2", 3, 1, "found `-`"),
    ("1..", 4, 1, "found the end"), ("(1 2", 5, 1, "expected `)`"), ("()", 2, 1, "found `)`"),
    ("1 )", 3, 1, "found `)`"), ("0*", 3, 1, "expected how many times"),
    ("0*0", 3, 1, "a repeat count must be 1 to 1000, not 0"),
    ("5 134217728 1", 3, 9, "a page must be 0 to 134217727, not 134217728"),
    ("99999999999999999999999", 1, 23, "a page must be 0 to 134217727"),
    ("1.5", 2, 1, "found `.`"), ("1,,2", 3, 1, "found `,`"), ("1 \u{e9}", 3, 1, "found `\u{e9}`"),
  ])
  func objects(_ text: String, _ column: Int, _ length: Int, _ part: String) {
    let error = #expect(throws: LabError.self) { try written(text) }
    #expect(error?.place == SourcePlace(line: 1, column: column, length: length))
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  /// Refused before memory is taken, whatever multiplies.
  @Test(arguments: [
    "0*1001", "0*1000000000000", "0*10^12", "0*10^400", "0*99999999999999999999999999",
    "(0..134217727)", "((((0*1000)*1000)*1000000000)*1000000000000)*1000000000000", "0..999 0",
    "(0..99)*11", "(0 1)*9223372036854775807", "(0 1)*18446744073709551615",
  ])
  func limitsLength(_ text: String) {
    let error = #expect(throws: LabError.self) { try written(text) }
    #expect(error?.problem == .fuel(what: "references in one command", limit: 1_000))
  }

  @Test func limitsDepth() {
    let error = #expect(throws: LabError.self) {
      try written(String(repeating: "(", count: 100_000))
    }
    #expect(error?.problem == .fuel(what: "levels inside one another", limit: 200))
  }

  @Test func readsBack() throws {
    var random = SplitMix(seed: 3)
    for _ in 0..<200 {
      let references = (0..<(1 + random.below(40))).map { _ in
        (page: random.below(1 << 27), isWrite: random.below(2) == 0)
      }
      let text = ReferenceString.text(of: references)
      let again = try ReferenceString.references(of: text, limit: 100)
      #expect(again.elementsEqual(references) { $0 == $1 })
    }
  }
}
