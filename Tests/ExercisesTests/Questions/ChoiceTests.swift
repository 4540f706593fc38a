import Testing

@testable import Exercises

@Suite struct ChoiceTests {
  private let body = """
    ask: Which?
    right: the clock -> Because of its hand.
    wrong: a queue -> That is FIFO.
    wrong: a stack
    shuffle: no
    """

  @Test(arguments: [
    ("a", Grade.Status.correct, "Right. Because of its hand."), ("A)", .correct, "Right."),
    ("The clock.", .correct, "Right."), ("b", .wrong, "That is FIFO."),
    ("c", .wrong, "That is not right."),
    ("d", .invalid, "'d' is not one of a, b or c."), ("a b", .invalid, "'a b' is not"),
  ])
  func oneIsChosen(_ answer: String, _ status: Grade.Status, _ feedback: String) throws {
    let grade = try LessonFixture.pose("q choice", body).grade(.text(answer))
    #expect(grade.status == status)
    #expect(grade.feedback.hasPrefix(feedback), "\(grade.feedback)")
  }

  @Test func optionsAreShuffledBySeed() throws {
    let shuffled = body.replacing("shuffle: no", with: "shuffle: yes")
    let orders = try Set(
      (1...40).map { try LessonFixture.pose("q choice", shuffled, seed: $0).choices })
    #expect(orders.count == 6)
  }

  /// Where the choices are letters themselves, they are numbered.
  @Test func lettersAreNumbered() throws {
    let posed = try LessonFixture.pose("q choice", "ask: x\nwrong: B\nright: A\nshuffle: no")
    #expect(posed.choiceLabels == ["1", "2"])
    #expect(posed.grade(.text("2")).status == .correct)
    #expect(posed.grade(.text("a")).status == .correct)
    #expect(posed.grade(.text("B")).status == .wrong)
  }

  @Test func aChoiceWithoutOneRightAnswerIsTheLessonsFault() {
    #expect(throws: LessonProblem.self) {
      try LessonFixture.pose("q choice", "ask: x\nright: a\nright: b")
    }
    #expect(throws: LessonProblem.self) {
      try LessonFixture.pose("q choice", "ask: x\nwrong: y\noption: z if 1 > 2 -> No.")
    }
  }

  @Test(arguments: [
    ("a c", Grade.Status.correct, 200), ("c,a", .correct, 200), ("ac", .correct, 200),
    ("a a c", .correct, 200),
    ("red and blue", .correct, 200), ("red, blue", .correct, 200), ("a", .partial, 100),
    ("a b c", .partial, 100),
    ("a b", .wrong, 0), ("b", .wrong, 0), ("none", .wrong, 0), ("a z", .invalid, 0),
    ("abz", .invalid, 0),
  ])
  func severalAreChosen(_ answer: String, _ status: Grade.Status, _ hundredths: Int) throws {
    let body = "ask: x\nright: red\nwrong: green -> Not green.\nright: blue\nshuffle: no\npoints: 2"
    let grade = try LessonFixture.pose("q multi", body).grade(.text(answer))
    #expect(grade.status == status, "\(grade)")
    #expect(grade.points.hundredths == hundredths)
    if answer == "a b c" { #expect(grade.feedback == "Not green.") }
  }

  @Test func noneMayBeRight() throws {
    let posed = try LessonFixture.pose("q multi", "ask: x\nwrong: red\nwrong: green")
    #expect(posed.grade(.text("none")).status == .correct)
    #expect(posed.grade(.text("a")).status == .wrong)
    #expect(posed.grade(.rows([])).status == .correct)
  }

  @Test(arguments: [
    ("c a b", Grade.Status.correct, 100), ("cab", .correct, 100), ("C, A, B", .correct, 100),
    ("c b a", .partial, 50), ("b a c", .wrong, 0), ("c a", .invalid, 0), ("c a a", .invalid, 0),
    ("third first second", .invalid, 0),
  ])
  func thingsAreOrdered(_ answer: String, _ status: Grade.Status, _ hundredths: Int) throws {
    let question = try LessonFixture.question(
      "q order", "ask: x\nitem: one\nitem: two\nitem: three")
    // A seed whose order shown makes c a b the right one.
    let posed = try (1...100).lazy.map { try question.pose(seed: $0) }.first {
      $0.choices == ["two", "three", "one"]
    }
    let grade = try #require(posed).grade(.text(answer))
    #expect(grade.status == status, "\(grade)")
    #expect(grade.points.hundredths == hundredths)
  }

  @Test func thingsAreNeverShownInTheirOrder() throws {
    let question = try LessonFixture.question(
      "q order", "ask: x\nitem: one\nitem: two\nitem: three")
    for seed in 1...60 {
      #expect(try question.pose(seed: seed).choices != ["one", "two", "three"])
    }
  }
}
