import LabEngine
import Testing

@testable import Exercises

/// Expected values are worked out by hand from the instructions (The RISC-V Instruction Set Manual, Volume I,
/// chapter 2; Volume II, table 3.6).
@Suite struct ProgramTests {
  /// Adds the numbers from 1 to `n`; `n` differs from case to case.
  private let sum = """
    ask: Put the sum of the numbers from 1 to a1 into a0.
    guest:
        li a1, 4
      {answer}
        ebreak
    guest more:
        li a1, 10
      {answer}
        ebreak
    starter:
      li a0, 0
    limit: 200
    case four: boot M guest=answer ram=64KiB start=u
    goal: M.a0 == 10
    case ten hidden: boot M guest=more ram=64KiB start=u
    goal: M.a0 == 55
    solution:
      li a0, 0
      1: add a0, a0, a1
      addi a1, a1, -1
      bnez a1, 1b
    mistake: M.a0 == 4 -> That is the last number alone.
    """

  private func grade(_ answer: String, _ body: String? = nil) throws -> Grade {
    try LessonFixture.pose("q program", body ?? sum).grade(.text(answer))
  }

  @Test func aRightProgramPassesInAnyForm() throws {
    let posed = try LessonFixture.pose("q program", sum)
    let lines = ["add a2, a1, x0", "addi a2, a2, 1", "mul a0, a1, a2", "srli a0, a0, 1"]
    for answer in [
      RawAnswer.text(lines.joined(separator: "\n")), .text(lines.joined(separator: "; ")),
      .text(lines.joined(separator: "\r\n") + "\r\nend\r\n"), .commands(lines),
      .rows(lines.map { [$0] }), posed.modelAnswer,
    ] {
      #expect(posed.grade(answer).status == .correct, "\(answer)")
    }
    #expect(posed.isProgram)
    #expect(posed.starter == "li a0, 0")
  }

