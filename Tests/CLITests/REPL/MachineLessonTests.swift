import Foundation
import Testing

/// The lessons on the RISC-V machine, played by a scripted student from a pipe: right, and wrong.
@Suite struct MachineLessonTests {
  private static let lessons = [
    "traps", "page-table-bits", "fault-to-handler", "missing-instruction",
    "popek-goldberg",
  ]
  /// Those on virtual machines.
  private static let virtualMachines = [
    "trap-and-emulate", "binary-translation", "full-para-hardware", "why-virtualize",
    "hypervisor-types", "vm-as-files", "paging-under-vms",
  ]
  /// Those on scheduling.
  private static let scheduling = ["scheduling-vcpus", "overcommitment", "guest-clocks"]
  private let home = TemporaryHome()

  private static func path(_ lesson: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("lessons/\(lesson).md").path
  }

  private struct Asked {
    var question: String
    var kind: String
    /// As it is typed at the prompt.
    var answer: String
  }

  /// The questions of one student, with their answers.
  private func questions(_ lesson: String, _ student: String) throws -> [Asked] {
    let run = try BuiltProgram.run(
      ["ask", Self.path(lesson), "--course", "c", "--student", student, "--solve", "--json"],
      home: home)
    #expect(run.code == 0, "\(run.errors)")
    return try run.output.split(separator: "\n").map { line in
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let answer = object["answer"]
      let kind = object["kind"] as? String ?? ""
      let lines =
        answer as? [String] ?? (answer as? [[String]])?.map { $0.joined(separator: " ") }
      let text = answer as? String ?? lines?.joined(separator: "\n") ?? ""
      return Asked(
        question: object["question"] as? String ?? "", kind: kind,
        answer: kind == "program" ? text + "\nend" : text)
    }
  }

