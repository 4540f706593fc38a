import Testing

@testable import Exercises

/// FIFO with three frames on 7 0 1 2 0 3: the first six columns of Silberschatz's figure.
@Suite struct TableTests {
  private func posed(_ more: String = "") throws -> PosedQuestion {
    try LessonFixture.pose(
      "q table",
      """
      ask: x
      setup: machine frames=3 policy=fifo; process A pages=8
      run: refs A 7 0 1 2 0 3
      column f0: frame(0).page
      column f1: frame(1).page
      column f2: frame(2).page
      column faults: faults
      given: 1
      points: 5
      """ + "\n" + more)
  }

  private let key = "7 0 - 2\n7 0 1 3\n2 0 1 4\n2 0 1 4\n2 3 1 5"

  @Test func theKeyIsTheTextbooks() throws {
    let posed = try posed()
    #expect(posed.modelAnswerText == key)
    #expect(posed.ask.contains("| 1 | 7 | 7 | - | - | 1 |"))
    #expect(posed.ask.contains("| 2 | 0 |   |   |   |   |"))
    #expect(posed.inputHint == "5 rows, one a line, each with f0, f1, f2, faults; '-' for empty")
  }

  @Test(arguments: [
    "7 0 - 2\n7 0 1 3\n2 0 1 4\n2 0 1 4\n2 3 1 5",
    "7 - - 1\n7 0 - 2\n7 0 1 3\n2 0 1 4\n2 0 1 4\n2 3 1 5",
    "7, 0, -, 2\n7,0,1,3\n2 0 1 4\n\n2 0 1 4\n2 3 1 5\n",
    "| 7 | 0 | - | 2 |\n7|0|1|3\n2|0|1|4\n2|0|1|4\nA:2|A:3|A:1|5",
  ])
  func rowsAreTypedInManyWays(_ text: String) throws {
    #expect(try posed().grade(.text(text)).status == .correct)
  }

  @Test(arguments: [
    ("", "3", "Row 5 is the first that is not right."),
    ("grade: row", "4", "4 of 5 rows are right."),
    ("grade: cell", "4.75", "19 of 20 cells are right."),
  ])
  func creditIsCounted(_ grading: String, _ points: String, _ feedback: String) throws {
    let wrong = key.replacing("2 0 1 4\n2 0 1 4", with: "2 0 1 4\n2 0 3 4")
    let grade = try posed(grading).grade(.text(wrong))
    #expect(grade.status == .partial)
    #expect(grade.points.description == points)
    #expect(grade.feedback == feedback)
  }

  @Test(arguments: [
    "7 0 - 2", "7 0 - 2\n7 0 1\n2 0 1 4\n2 0 1 4\n2 3 1 5",
    "7 0 - x\n7 0 1 3\n2 0 1 4\n2 0 1 4\n2 3 1 5",
  ])
  func brokenRowsAreInvalid(_ text: String) throws {
    #expect(try posed().grade(.text(text)).status == .invalid)
  }

  @Test func foreseenValuesOfAColumnAreNamed() throws {
    let posed = try posed(
      "mistake faults: hits -> Those are the hits.\nmistake: [policy=lru] frame(1).page -> LRU.")
    let hits = key.replacing("2 0 1 4\n2 3 1 5", with: "2 0 1 1\n2 3 1 5")
    #expect(
      posed.grade(.text(hits)).feedback
        == "Row 5 is the first that is not right. Those are the hits.")
  }

  @Test(arguments: [
    ("set", "1 0 7", Grade.Status.correct), ("ordered", "1 0 7", .wrong),
    ("ordered", "7 0 1", .correct),
  ])
  func listsInACellAreSetsOrNot(_ frames: String, _ last: String, _ status: Grade.Status) throws {
    let posed = try LessonFixture.pose(
      "q table",
      """
      ask: x
      setup: machine frames=3 policy=fifo; process A pages=8
      run: refs A 7 0 1
      column frames: [frame(0).page, frame(1).page, frame(2).page]
      column faults: faults
      given: 2
      frames: \(frames)
      """)
    #expect(posed.modelAnswerText == "7,0,1 3")
    for text in ["\(last) 3", "[\(last)] 3", "\(last) | 3"] {
      #expect(posed.grade(.text(text)).status == status, "\(text)")
    }
    #expect(posed.ask.contains("| 1 | 7 | 7,-,- | 1 |"))
  }
}
