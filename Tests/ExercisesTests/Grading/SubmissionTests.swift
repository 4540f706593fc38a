import Testing

@testable import Exercises

@Suite struct SubmissionTests {
  private func submission(_ text: String) throws -> Submission {
    try Submission(JSONReader.value(Array(text.utf8)))
  }

  private func with(_ answers: String) throws -> Submission {
    try submission(#"{"oslab":1,"student":"s","lesson":"l","answers":[\#(answers)]}"#)
  }

  private func content(_ answer: String, wantsCommands: Bool = false) throws
    -> Submission.Entry.Content?
  {
    try with("{\"question\":\"q\",\(answer)}").answers["q"]?.content(wantsCommands: wantsCommands)
  }

  @Test func readsTheFormOfTheContract() throws {
    let submission = try submission(
      """
      {"oslab":1,"course":"cs370","student":"s001","lesson":"page-replacement","version":1,
      "answers":[{"question":"lru-faults","answer":"12","digest":"ab"},
      {"question":"share","commands":["fork A B","write B 2"]}]}
      """)
    #expect(submission.course == "cs370")
    #expect(submission.student == "s001")
    #expect(submission.lesson == "page-replacement")
    #expect(submission.version == 1)
    #expect(submission.order == ["lru-faults", "share"])
    #expect(submission.answers["lru-faults"]?.digest == "ab")
    #expect(
      submission.answers["share"]?.content(wantsCommands: true)
        == .answer(.commands(["fork A B", "write B 2"])))
  }

  @Test(arguments: [
    ("[]", Rejection.notAnObject("a list")), ("{}", .missing("oslab")),
    (#"{"oslab":2}"#, .unknownFormat("2")), (#"{"oslab":"1"}"#, .unknownFormat("\"1\"")),
    (#"{"oslab":1}"#, .missing("lesson")), (#"{"oslab":1,"lesson":"l"}"#, .missing("answers")),
    (
      #"{"oslab":1,"lesson":["l"],"answers":[]}"#,
      .wrongType("lesson", expected: "a text", found: "a list")
    ),
    (
      #"{"oslab":1,"lesson":"l","answers":{}}"#,
      .wrongType("answers", expected: "a list", found: "an object")
    ),
    (
      #"{"oslab":1,"lesson":"l","version":1.5,"answers":[]}"#,
      .wrongType("version", expected: "a whole number", found: "a number")
    ),
  ])
  func saysWhyItIsNone(_ text: String, _ rejection: Rejection) {
    #expect(throws: rejection) { try submission(text) }
  }

  @Test func theLastOfTwoEntriesCounts() throws {
    let submission = try with(
      #"{"question":"a","answer":"1"},{"question":"b","answer":"2"},{"question":"a","answer":"3"}"#)
    #expect(submission.order == ["b", "a"])
    #expect(submission.answers["a"]?.content(wantsCommands: false) == .answer(.text("3")))
  }

  @Test func whatHasNoQuestionIsCountedAndLeftOut() throws {
    let submission = try with(#"5,{"answer":"1"},{"question":7,"answer":"1"},{"question":"a"}"#)
    #expect(submission.strayEntries == [1, 2, 3])
    #expect(submission.order == ["a"])
  }

  @Test func takesEveryFormOfAnAnswer() throws {
    #expect(try content(#""answer":"12""#) == .answer(.text("12")))
    #expect(try content(#""answer":1.50"#) == .answer(.text("1.50")))
    #expect(try content(#""answer":[7,"0",1]"#) == .answer(.rows([["7"], ["0"], ["1"]])))
    #expect(
      try content(#""answer":[["7","-"],[0,1]]"#) == .answer(.rows([["7", "-"], ["0", "1"]])))
    #expect(try content(#""answer":[]"#) == .missing)
    #expect(try content(#""answer":null"#) == .missing)
    #expect(try content(#""x":1"#) == .missing)
  }

  @Test func aDrivenMachinePrefersCommands() throws {
    let both = #""answer":"x","commands":["y"]"#
    #expect(try content(both) == .answer(.text("x")))
    #expect(try content(both, wantsCommands: true) == .answer(.commands(["y"])))
    #expect(
      try content(#""answer":["a","b"]"#, wantsCommands: true) == .answer(.commands(["a", "b"])))
  }

  @Test(arguments: [
    #""answer":true"#, #""answer":{"a":1}"#, #""answer":[[1],2]"#, #""answer":[[[1]]]"#,
    #""answer":[null]"#, #""commands":5"#, #""commands":["a",5]"#,
  ])
  func whatIsNoAnswerIsToldWithAReason(_ answer: String) throws {
    guard case .malformed(let reason)? = try content(answer) else {
      Issue.record("accepted \(answer)")
      return
    }
    #expect(reason.hasSuffix("."))
  }

  @Test func scoresAndSeedsAreNotEvenRead() throws {
    let plain = try with(#"{"question":"a","answer":"1"}"#)
    let forged = try submission(
      """
      {"oslab":1,"student":"s","lesson":"l","points":100,"seed":7,"key":"x","answers":[
      {"question":"a","answer":"1","points":5,"status":"correct","seed":3,"expected":"1"}]}
      """)
    #expect(forged == plain)
  }
}