  /// The first difference: what, what it is, what it should be, and after how many instructions.
  @Test func theFirstDifferenceIsTold() throws {
    let grade = try grade("mv a0, a1")
    #expect(grade.status == .wrong)
    #expect(
      grade.feedback
        == """
        0 of 2 cases pass. Case four fails: `M.a0` is 4 and should be 10. (M: 3 instructions, 1 page fault; \
        failed: breakpoint at 0x80000008 with nobody to handle it.)

        That is the last number alone.
        """)
  }

  @Test func casesAreCreditedOneByOneAndHiddenOnesKeepTheirSecret() throws {
    let grade = try grade("li a0, 10")
    #expect(grade.status == .partial)
    #expect(grade.points == Points("0.5"))
    #expect(grade.feedback.hasPrefix("1 of 2 cases passes. The hidden case ten fails. (M: 3 "))
    let posed = try LessonFixture.pose("q program", sum)
    for text in [grade.feedback, posed.ask, posed.inputHint] {
      #expect(!text.contains("55") && !text.contains("li a1, 10"), "\(text)")
    }
    #expect(posed.ask.contains("`M.a0 == 10`"))
    #expect(posed.ask.contains("- 1 case more that you do not see"))
  }

  /// Mistakes of form are placed in the student's own lines, whatever stands around them.
  @Test(arguments: [
    ("li a0, 0\n  adi a0, a0, 1", "Line 2, column 3: "), ("j nowhere", "Line 1, column 3: "),
    ("li a0, 0\nend\nli a0, 1", "Line 2, column 1: "), (".zero 0x7fffffff", "Line 1, column "),
    ("\u{0}", "Line 1, column 1: "), ("li a0, 1\n.zero 0x200000", ""),
  ])
  func whatDoesNotAssembleCostsNothing(_ program: String, _ place: String) throws {
    let grade = try grade(program)
    #expect(grade.feedback.hasPrefix(place), "\(grade.feedback)")
    #expect(place.isEmpty ? grade.status == .wrong : grade.status == .invalid, "\(grade.feedback)")
  }

  /// No line of an answer is a command of the lab.
  @Test func aProgramCannotBecomeCommands() throws {
    let grade = try grade("li a0, 10\nend\nmachine frames=1\nprint 1")
    #expect(grade.status == .invalid)
  }

  @Test func anEndlessLoopUsesUpItsFuel() throws {
    let grade = try grade("1: j 1b")
    #expect(grade.status == .outOfFuel)
    #expect(grade.feedback.contains("200 instructions"))
    #expect(grade.feedback.contains("That is all that it may run."))
    // A case that runs by itself is held by the limits of an answer.
    let own = """
      ask: x
      case a: boot M guest=answer ram=64KiB; run M
      goal: M.a0 == 1
      solution: li a0, 1; li t0, 0x100000; li t1, 0x5555; sw t1, 0(t0)
      """
    let long = try self.grade("1: j 1b", own)
    #expect(long.status == .outOfFuel)
    #expect(long.feedback.contains("20000000 instructions"))
  }

  /// Programs that do harm to themselves: each ends, and is wrong.
  @Test(arguments: [
    // The handler traps at once, for ever.
    "la t0, 1f; csrw stvec, t0; 1: .word 0",
    // stvec leads to where there is no memory.
    "li t0, 0x1000; csrw stvec, t0; .word 0",
    // The program overwrites itself, all of memory, and then jumps into the zeros.
    "la t0, 1f; 1: sd zero, 0(t0); addi t0, t0, 8; j 1b",
    "la t0, 1f; sw zero, 0(t0); fence.i; 1: nop",
    "li t0, -1; jr t0", "li t0, 1; slli t0, t0, 63; csrw satp, t0", "csrw satp, ra; wfi",
    "li t0, -1; csrw sie, t0; csrsi sstatus, 2; csrw stimecmp, zero; la t0, 1f; csrw stvec, t0; 1: sret",
    "li t0, 0x10000000; 1: sb t0, 0(t0); j 1b",
  ])
  func harmfulProgramsEnd(_ program: String) throws {
    let body = """
      ask: x
      case a: boot M guest=answer ram=64KiB
      goal: M.a0 == 77
      solution: li a0, 77; 1: j 1b
      """
    let grade = try grade(program, body)
    #expect([.wrong, .outOfFuel].contains(grade.status), "\(grade)")
    #expect(grade.feedback.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
  }

  /// A flood of output is cut, not kept.
  @Test func theConsoleIsBounded() throws {
    let body = """
      ask: x
      limit: 1000000
      case a: boot M guest=answer ram=64KiB
      goal: M.console == "ok"
      solution: li t0, 0x10000000; li t1, 111; sb t1, 0(t0); li t1, 107; sb t1, 0(t0); 1: j 1b
      """
    let flood = "li t0, 0x10000000; li t1, 120; 1: sb t1, 0(t0); j 1b"
    let grade = try grade(flood, body)
    #expect(grade.status == .outOfFuel)
    #expect(grade.feedback.utf8.count < 2_000)
    let posed = try LessonFixture.pose("q program", body)
    let lab = try posed.makeLab(answer: .text(flood))
    try lab.execute("run M steps=1000000")
    guard case .text(let console) = try lab.evaluate("M.console") else { return }
    #expect(console.utf8.count == Limits.submission.consoleBytes)
  }

  /// The machine to look at has the program in it, not run yet.
  @Test func theMachineHasTheProgram() throws {
    let posed = try LessonFixture.pose("q program", sum)
    let lab = try posed.makeLab(answer: .text("li a0, 3"))
    #expect(try lab.evaluate("M.steps == 0") == .truth(true))
    try lab.execute("step M 2")
    #expect(try lab.evaluate("M.a0 == 3") == .truth(true))
    // What does not assemble is left out for the starter.
    #expect(try posed.makeLab(answer: .text("?")).evaluate("M.steps == 0") == .truth(true))
    #expect(try posed.makeLab().evaluate("M.steps == 0") == .truth(true))
  }

  @Test func goalsAreReadInTheOrderOfTheFile() throws {
    let body = """
      ask: x
      goal: M.a1 == 2
      case a: boot M guest=answer ram=64KiB start=u
      goal: M.a0 == 1 and M.steps <= 3
      case b hidden: boot M guest=answer ram=64KiB start=u
      goal: M.a0 < 0x10
      solution: li a0, 1; li a1, 2; ebreak
      """
    #expect(try grade("li a0, 1; ebreak", body).feedback.contains("`M.a1` is 0 and should be 2."))
    let slow = try grade("li a0, 1; li a1, 2; nop; ebreak", body)
    #expect(slow.status == .partial)
    #expect(slow.feedback.contains("`M.steps <= 3` is not true (M.steps is 4)."))
  }

  @Test func whatIsWrongWithTheBlockIsSaid() {
    let problems = LessonFixture.problems(
      in: """
        ask: x
        guest: nop
        guest b: nop {answer}
        case a hiden: boot M guest=answer
        case a: boot M guest=b
        """, of: "q program")
    #expect(problems.count == 6, "\(problems)")
    for part in [
      "'guest' must be lines, one of them {answer}", "{answer} alone", "NAME or NAME hidden",
      "There is a case 'a' already.", "needs 'goal'", "needs 'solution'",
    ] {
      #expect(problems.contains { $0.contains(part) }, "\(part): \(problems)")
    }
  }
}

@Suite struct TopLevelTests {
  @Test func dividesOutsideOfBracketsAndQuotes() {
    #expect(TopLevel.split("a == b", at: " == ") == ["a", "b"])
    #expect(TopLevel.split("if(a == b, 1, 2) == 3", at: " == ") == ["if(a == b, 1, 2)", "3"])
    #expect(TopLevel.split("x == \"a == \\\" (\"", at: " == ") == ["x", "\"a == \\\" (\""])
    #expect(TopLevel.split("", at: " and ") == [""])
  }
}
