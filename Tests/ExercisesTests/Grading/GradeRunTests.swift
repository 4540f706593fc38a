import Foundation
import Testing

@testable import Exercises

/// A thousand made-up submissions, of which most are broken, each in one way.
@Suite struct GradeRunTests {
  /// What is done to a submission, and what it must end in.
  private struct Damage: Sendable {
    var status: SubmissionResult.Status
    var bytes: @Sendable ([JSONMember], Int) -> [UInt8]

    init(
      _ status: SubmissionResult.Status, _ bytes: @escaping @Sendable ([JSONMember], Int) -> [UInt8]
    ) {
      self.status = status
      self.bytes = bytes
    }
  }

  private static func change(
    _ status: SubmissionResult.Status, _ change: @escaping @Sendable (inout [JSONMember]) -> Void
  ) -> Damage {
    Damage(status) { members, _ in
      var members = members
      change(&members)
      return members.bytes
    }
  }

  private static func answer(_ id: String, _ value: JSONValue) -> Damage {
    change(.graded) { $0[question: id] = ["question": id.json, "answer": value] }
  }

  private static func commands(_ value: JSONValue) -> Damage {
    change(.graded) { $0[question: "share"] = ["question": "share", "commands": value] }
  }

  private static let huge = "1" + String(repeating: "0", count: 400)

  private static let wellFormed: [Damage] = [
    change(.graded) { _ in },
    change(.graded) { $0["points"] = 100 },
    change(.graded) { $0["course"] = "\u{1b}]0;x\u{7}" },
    change(.graded) { $0["version"] = -9_223_372_036_854_775_808 },
    change(.graded) { $0["answers"] = [] },
    change(.graded) { $0["answers"] = [5, nil, [], ["answer": "1"], ["question": 1]] },
    change(.graded) { $0[question: "nope"] = ["question": "nope", "answer": "1"] },
    change(.graded) { $0[question: "=cmd|' /C calc'!A0"] = ["question": "=cmd|' /C calc'!A0"] },
    change(.graded) { $0["signature"] = "00" },
    change(.graded) { members in
      let entries = (0..<20_000).map { JSONValue.object([JSONMember("question", "q\($0)".json)]) }
      members["answers"] = .list(entries)
    },
    answer("faults", .number(huge)), answer("faults", huge.json),
    answer("faults", .number("1E999")),
    answer("faults", "\u{1b}[2J\0"), answer("faults", "=cmd|' /C calc'!A0"), answer("faults", true),
    answer("faults", "<script>alert(1)</script>"), answer("faults", ["x": "y"]),
    answer("faults", ""), answer("faults", "７"), answer("faults", "-0"), answer("faults", "0x"),
    answer("faults", String(repeating: "9", count: 900_000).json),
    answer("eat", "1/0"), answer("eat", "8.1998 us us"), answer("eat", "NaN"), answer("eat", "inf"),
    answer("policy", "zebra"), answer("policy", [[]]), answer("policy", "a\u{202e}b"),
    answer("left", .list((0..<20_000).map { ($0 % 6).json })), answer("left", [[1], 2]),
    answer("left", .list((0..<500).map { _ in .list([.list([])]) })), answer("left", ",,,"),
    answer("grow", "0*1000000000"), answer("grow", "((0..6)*100000)*100000"),
    answer("grow", "7"), answer("grow", "-1"), answer("grow", "0; machine frames=1"),
    answer("grow", String(repeating: "(", count: 50_000).json), answer("grow", "{answer}"),
    commands(5), commands([]), commands([5]), commands("fork A B"), commands(["\0"]),
    commands(["load A /etc/passwd format=plain"]), commands(["plot fifo out=/tmp/oslab-owned"]),
    commands(["machine frames=1000000000000000000"]), commands(["fork A A"]),
    commands(["fork Z B"]),
    commands(["read A 0*1000000000"]), commands(["read A 999999999999999999999999"]),
    commands(.list((0..<20_000).map { _ in "read A 0" })), commands(["read A 0\nmachine frames=9"]),
    commands([String(repeating: "read A 0;", count: 5_000).json]),
  ]

