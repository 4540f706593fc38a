import Glibc

/// The built program beside this one: how long it takes to start, and to grade a pile of submissions.
struct GradingBenchmark {
  let program: String
  let lesson: String
  private let directory: String
  private static let submissions = 20_000
  private static let variants = 50

  /// Nil if the program was not built or the lesson is not there.
  init?(lesson: String) {
    let own = CommandLine.arguments[0]
    let folder = own.lastIndex(of: "/").map { own[..<$0] } ?? "."
    program = "\(folder)/oslab"
    self.lesson = lesson
    guard access(program, X_OK) == 0, access(lesson, R_OK) == 0 else { return nil }
    var template = Array("/tmp/oslab-bench.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func run() throws {
    let pile = "\(directory)/submissions.jsonl"
    let answers = "\(directory)/answers.jsonl"
    defer {
      unlink(pile)
      unlink(answers)
      rmdir(directory)
    }
    try start()
    // Right answers of fifty variants, handed in by many more students: some right, most wrong.
    let solved = try (0..<Self.variants).map { try solutions(of: student($0), answers) }
    let lines = (0..<Self.submissions).map { line(student($0), solved[$0 % Self.variants]) }
    try write(lines.joined(), to: pile)
    let grading = try ChildProcess(
      program, ["grade", lesson, "-", "--jobs", "1"], input: pile, output: answers,
      watchesMemory: true)
    let graded = try readText(answers).split(separator: "\n").count {
      text(in: $0.prefix(200), after: "\"status\":\"", before: "\"") == "graded"
    }
    guard graded == Self.submissions else {
      throw BenchmarkFailure(reason: "only \(graded) of the submissions were graded")
    }
    let rate = Double(Self.submissions) / grading.processorSeconds
    say("\ngrading \(Self.submissions) submissions of \(lesson) with --jobs 1")
    say(
      "  \(fixed(rate, 0)) a second of processor time, \(fixed(grading.megabytes, 0)) MB at most")
  }

  /// Starting the program and asking for one number, beside starting a program that does nothing.
  private func start() throws {
    var (own, nothing) = ([Double](), [Double]())
    for _ in 0..<31 {
      own.append(try ChildProcess(program, ["run", "-c", "print 1"]).seconds * 1000)
      nothing.append(try ChildProcess("/bin/true", []).seconds * 1000)
    }
    let (middle, empty) = (middleAndWorst(own).median, middleAndWorst(nothing).median)
    say("\nmilliseconds for oslab run -c 'print 1': \(fixed(middle)); for true: \(fixed(empty))")
  }

  /// The answers of a student's variant as the members of a submission's list.
  private func solutions(of student: String, _ file: String) throws -> String {
    _ = try ChildProcess(
      program, ["ask", lesson, "--student", student, "--solve", "--json"], output: file)
    let entries = try readText(file).split(separator: "\n").compactMap { line -> String? in
      guard let question = text(in: line, after: "\"question\":", before: ","),
        let answer = text(in: line, after: "\"answer\":", before: ",\"hints\"")
      else { return nil }
      return "{\"question\":\(question),\"answer\":\(answer)}"
    }
    guard !entries.isEmpty else { throw BenchmarkFailure(reason: "\(lesson) has no answers") }
    return entries.joined(separator: ",")
  }

  private func student(_ number: Int) -> String { "s\(number)" }

  private func line(_ student: String, _ answers: String) -> String {
    let name = lesson.split(separator: "/").last?.split(separator: ".").first ?? ""
    return
      "{\"oslab\":1,\"student\":\"\(student)\",\"lesson\":\"\(name)\",\"version\":1,\"answers\":[\(answers)]}\n"
  }

  /// What stands between two marks, without the marks.
  private func text(in line: Substring, after mark: String, before end: String) -> String? {
    let bytes = Array(line.utf8)
    guard let start = position(of: Array(mark.utf8), in: bytes, from: 0) else { return nil }
    let from = start + mark.utf8.count
    guard let to = position(of: Array(end.utf8), in: bytes, from: from) else { return nil }
    return String(decoding: bytes[from..<to], as: UTF8.self)
  }

  private func position(of mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count - mark.count >= start else { return nil }
    return (start...(bytes.count - mark.count)).first { place in
      bytes[place..<(place + mark.count)].elementsEqual(mark)
    }
  }

  private func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else {
      throw BenchmarkFailure(reason: "\(path) cannot be written")
    }
    let bytes = Array(text.utf8)
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else {
      throw BenchmarkFailure(reason: "\(path) cannot be written")
    }
  }
}
