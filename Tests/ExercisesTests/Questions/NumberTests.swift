import LabEngine
import Testing

@testable import Exercises

@Suite struct NumberTests {
  private func status(
    _ answer: String, key: String, _ more: String = "", kind: String = "number"
  ) throws -> Grade.Status {
    let body = "ask: x\nanswer: \(key)" + (more.isEmpty ? "" : "\n\(more)")
    return try LessonFixture.pose("q \(kind)", body).grade(.text(answer)).status
  }

  @Test(arguments: [
    ("12", Grade.Status.correct), (" 12 ", .correct), ("+12", .correct), ("0xc", .correct),
    ("0XC", .correct), ("0b1100", .correct), ("0o14", .correct), ("012", .correct),
    ("13", .wrong), ("-12", .wrong), ("12.0", .invalid), ("12 faults", .invalid), ("1 2", .invalid),
    ("twelve", .invalid), ("9223372036854775808", .invalid), ("0x", .invalid), ("12us", .invalid),
    ("12;", .invalid), ("12,0", .invalid),
  ])
  func integersHaveAnyBase(_ answer: String, _ expected: Grade.Status) throws {
    #expect(try status(answer, key: "12", kind: "integer") == expected)
  }

  @Test func aWordAsUnitIsALabel() throws {
    for answer in ["12", "12 faults", "12 fault", "12 Faults"] {
      #expect(try status(answer, key: "12", "unit: faults", kind: "integer") == .correct)
    }
    #expect(try status("12 hits", key: "12", "unit: faults", kind: "integer") == .invalid)
  }

  /// `12.5us` equals `12500ns`.
  @Test(arguments: [
    ("12.5us", Grade.Status.correct), ("12500ns", .correct), ("0.0125ms", .correct),
    ("12.5 us", .correct), ("12.5\u{b5}s", .correct), ("12.5\u{3bc}s", .correct),
    ("1.25e1us", .correct),
    ("25/2 us", .correct), ("12.5ms", .wrong), ("12.5", .invalid), ("12.5KiB", .invalid),
    ("0", .wrong),
    ("12.5000001us", .wrong), ("12.5usx", .invalid), ("", .missing), (".5us", .invalid),
    ("1e999us", .invalid),
  ])
  func unitsAreConverted(_ answer: String, _ expected: Grade.Status) throws {
    #expect(try status(answer, key: "12500ns", "unit: us") == expected)
  }

