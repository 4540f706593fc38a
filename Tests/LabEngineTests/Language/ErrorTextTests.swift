import Testing

@testable import LabEngine

struct ErrorTextTests {
  private func report(_ line: String, column: Int, length: Int = 1, file: String? = nil) -> [String]
  {
    LabError(
      .expected("a page", found: "`x`"),
      at: SourcePlace(line: 3, column: column, length: length), lineText: line
    ).report(file: file)
  }

  @Test func marksThePlace() {
    #expect(
      report("read A xyz", column: 8, length: 3, file: "a.lab") == [
        "a.lab:3:8: error: expected a page, found `x`", "  read A xyz", "         ^~~",
      ])
    #expect(report("read A", column: 8)[0] == "line 3, column 8: error: expected a page, found `x`")
    #expect(report("read A ", column: 8).suffix(2) == ["  read A", "         ^"])
    #expect(report("", column: 1).suffix(2) == ["  ", "  ^"])
    #expect(report("read", column: 400).suffix(1) == ["      ^"])
  }

  @Test func doesWithoutAPlace() {
    #expect(LabError(.interrupted).report == ["error: interrupted"])
    #expect(LabError(.interrupted).report(file: "a.lab") == ["a.lab: error: interrupted"])
    let placed = LabError(.interrupted, at: SourcePlace(line: 2, column: 1))
    #expect(placed.report(file: "a.lab") == ["a.lab:2:1: error: interrupted"])
  }

  @Test func alignsTabsAndWideCharacters() {
    #expect(report("\tread x", column: 7).suffix(2) == ["          read x", "               ^"])
    #expect(
      report("print \"\u{65e5}\u{672c}\" x", column: 12).suffix(2) == [
        "  print \"\u{65e5}\u{672c}\" x", "               ^",
      ])
    #expect(report("\u{65e5}\u{672c}", column: 1, length: 2).suffix(1) == ["  ^~~~"])
    #expect(report("e\u{301}\u{1f469}\u{200d}\u{1f4bb}x", column: 3).suffix(1) == ["     ^"])
  }

  @Test func showsControlCharacters() {
    #expect(
      report("a\u{1b}[2Jb\0\u{7f}\u{202e}", column: 6).suffix(2) == [
        "  a\u{241b}[2Jb\u{2400}\u{2421}\u{fffd}", "       ^",
      ])
    let error = LabError(.unknown(kind: "command", name: "\u{1b}[2J", nearest: nil, known: []))
    #expect(error.message == "there is no command `\u{241b}[2J`")
  }

  @Test func cutsLongLines() {
    let line = String(repeating: "a", count: 500_000) + "X" + String(repeating: "b", count: 500_000)
    let lines = report(line, column: 500_001)
    #expect(
      lines[1] == "  …" + String(repeating: "a", count: 25) + "X"
        + String(repeating: "b", count: 50) + "…")
    #expect(lines[2] == "   " + String(repeating: " ", count: 25) + "^")
    #expect(
      report(line, column: 2, length: 1_000_000)[2] == "   ^" + String(repeating: "~", count: 74))
  }

  @Test(arguments: [
    (
      Problem.unknown(kind: "policy", name: "lrw", nearest: "lru", known: ["lru"]),
      "there is no policy `lrw`; did you mean `lru`?"
    ),
    (
      .unknown(kind: "process", name: "Q", nearest: nil, known: ["A", "B"]),
      "there is no process `Q`; there are A, B"
    ),
    (
      .unknown(kind: "process", name: "Q", nearest: nil, known: ["A"]),
      "there is no process `Q`; there is only A"
    ),
    (.unknown(kind: "process", name: "Q", nearest: nil, known: []), "there is no process `Q`"),
    (.outOfRange(what: "frames", value: "0", range: "1 to 8"), "frames must be 1 to 8, not 0"),
    (.refused("Not here."), "Not here"), (.undefined("Nothing yet"), "Nothing yet"),
    (
      .fuel(what: "references in one command", limit: 10),
      "more than 10 references in one command are not allowed"
    ),
    (
      .falseExpectation("faults == 5", detail: "left of `==` is 4, right of it 5"),
      "not true: faults == 5 (left of `==` is 4, right of it 5)"
    ),
    (.file("t.txt", reason: "no such file"), "file `t.txt`: no such file"),
    (
      .expected("a page", found: "`\(String(repeating: "x", count: 100))`"),
      "expected a page, found `\(String(repeating: "x", count: 59))…`"
    ),
  ])
  func words(_ problem: Problem, _ message: String) {
    #expect(LabError(problem).message == message)
  }
}