  private static let malformed: [Damage] = [
    change(.rejected) { $0["student"] = "nobody" }, change(.rejected) { $0["student"] = ["s1"] },
    change(.rejected) { $0["lesson"] = "other" }, change(.rejected) { $0["lesson"] = nil },
    change(.rejected) { $0["lesson"] = "../../etc/passwd" }, change(.rejected) { $0["oslab"] = 2 },
    change(.rejected) { $0["oslab"] = nil }, change(.rejected) { $0["answers"] = nil },
    change(.rejected) { $0["answers"] = "all" }, change(.rejected) { $0["version"] = "one" },
    change(.rejected) { $0["course"] = ["c"] }, change(.rejected) { $0["student"] = "s1\n" },
    change(.rejected) { $0.append(JSONMember("student", "s1")) },
    change(.rejected) { $0["student"] = String(repeating: "s", count: 100_000).json },
    Damage(.rejected) { members, number in Array(members.bytes.prefix(number % 200 + 1)) },
    Damage(.rejected) { members, _ in members.bytes + members.bytes },
    Damage(.rejected) { members, _ in [0xff, 0xfe] + members.bytes },
    Damage(.rejected) { members, number in
      var bytes = members.bytes
      bytes[number % (bytes.count - 2) + 1] = 0
      return bytes
    },
    Damage(.rejected) { _, _ in Array(repeating: UInt8(ascii: "["), count: 500_000) },
    Damage(.rejected) { _, _ in Array(("[" + String(repeating: "1,", count: 200_000) + "1]").utf8)
    },
    Damage(.rejected) { _, _ in Array(String(repeating: "{\"a\":", count: 100_000).utf8) },
    Damage(.rejected) { _, _ in [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20 + 1) },
    Damage(.rejected) { _, _ in Array(huge.utf8) },
    Damage(.rejected) { _, _ in Array("null".utf8) },
    Damage(.rejected) { _, _ in Array("s1,graded,9.5".utf8) }, Damage(.rejected) { _, _ in [0] },
    Damage(.rejected) { _, _ in Array("\u{1b}[2J\u{1b}]0;owned\u{7}".utf8) },
    Damage(.rejected) { _, _ in Array("\"\\ud800\"".utf8) },
  ]

  private static let count = 1_000

  private struct MadeUp {
    var rules: GradingRules
    var lines: [[UInt8]]
    var statuses: [SubmissionResult.Status]

    init() throws {
      rules = try GradedLesson.rules(students: count)
      lines = []
      statuses = []
      let damages = wellFormed + malformed
      var solver = Solver(rules: rules)
      for number in 0..<count {
        let solved = try solver.solved(by: "s\(number)")
        let damage = damages[number % damages.count]
        lines.append(damage.bytes(solved, number))
        statuses.append(damage.status)
      }
    }

    /// With Windows' line ends and blank lines here and there.
    var stream: [UInt8] {
      var stream: [UInt8] = []
      for (number, line) in lines.enumerated() {
        stream += line + (number % 3 == 0 ? [0x0d, 0x0a] : [0x0a])
        if number % 7 == 0 { stream += [0x20, 0x0a] }
      }
      return stream
    }
  }

  private func run(
    _ madeUp: MadeUp, _ format: any ResultFormat.Type, jobs: Int, in directory: TemporaryDirectory
  ) throws -> (output: String, summary: GradeSummary) {
    let path = try directory.write(madeUp.stream, to: "in.jsonl")
    let output = try OutputFile(path: directory.path + "/out")
    let summary = try GradeRun(madeUp.rules, format: format)
      .run(inputs: [path], output: output, jobs: jobs)
    return (try directory.read("out"), summary)
  }

