import LabEngine
import Testing

@testable import Exercises

@Suite struct SequenceTests {
  /// FIFO with three frames on Silberschatz's string evicts 7 0 1 2 3 0 4 2 3 0 1 2.
  private let body = """
    ask: x
    setup: machine frames=3 policy=fifo; process A pages=8
    run: refs A 7 0 1 2 0 3 0 4 2 3
    answer: victims
    mistake: [policy=lru] victims -> That is LRU.
    points: 6
    """

  @Test(arguments: [
    ("7 0 1 2 3 0", Grade.Status.correct, "6"), ("[A:7, A:0, A:1, A:2, A:3, A:0]", .correct, "6"),
    ("7,0,1,2,3,0", .correct, "6"), ("7 -> 0 -> 1 -> 2 -> 3 -> 0", .correct, "6"),
    ("7 0 1 2 3", .partial, "5"), ("0 7 1 2 3 0", .partial, "5"),
    ("7 0 1 2 3 0 5 5 5", .partial, "4"),
    ("9", .wrong, "0"), ("none", .wrong, "0"), ("B:7", .wrong, "0"), ("7 x", .invalid, "0"),
    ("7.5", .invalid, "0"),
  ])
  func creditIsTheCommonSubsequence(_ answer: String, _ status: Grade.Status, _ points: String)
    throws
  {
    let posed = try LessonFixture.pose("q sequence", body)
    #expect(posed.modelAnswerText == "7 0 1 2 3 0")
    let grade = posed.grade(.text(answer))
    #expect(grade.status == status, "\(grade)")
    #expect(grade.points.description == points)
  }

  @Test func aListOfTextsWillDo() throws {
    let posed = try LessonFixture.pose("q sequence", body)
    #expect(posed.grade(.rows([["7", "0", "1", "2", "3", "0"]])).status == .correct)
    #expect(posed.grade(.rows([["7"], ["0"], ["1"], ["2"], ["3"], ["0"]])).status == .correct)
    #expect(posed.grade(.commands(["7 0 1 2 3 0"])).status == .invalid)
  }

  @Test func foreseenListsAreNamed() throws {
    // LRU evicts 7 1 2 3 0 of the same references.
    let grade = try LessonFixture.pose("q sequence", body).grade(.text("7 1 2 3 0"))
    #expect(grade.feedback == "That is LRU.")
    #expect(grade.status == .partial)
  }

  @Test func anEmptyListIsNone() throws {
    let posed = try LessonFixture.pose(
      "q sequence",
      "ask: x\nsetup: machine frames=3; process A pages=2\nrun: refs A 0 1\nanswer: victims")
    #expect(posed.modelAnswerText == "none")
    for answer in ["none", "-", "[]"] { #expect(posed.grade(.text(answer)).status == .correct) }
    #expect(posed.grade(.text("1")).status == .wrong)
  }

  @Test func textsAndTimesAreEntriesToo() throws {
    let texts = try LessonFixture.pose("q sequence", "ask: x\nanswer: [\"page fault\", \"trap\"]")
    #expect(texts.grade(.text("Page Fault, trap")).status == .correct)
    let times = try LessonFixture.pose("q sequence", "ask: x\nanswer: [8ms, 200ns]")
    #expect(times.grade(.text("8000us 0.2us")).status == .correct)
    #expect(times.grade(.text("8 0.2")).status == .invalid)
  }

  @Test func aLongListIsNotLookedAt() throws {
    let posed = try LessonFixture.pose("q sequence", body)
    let long = Array(repeating: "7", count: 20_000).joined(separator: " ")
    #expect(posed.grade(.text(long)).status == .invalid)
  }

  @Test(arguments: [
    ([1, 2, 3], [1, 2, 3], 3), ([1, 3], [1, 2, 3], 2), ([3, 2, 1], [1, 2, 3], 1), ([], [1], 0),
  ])
  func longestCommonSubsequence(_ a: [Int], _ b: [Int], _ length: Int) {
    #expect(SequenceMatch.common(a, b) == length)
    #expect(SequenceMatch.common(b, a) == length)
  }
}
