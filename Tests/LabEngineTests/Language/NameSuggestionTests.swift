import Testing

@testable import LabEngine

struct NameSuggestionTests {
  private let verbs = ["machine", "process", "fork", "refs", "read", "policy", "print", "goto"]

  @Test(arguments: [
    ("machin", "machine"), ("mahcine", "machine"), ("frok", "fork"), ("proces", "process"),
    ("proc", "process"), ("PRINT", "print"), ("prnit", "print"), ("reed", "read"), ("ref", "refs"),
    ("machien_", "machine"), ("xyzzy", nil), ("", nil), ("q", nil), ("elephant", nil),
  ])
  func suggests(_ typed: String, _ expected: String?) {
    #expect(nearest(typed, among: verbs) == expected)
  }

  @Test func isBounded() {
    #expect(nearest(String(repeating: "machine", count: 200_000), among: verbs) == nil)
    #expect(
      nearest("aaaa", among: [String(repeating: "a", count: 1_000_000)]) == ""
        + String(repeating: "a", count: 1_000_000))
  }

  @Test func findsPrefixes() {
    #expect(uniquePrefix("ma", among: verbs) == .one("machine"))
    #expect(uniquePrefix("p", among: verbs) == .several(["process", "policy", "print"]))
    #expect(uniquePrefix("x", among: verbs) == .none)
    #expect(uniquePrefix("", among: verbs) == .none)
    #expect(uniquePrefix("re", among: ["re", "redo"]) == .one("re"))
  }
}