  @Test func eachEndsInItsOneStatusWhateverTheThreads() throws {
    let madeUp = try MadeUp()
    let directory = try TemporaryDirectory()
    let (output, summary) = try run(madeUp, JSONLinesFormat.self, jobs: 1, in: directory)
    let lines = output.split(separator: "\n")
    #expect(lines.count == Self.count)
    for (number, line) in lines.enumerated() {
      let value = try JSONReader.value(Array(line.utf8))
      #expect(
        value["status"]?.text == madeUp.statuses[number].rawValue,
        "line \(number + 1): \(line.prefix(300))")
      // Neither the neighbours nor what was graded before make a difference: every damage once.
      guard number < Self.wellFormed.count + Self.malformed.count else { continue }
      let alone = Grader(madeUp.rules).gradeLine(madeUp.lines[number])
      let written = JSONLinesFormat(GradebookColumns(madeUp.rules)).result(alone)
      #expect(String(decoding: written, as: UTF8.self) == line + "\n")
    }
    #expect(summary.answered == Self.count)
    #expect(summary.couldNotGrade == 0)
    #expect(summary.repeated == 0)
    #expect(summary.absent == Self.count - summary.graded)
    for jobs in [2, 4] {
      let other = try run(madeUp, JSONLinesFormat.self, jobs: jobs, in: directory)
      #expect(other.output == output)
      #expect(other.summary == summary)
    }
  }

  @Test func nothingInTheOutputIsObeyed() throws {
    let madeUp = try MadeUp()
    let directory = try TemporaryDirectory()
    var outputs: [String: String] = [:]
    for format in ResultFormats.all {
      let (output, _) = try run(madeUp, format, jobs: 2, in: directory)
      let controls = output.unicodeScalars.filter { $0 != "\n" && SafeText.isControl($0) }
      #expect(controls.isEmpty)
      outputs[format.name] = output
    }
    #expect(outputs["jsonl"]?.contains("<script") == false)
    let csv = try #require(outputs["csv"])
    let table = try CSVTable(parsing: Array(csv.utf8))
    #expect(table.rows.count == Self.count)
    #expect(
      Array(table.header.prefix(7)) == [
        "student", "name", "lesson", "status", "points", "max", "reason",
      ])
    #expect(table.rows.allSatisfy { $0.fields.allSatisfy { !CSVWriter.startsFormula($0) } })
    #expect(table.rows[0].fields.prefix(5) == ["s0", "Name, 0", "graded", "graded", "9.5"])
  }

  @Test func aSecondHandInIsReported() throws {
    let rules = try GradedLesson.rules()
    let directory = try TemporaryDirectory()
    let line = try GradedLesson.solved(by: "s1", rules: rules).bytes + [0x0a]
    let path = try directory.write(line + line, to: "in.jsonl")
    let output = try OutputFile(path: directory.path + "/out")
    let summary = try GradeRun(rules).run(inputs: [path, path], output: output)
    #expect(summary.graded == 4)
    #expect(summary.repeated == 3)
    #expect(summary.absent == 2)
    let reasons = try directory.read("out").split(separator: "\n").map {
      try JSONReader.value(Array($0.utf8))["reason"]?.text
    }
    #expect(reasons == [nil] + (2...4).map { Remark.handedInBefore(number: $0).description })
  }

  @Test func readsADirectoryAndToleratesWhatItCannotRead() throws {
    let rules = try GradedLesson.rules()
    let directory = try TemporaryDirectory()
    try directory.write(GradedLesson.solved(by: "s1", rules: rules).bytes, to: "in/s1.json")
    try directory.write("hello", to: "in/notes.txt")
    try FileManager.default.createSymbolicLink(
      atPath: directory.path + "/in/s2.json", withDestinationPath: "/nowhere/x")
    let output = try OutputFile(path: directory.path + "/out")
    let summary = try GradeRun(rules).run(inputs: [directory.path + "/in"], output: output, jobs: 2)
    #expect(summary.graded == 1)
    #expect(summary.rejected == 1)
    #expect(summary.couldNotGrade == 1)
    let lines = try directory.read("out").split(separator: "\n").map {
      try JSONReader.value(Array($0.utf8))
    }
    #expect(lines.map { $0["student"] } == [.null, "s1", "s2"])
    #expect(lines[2]["points"] == .null)
  }

  @Test func whatCannotBeWrittenEndsTheRun() throws {
    let rules = try GradedLesson.rules()
    let directory = try TemporaryDirectory()
    let path = try directory.write("x\n", to: "in.jsonl")
    let output = try OutputFile(path: "/dev/full")
    #expect(throws: FileError.self) {
      try GradeRun(rules).run(inputs: [path], output: output, jobs: 2)
    }
  }
}

extension Grader {
  /// As a run does it with a line from a file that is nobody's.
  fileprivate func gradeLine(_ bytes: [UInt8]) -> SubmissionResult {
    let limits = JSONReader.Limits.submission
    let file = "in.jsonl"
    return bytes.count > limits.bytes
      ? reject(.tooLong(limits.bytes), file: file) : grade(bytes, file: file)
  }
}
