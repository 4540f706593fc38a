import ArgumentParser
import Exercises
import Glibc
import LabEngine

struct GradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade", abstract: "Grade submissions into a gradebook.",
    discussion: """
      Reads files (one submission as JSON, or JSON Lines), whole directories, or lines from standard \
      input, and writes one result for each, in order. Same input, same output, with any number of \
      jobs. The exit code is 0 if every submission was answered, also those that were rejected.
      """)

  @Argument(
    help: "The lesson's name or file, or a directory of lessons.",
    completion: LessonNames.completion)
  var lessons: String

  @Argument(help: "Files and directories of submissions; - is standard input.", completion: .file())
  var submissions: [String]

  @Option(
    help: "The students, as CSV with a column 'student'; more columns pass through.",
    completion: .file())
  var roster: String?

  @Option(help: "The course, for students whose line in the roster names none.")
  var course: String = ""

  @Option(
    help: ArgumentHelp("The course key, if there is one.", valueName: "file"), completion: .file())
  var key: String?

  @Option(
    help: ArgumentHelp(
      "How to write results: "
        + ResultFormats.all.map { "\($0.name), \($0.summary)" }.joined(separator: "; ")
        + ". By default as the output's name says, else jsonl."),
    completion: .list(ResultFormats.all.map { $0.name }))
  var format: String?

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: "Where to write; standard output by default.", completion: .file())
  var output: String?

  @Option(help: "Threads that grade at once; as many as there are processors by default.")
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs must be 1 to 1024, not \(jobs).")
    }
    if submissions.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Standard input (-) can be read once only.")
    }
    _ = try resultFormat()
  }

  func run() throws {
    do {
      let run = GradeRun(try rules(), format: try resultFormat())
      let file =
        try output.map { $0 == "-" ? OutputFile() : try OutputFile(path: $0) } ?? OutputFile()
      var bar = ProgressBar(total: SubmissionCount.total(submissions), verb: "graded")
      let summary = try run.run(
        inputs: submissions, output: file, jobs: jobs ?? Self.processors, progress: { bar.show($0) }
      )
      bar.clear()
      StandardError.write(Self.text(summary))
    } catch {
      throw Failure(error)
    }
  }

  private func rules() throws -> GradingRules {
    var students: Roster?
    if let roster {
      do { students = try Roster(parsing: Self.read(roster)) } catch let error as RosterError {
        throw Failure("roster \(roster): \(error)")
      }
    }
    let key = try key.map { CourseKey(String(decoding: try Self.read($0), as: UTF8.self)) }
    return try GradingRules(
      lessons: readLessons(), roster: students, course: course, key: key ?? .none)
  }

  /// One lesson, or all those in a directory; every one must be sound.
  private func readLessons() throws -> [Lesson] {
    guard LessonLibrary.isDirectory(lessons) else {
      return [try LessonLibrary.standard().lesson(lessons)]
    }
    let files = LessonLibrary.files(in: lessons)
    guard !files.isEmpty else { throw Failure("there is no lesson (*.md) in \(lessons)") }
    let read = try files.map(LessonLibrary.read)
    var paths: [String: String] = [:]
    for lesson in read {
      if let other = paths.updateValue(lesson.path, forKey: lesson.id) {
        throw Failure("\(other) and \(lesson.path) both have the id '\(lesson.id)'")
      }
    }
    return read
  }

  private static func read(_ path: String) throws -> [UInt8] {
    do { return try FileBytes.read(path) } catch {
      throw Failure("cannot read \(path): \((error as? FileProblem)?.reason ?? "\(error)")")
    }
  }

  private func resultFormat() throws -> any ResultFormat.Type {
    let ending = output?.split(separator: ".").last.map(String.init)
    guard let format else {
      return ending.flatMap(ResultFormats.named) ?? JSONLinesFormat.self
    }
    if let known = ResultFormats.named(format) { return known }
    let names = ResultFormats.all.map { $0.name }
    let near = nearest(format, among: names).map { " Did you mean '\($0)'?" } ?? ""
    throw ValidationError(
      "There is no format '\(format)'; there are \(names.joined(separator: ", ")).\(near)")
  }

  private static var processors: Int { max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  private static func text(_ summary: GradeSummary) -> String {
    var text = "\(count(summary.answered, "submission")): \(summary.graded) graded"
    if summary.remarked > 0 { text += " (\(summary.remarked) with a remark)" }
    text += ", \(summary.rejected) rejected"
    text += ", \(summary.couldNotGrade) could not be graded"
    if summary.repeated > 0 { text += "; \(summary.repeated) handed in before" }
    if let absent = summary.absent, absent > 0 {
      text += "; \(count(absent, "student")) of the roster without a grade"
    }
    return text + ".\n"
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
