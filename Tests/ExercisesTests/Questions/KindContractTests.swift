import Testing

@testable import Exercises

/// What every registered question kind keeps, whatever it asks.
@Suite struct KindContractTests {
  static let kinds = QuestionKinds.descriptions.map(\.name)

  @Test func everyKindHasAFixtureAndADescription() {
    #expect(Set(Self.kinds) == Set(KindFixture.bodies.keys))
    #expect(Set(Self.kinds).count == Self.kinds.count)
    for description in QuestionKinds.descriptions {
      #expect(!description.summary.isEmpty)
      let keys = (QuestionKeys.common + description.keys).map(\.name)
      #expect(Set(keys).count == keys.count, "\(description.name) has a key twice: \(keys)")
    }
  }

  @Test(arguments: kinds)
  func oneSeedPosesOneQuestion(_ kind: String) throws {
    let question = try KindFixture.question(kind)
    for seed in [0, 1, 17, 2_147_483_647] {
      let one = try question.pose(seed: seed)
      let two = try question.pose(seed: seed)
      #expect(one.ask == two.ask)
      #expect(one.choices == two.choices)
      #expect(one.hints == two.hints)
      #expect(one.inputHint == two.inputHint)
      #expect(one.modelAnswer == two.modelAnswer)
      #expect(one.grade(.text("3 a")) == two.grade(.text("3 a")))
    }
  }

  @Test(arguments: kinds)
  func seedsMakeDifferentQuestions(_ kind: String) throws {
    let question = try KindFixture.question(kind)
    let asked = try (1...20).map { seed in
      let posed = try question.pose(seed: seed)
      return posed.ask + posed.choices.joined()
    }
    #expect(kind == "design" || Set(asked).count > 1)
  }

  @Test(arguments: kinds)
  func theModelAnswerIsRight(_ kind: String) throws {
    let question = try KindFixture.question(kind)
    for seed in 1...20 {
      let posed = try question.pose(seed: seed)
      for answer in [posed.modelAnswer, .text(posed.modelAnswerText)] {
        let grade = posed.grade(answer)
        #expect(grade.status == .correct, "seed \(seed): \(answer): \(grade)")
        #expect(grade.points == question.points)
        #expect(grade.maximum == question.points)
        #expect(grade.expected == posed.modelAnswerText)
      }
    }
  }

  @Test(arguments: kinds)
  func noAnswerIsMissingAndAHugeOneInvalid(_ kind: String) throws {
    let posed = try KindFixture.question(kind).pose(seed: 1)
    #expect(posed.grade(.text("")).status == .missing)
    #expect(posed.grade(.text(" \n\t ")).status == .missing)
    let huge = String(repeating: "7 ", count: 40_000)
    for answer in [RawAnswer.text(huge), .commands([huge]), .rows([[huge]])] {
      let grade = posed.grade(answer)
      #expect(grade.status == .invalid)
      #expect(grade.points == .zero)
    }
  }

  /// Whatever is answered, it is graded, and what is not an answer costs nothing and says why.
  @Test(arguments: kinds)
  func anyAnswerIsGraded(_ kind: String) throws {
    let posed = try KindFixture.question(kind).pose(seed: 2)
    var random = VariantRandom(seed: 7, stream: "junk/\(kind)")
    let pieces =
      [
        "a", "b", "c", "7", "0", "-", "9223372036854775808", "1e400", "0x", "us", "A:7", "A:", "[",
        "]",
        "(", ")", "*", "..", "1..99999999", "0*99999999", "w", ";", "\n", "|", ",", "\"", "\\",
        "{answer}",
        "{", "\u{0}", "\u{1b}[31m", "é", "👩‍👩‍👧", "\u{202e}", "fork A B", "write A 0",
        "refs A 0*99999999",
        "machine frames=1", "goto 0ns", "%", "/", "0", "1/0", "none", "NaN", "inf",
        "=cmd|' /C calc'!A0", "#",
      ] + posed.modelAnswerText.split(separator: " ").map(String.init)
    for _ in 0..<400 {
      let words = (0..<random.number(below: 8)).map { _ in
        pieces[random.number(below: pieces.count)]
      }
      let text = words.joined(separator: random.chance(50) ? " " : "")
      let answer: RawAnswer =
        switch random.number(below: 3) {
        case 0: .text(text)
        case 1: .commands(words)
        default: .rows([words, [text]])
        }
      let grade = posed.grade(answer)
      #expect(grade.status != .couldNotGrade, "\(answer): \(grade.feedback)")
      #expect(grade.points >= .zero && grade.points <= posed.question.points)
      #expect((grade.status == .correct) == (grade.points == posed.question.points))
      #expect(!grade.feedback.isEmpty)
      #expect(grade.feedback.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
    }
  }

  /// What a fixture's own tests and mistakes promise holds, over many seeds.
  @Test func theFixturesAreProved() throws {
    let text = KindFixture.lesson.replacing("seeds: 1..5", with: "seeds: 1..20")
    let report = try #require(LessonCheck.check([("fixture.md", text)]).first)
    #expect(report.passes, "\(report.findings.map(\.description).joined(separator: "\n"))")
    #expect(report.questions == Self.kinds.count)
    #expect(report.assertions > 20 * report.questions * 10)
  }

  @Test(arguments: kinds)
  func aWrongAnswerIsNotToldTheKey(_ kind: String) throws {
    let posed = try KindFixture.question(kind).pose(seed: 3)
    for text in ["0", "9 9", "valid", "fork A B"] {
      let grade = posed.grade(.text(text))
      guard grade.status == .wrong else { continue }
      #expect(!" \(grade.feedback) ".contains(" \(posed.modelAnswerText) "))
    }
  }
}