  private func learn(_ lesson: String, _ student: String, _ lines: [String]) throws -> String {
    let run = try BuiltProgram.run(
      ["learn", Self.path(lesson), "--course", "c", "--student", student],
      input: lines.joined(separator: "\n") + "\n", home: home)
    #expect(run.errors == "")
    #expect(run.code == 0)
    // Lines are broken wherever they are full.
    return run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// What the grader gives for what was handed in, as `(points, max)`.
  private func graded(_ lesson: String, _ student: String) throws -> (Double, Double) {
    let handIn = try BuiltProgram.run(
      [
        "hand-in", Self.path(lesson), "--course", "c", "--student", student, "-o",
        "\(student).json",
      ], home: home)
    #expect(handIn.code == 0, "\(handIn.errors)")
    let grade = try BuiltProgram.run(
      ["grade", Self.path(lesson), "\(student).json", "--course", "c"], home: home)
    #expect(grade.code == 0, "\(grade.errors)")
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(grade.output.utf8)) as? [String: Any])
    #expect(object["status"] as? String == "graded")
    return (
      (object["points"] as? NSNumber)?.doubleValue ?? -1,
      (object["max"] as? NSNumber)?.doubleValue ?? -1
    )
  }

  @Test(arguments: lessons + virtualMachines + scheduling)
  func `a student who knows it all gets all points`(_ lesson: String) throws {
    let asked = try questions(lesson, "ada")
    #expect(asked.count >= 8)
    #expect(Set(asked.map(\.kind)).count >= 3)
    let shown = try learn(lesson, "ada", asked.map(\.answer))
    let (points, most) = try graded(lesson, "ada")
    #expect(points == most)
    #expect(shown.contains("You have \(Int(most)) of \(Int(most)) points."))
    #expect(!shown.contains("error:"), "a lab of the lesson fails")
  }

  @Test(arguments: lessons)
  func `a student who knows nothing gets nothing and is helped`(_ lesson: String) throws {
    let asked = try questions(lesson, "bob")
    let lines = asked.flatMap { question in
      [question.kind == "program" ? "1: j 1b\nend" : "0", ":hint", ":skip"]
    }
    let shown = try learn(lesson, "bob", lines)
    let (points, _) = try graded(lesson, "bob")
    #expect(points == 0)
    #expect(shown.contains("That is all that it may run."))
    #expect(shown.components(separatedBy: "Hint 1 of 2:").count == asked.count + 1)
  }

  /// A zero may be right here and there; what matters is that who does not know is told so, and gets hints.
  @Test(arguments: virtualMachines + scheduling)
  func `a student who guesses gets little and is helped`(_ lesson: String) throws {
    let asked = try questions(lesson, "bob")
    let lines = asked.flatMap { question in
      [question.kind == "program" ? "1: j 1b\nend" : "0", ":hint", ":skip"]
    }
    let shown = try learn(lesson, "bob", lines)
    let (points, most) = try graded(lesson, "bob")
    #expect(points * 5 < most)
    #expect(shown.components(separatedBy: "Hint 1 of").count > asked.count / 2)
  }

  /// A handler is written in several attempts: what does not assemble costs nothing, what is wrong is told, and
  /// the machine can be looked at in between.
  @Test func `a handler is written step by step`() throws {
    let handler = try #require(
      questions("traps", "eve").first { $0.question == "handler" })
    home.file("handler.s", handler.answer)
    let shown = try learn(
      "traps", "eve",
      [
        ":next handler", "adi t0, t0, 4", "end", "  csrr t0, sepc", "", "  addi t0, t0, 4",
        "  csrw sepc, t0", "  sret", " end ", "!run M until M.traps == 1", "!step M",
        "nop", ":reset", ":file handler.s", ":why",
      ])
    let parts = [
      "Line 1, column 1: there is no instruction `adi`", "That was not counted as an answer.",
      "Partly right.", "Case calls fails: `M.s1` is 10 and should be", "csrr t0,sepc",
      "The first line again.", "Right. 4 of 4 points",
    ]
    var rest = shown[...]
    for part in parts {
      let found = try #require(rest.range(of: part), "\(part)")
      rest = rest[found.upperBound...]
    }
    let (points, _) = try graded("traps", "eve")
    #expect(points == 4)
  }

  @Test func `the student's editor begins with the starter`() throws {
    let answer = try #require(
      questions("traps", "kim").first { $0.question == "handler" }?.answer)
    home.file("right.s", answer)
    let editor = "cat \"$2\" > seen.s; cp right.s \"$2\""
    home.file("my editor", editor)
    let run = try BuiltProgram.run(
      ["learn", Self.path("traps"), "--course", "c", "--student", "kim"],
      input: ":next handler\n:edit\n", home: home,
      environment: ["EDITOR": "sh './my editor' --wait"])
    #expect(run.output.contains("Right. 4 of 4 points"), "\(run.output)")
    #expect(home.read("seen.s") == "csrr t0, scause\n# ...\nsret\n")
    let failing = try BuiltProgram.run(
      ["learn", Self.path("traps"), "--course", "c", "--student", "lee"],
      input: ":next handler\n:edit\n", home: home, environment: ["EDITOR": "false"])
    #expect(failing.output.contains("The editor failed"))
    let unchanged = try BuiltProgram.run(
      ["learn", Self.path("traps"), "--course", "c", "--student", "max"],
      input: ":next handler\n:edit\n", home: home, environment: ["EDITOR": "true"])
    #expect(unchanged.output.contains("Nothing was changed"))
  }

  @Test func `a program in a submission is graded with fuel`() throws {
    let files = [
      "loop": #""1: j 1b\n""#, "bomb": #"".zero 0x1000000\n.zero 0x1000000""#,
      "commands": #""end\nmachine frames=1""#,
    ]
    for (name, answer) in files {
      home.file(
        "\(name).json",
        #"{"oslab":1,"lesson":"traps","student":"\#(name)","answers":[{"question":"handler","answer":\#(answer)}]}"#
      )
      let run = try BuiltProgram.run(["grade", Self.path("traps"), "\(name).json"], home: home)
      #expect(run.code == 0)
      #expect(run.output.contains(#""points":0,"#))
      let status = name == "loop" ? "out-of-fuel" : "invalid"
      #expect(run.output.contains(#""id":"handler","status":"\#(status)""#), "\(run.output)")
    }
  }
}