  /// 200 ns + 0.001 (8 ms - 200 ns) is 8.1998 us: Silberschatz, Galvin and Gagne, section 10.2.
  @Test(arguments: [
    ("tolerance: exact", "8.1998us", Grade.Status.correct), ("tolerance: exact", "8.2us", .wrong),
    ("tolerance: 1%", "8.2us", .correct), ("tolerance: 1%", "8.29us", .wrong),
    ("tolerance: 5ns", "8.2048us", .correct), ("tolerance: 5ns", "8.2049us", .wrong),
    ("tolerance: 2 digits", "8.2us", .correct), ("tolerance: 2 digits", "8.3us", .wrong),
    ("tolerance: 3 digits", "8.20us", .correct), ("tolerance: 3 digits", "8.21us", .wrong),
  ])
  func tolerancesAreKept(_ tolerance: String, _ answer: String, _ expected: Grade.Status) throws {
    #expect(
      try status(answer, key: "200ns + 0.001 * (8ms - 200ns)", "unit: us\n" + tolerance) == expected
    )
  }

  @Test(arguments: [
    ("8us", "1.5"), ("8", "1"), ("8ms", "1"), ("9us", "0.5"), ("9", "0"), ("8000ns", "1.5"),
  ])
  func valueAndUnitAreCreditedApart(_ answer: String, _ points: String) throws {
    let body = "ask: x\nanswer: 8us\nunit: us\npoints: 1.5\nunit-points: 0.5"
    let grade = try LessonFixture.pose("q number", body).grade(.text(answer))
    #expect(grade.points.description == points, "\(grade)")
  }

  @Test func ratiosAreNumbers() throws {
    for answer in ["0.0000025", "2.5e-6", "0.00025%", "1/400000"] {
      #expect(try status(answer, key: "2.5 / 1000000") == .correct)
    }
  }

  @Test func theFirstMistakeThatFitsSpeaks() throws {
    let posed = try LessonFixture.pose(
      "q number",
      "ask: x\nanswer: 8us\nunit: us\nmistake: 8us -> Hidden.\nmistake: 9us -> Nine.\nmistake: 9us -> Never.\nmistake: 40 -> A factor.\nmistake: nothing -> Broken."
    )
    #expect(posed.grade(.text("8us")).status == .correct)
    #expect(posed.grade(.text("9000ns")).feedback == "Nine.")
    // A plain number where a time is wanted is malformed, unless the lesson has foreseen it.
    #expect(posed.grade(.text("40")).feedback == "A factor.")
    #expect(posed.grade(.text("41")).status == .invalid)
  }

  /// Whoever is asked for percent types 75, which as a number is a hundred times too much: it is not counted, be it
  /// right or wrong.
  @Test(arguments: [
    ("75%", Grade.Status.correct), ("75 %", .correct), ("0.75", .correct), ("3/4", .correct),
    ("75", .invalid), ("74", .invalid), ("7500%", .wrong), ("0.74", .wrong), ("1", .wrong),
  ])
  func percentNeedsItsSign(_ answer: String, _ status: Grade.Status) throws {
    let posed = try LessonFixture.pose("q number", "ask: x\nanswer: 3 / 4\nunit: %")
    let grade = posed.grade(.text(answer))
    #expect(grade.status == status)
    #expect(status != .invalid || grade.feedback.contains("12%"))
    #expect(posed.inputHint == "a percentage, such as 12%")
  }

  @Test(arguments: ["66,67", "1,000"])
  func commasAreTold(_ answer: String) throws {
    let grade = try LessonFixture.pose("q number", "ask: x\nanswer: 66.67").grade(.text(answer))
    #expect(grade.status == .invalid)
    #expect(grade.feedback.contains("a point before decimals"))
  }

  @Test func theHintShowsUnitAndTolerance() throws {
    let posed = try LessonFixture.pose(
      "q number", "ask: x\nanswer: 8us\nunit: us\ntolerance: 1%")
    #expect(posed.inputHint == "a number with a unit, such as 12us; 1% off is accepted")
    #expect(posed.modelAnswerText == "8us")
  }

  @Test func theLessonIsAtFaultWhereTheKeyDoesNotFit() {
    for body in [
      "answer: \"text\"", "answer: 8us\nunit: KiB", "answer: 8us\ntolerance: 5KiB", "answer: 1/0",
    ] {
      #expect(throws: LessonProblem.self) { try LessonFixture.pose("q number", "ask: x\n" + body) }
    }
    #expect(throws: LessonProblem.self) {
      try LessonFixture.pose("q integer", "ask: x\nanswer: 7/2")
    }
  }

  @Test(arguments: [
    ("2", 200), ("1.5", 150), ("0.25", 25), ("0.07", 7), ("10.50", 1050),
  ])
  func pointsAreExact(_ text: String, _ hundredths: Int) throws {
    #expect(Points(text)?.hundredths == hundredths)
    #expect(Points(Points(hundredths: hundredths).description)?.hundredths == hundredths)
    #expect(!Points(hundredths: hundredths).description.hasSuffix(".0"))
  }

  @Test func pointsAreSharedHalfUp() {
    #expect(Points(hundredths: 100).share(1, of: 3).description == "0.33")
    #expect(Points(hundredths: 100).share(2, of: 3).description == "0.67")
    #expect(Points(hundredths: 25).share(1, of: 2).description == "0.13")
    #expect(Points(hundredths: 300).share(5, of: 3).description == "3")
    for text in ["", ".", "1.", "1.234", "-1", "1e3", "99999999", "½"] {
      #expect(Points(text) == nil)
    }
  }
}
