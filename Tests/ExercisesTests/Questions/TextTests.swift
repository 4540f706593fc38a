import Testing

@testable import Exercises

@Suite struct TextTests {
  @Test(arguments: [
    ("resident", Grade.Status.correct), ("  RESIDENT. ", .correct), ("memory-resident", .correct),
    ("Main Memory Resident", .wrong), ("valid", .wrong), ("r e sident", .wrong),
  ])
  func caseSpaceAndPunctuationDoNotCount(_ answer: String, _ expected: Grade.Status) throws {
    let posed = try LessonFixture.pose(
      "q text", "ask: x\naccept: resident\naccept: Memory resident\nmistake: \"valid\" -> A bit.")
    #expect(posed.grade(.text(answer)).status == expected)
    #expect(posed.grade(.text("(valid)")).feedback == "A bit.")
  }

  @Test(arguments: [
    ("Zürich", "zürich"), ("ZÜRICH!", "zürich"), ("a–b", "a b"), ("+", "+"), ("  ", ""),
  ])
  func folding(_ text: String, _ expected: String) { #expect(FoldedText.fold(text) == expected) }

  @Test(arguments: [
    ("abc", "ABC", true), ("abc", "abcd", false), ("a|b", "b", true), ("a|b|cd*", "cddd", true),
    ("(foo|bar)+", "foobarfoo", true), ("(foo|bar)+", "foobarfo", false), ("a{2,3}", "a", false),
    ("a{2,3}", "aaa", true), ("a{2,3}", "aaaa", false), ("a{2}", "aa", true),
    ("a{2,}", "aaaaa", true),
    ("[a-c]+\\d", "abca7", true), ("[^a-c]", "b", false), ("[^a-c]", "d", true),
    ("\\w+\\s\\w+", "no way", true),
    ("x?y", "y", true), (".*", "", true), ("colou?r", "Color", true), ("a\\.b", "axb", false),
    ("^a$", "a", true),
    ("(?:ab)*", "abab", true), ("[\\d-]+", "1-2", true), ("\\S", " ", false), ("", "", true),
    ("()*a", "a", true),
  ])
  func patterns(_ pattern: String, _ text: String, _ matches: Bool) throws {
    #expect(try LinearPattern(pattern).matches(text) == matches)
  }

  @Test(arguments: [
    "(", ")", "[a", "*a", "a{3,2}", "a{99999}", "\\", "\\k", "(?=a)", "[z-a]",
    "((a{999}){999}){999}",
  ])
  func brokenPatternsAreRefused(_ pattern: String) {
    #expect(throws: LinearPattern.Mistake.self) { try LinearPattern(pattern) }
  }

  /// Cox 2007, "Regular expression matching can be simple and fast": a?^n a^n takes a backtracking matcher
  /// exponential time.
  @Test func timeIsInProportionToTheText() throws {
    let pattern = try LinearPattern(
      String(repeating: "a?", count: 40) + String(repeating: "a", count: 40))
    #expect(pattern.matches(String(repeating: "a", count: 40)))
    let nested = try LinearPattern("(a+)+b")
    #expect(!nested.matches(String(repeating: "a", count: 2_000)))
  }
}
