import Testing

@testable import Exercises

@Suite struct CSVTests {
  private func rows(_ text: String) throws -> [[String]] {
    let table = try CSVTable(parsing: Array(text.utf8))
    return [table.header] + table.rows.map(\.fields)
  }

  // The examples of RFC 4180, section 2.
  @Test func readsWhatTheRFCShows() throws {
    let expected = [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]
    #expect(try rows("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n") == expected)
    #expect(try rows("aaa,bbb,ccc\r\nzzz,yyy,xxx") == expected)
    #expect(try rows("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx") == expected)
    #expect(
      try rows("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx") == [
        ["aaa", "b\r\nbb", "ccc"], expected[1],
      ])
    #expect(try rows("\"aaa\",\"b\"\"bb\",\"ccc\"") == [["aaa", "b\"bb", "ccc"]])
  }

  @Test(arguments: ["\u{feff}a,b\n1,2\n", "a;b\n1;2", "a\tb\r1\t2\r", "a,b\n\n\n1,2\n\n"])
  func readsWhatSpreadsheetsWrite(_ text: String) throws {
    #expect(try rows(text) == [["a", "b"], ["1", "2"]])
  }

  @Test func keepsEmptyFieldsAndSpaces() throws {
    #expect(try rows("a,b,c\n, x ,\n") == [["a", "b", "c"], ["", " x ", ""]])
  }

  @Test(arguments: [
    ("", 1, CSVError.Problem.empty), ("a,b\n1\n", 2, .width(1, header: 2)),
    ("a\n\n1,2\n", 3, .width(2, header: 1)), ("a\n\"x\ny\n", 2, .openQuote),
    ("a\n\"x\ny\"z\n", 2, .textAfterQuote),
  ])
  func saysWhichLineIsWrong(_ text: String, _ line: Int, _ problem: CSVError.Problem) {
    #expect(throws: CSVError(problem: problem, line: line)) {
      try CSVTable(parsing: Array(text.utf8))
    }
  }

  @Test func refusesInvalidUTF8() {
    #expect(throws: CSVError(problem: .notUTF8, line: 2)) {
      try CSVTable(parsing: Array("a\nx".utf8) + [0xe9, 0x0a])
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let fields = [
      "plain", "", "a,b", "say \"hi\"", "two\nlines", " space ", "tab\there", "é;𝄞", "'",
    ]
    #expect(try rows(CSVWriter.line(fields)) == [fields])
  }

  // The list is OWASP's, "CSV Injection".
  @Test(arguments: ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\tx", "\rx", "\nx", "＝1"])
  func disarmsFormulas(_ text: String) throws {
    let written = CSVWriter.line([text])
    #expect(written.hasPrefix("'") || written.hasPrefix("\"'"))
  }

  @Test func writesControlCodesOut() {
    #expect(CSVWriter.line(["\u{1b}[2Jx\0\u{202e}"]) == "\\u001b[2Jx\\u0000\\u202e\n")
  }
}
