import Foundation

/// Grades a stream of submissions: any number of threads, order kept, bounded memory.
///
/// The output depends on the input alone, byte for byte, never on the number of threads or their luck.
///
/// ```swift
/// let run = GradeRun(rules, format: CSVFormat.self)
/// let output = try OutputFile(path: "gradebook.csv")
/// let summary = try run.run(inputs: ["handed-in"], output: output, jobs: 4) { bar.show($0) }
/// ```
public struct GradeRun: Sendable {
  public let rules: GradingRules
  private let format: any ResultFormat
  private let limits: JSONReader.Limits

  public init(
    _ rules: GradingRules, format: any ResultFormat.Type = JSONLinesFormat.self,
    limits: JSONReader.Limits = .submission
  ) {
    self.rules = rules
    self.format = format.init(GradebookColumns(rules))
    self.limits = limits
  }

  /// Grades all `inputs` (files, directories, `-` for standard input) and finishes `output`.
  ///
  /// When standard input has to be waited for, what came so far is answered first, so that a program at the
  /// other end may send one line and wait for one. `progress` is told how many are answered. Throws a
  /// `FileError` if an input is not there, or standard input or the output fails.
  public func run(
    inputs: [String], output: OutputFile, jobs: Int = 1, progress: (Int) -> Void = { _ in }
  ) throws(FileError) -> GradeSummary {
    var source = try SubmissionSource(inputs, limits: limits)
    let conveyor = Conveyor<[RawSubmission], [GradedLine]>(workers: jobs) { [self] in
      let grader = Grader(rules, limits: limits)
      return { batch in batch.map { line(grader, $0) } }
    }
    defer { conveyor.close() }
    var book = GradebookWriter(rules: rules, format: format, output: output)
    try book.begin()
    try feed(conveyor, from: &source, into: &book, progress)
    try output.finish()
    return book.summary
  }

  private func feed(
    _ conveyor: Conveyor<[RawSubmission], [GradedLine]>, from source: inout SubmissionSource,
    into book: inout GradebookWriter, _ progress: (Int) -> Void
  ) throws(FileError) {
    var batch: [RawSubmission] = []
    var size = 0
    while true {
      while source.mustWait, !batch.isEmpty || conveyor.isBusy {
        if !batch.isEmpty { conveyor.put(batch) }
        batch = []
        size = 0
        if conveyor.isBusy { try book.add(conveyor.take(), progress) }
        if !conveyor.isBusy { try book.flush() }
      }
      guard let submission = try source.next() else { break }
      batch.append(submission)
      size += submission.size
      guard batch.count >= Self.batchCount || size >= Self.batchSize else { continue }
      if conveyor.isFull { try book.add(conveyor.take(), progress) }
      conveyor.put(batch)
      batch = []
      size = 0
    }
    if !batch.isEmpty { conveyor.put(batch) }
    while conveyor.isBusy { try book.add(conveyor.take(), progress) }
  }

  // Small enough that memory stays bounded and the threads share evenly, large enough that handing over
  // costs nothing.
  private static let batchCount = 32
  private static let batchSize = 1 << 17

  private func line(_ grader: Grader, _ submission: RawSubmission) -> GradedLine {
    let result =
      switch submission {
      case .bytes(let bytes, let file): grader.grade(bytes, file: file)
      case .tooLong(let file): grader.reject(.tooLong(limits.bytes), file: file)
      case .unreadable(let error): grader.couldNotRead(error)
      }
    return GradedLine(result: result, bytes: format.result(result))
  }
}

/// A result and how it is written.
struct GradedLine: Sendable {
  var result: SubmissionResult
  var bytes: [UInt8]
}

/// What a run did.
public struct GradeSummary: Hashable, Sendable {
  public var graded = 0
  public var rejected = 0
  public var couldNotGrade = 0
  /// Submissions by a student who had already handed in the same lesson.
  public var repeated = 0
  /// Graded with a remark, the repeated ones included.
  public var remarked = 0
  /// Students of the roster of whom nothing was graded; nil without a roster.
  public var absent: Int?

  public var answered: Int { graded + rejected + couldNotGrade }
}

/// Writes results in their order and notices what no single submission shows.
private struct GradebookWriter {
  private struct HandIn: Hashable {
    var student: String
    var lesson: String
  }

  private let rules: GradingRules
  private let format: any ResultFormat
  private let output: OutputFile
  private var counts: [HandIn: Int] = [:]
  private var tally = GradeSummary()

  init(rules: GradingRules, format: any ResultFormat, output: OutputFile) {
    self.rules = rules
    self.format = format
    self.output = output
  }

  var summary: GradeSummary {
    var summary = tally
    let present = Set(counts.keys.map(\.student))
    summary.absent = rules.roster.map { $0.entries.count { !present.contains($0.student) } }
    return summary
  }

  func begin() throws(FileError) { try output.write(format.header()) }

  func flush() throws(FileError) { try output.flush() }

  mutating func add(_ lines: [GradedLine], _ progress: (Int) -> Void) throws(FileError) {
    for line in lines { try add(line) }
    progress(tally.answered)
  }

  private mutating func add(_ line: GradedLine) throws(FileError) {
    var line = line
    if line.result.status != .rejected, let student = line.result.student,
      let lesson = line.result.lesson
    {
      let number = counts[HandIn(student: student, lesson: lesson), default: 0] + 1
      counts[HandIn(student: student, lesson: lesson)] = number
      if number > 1 {
        tally.repeated += 1
        line.result.reasons.append(Remark.handedInBefore(number: number).description)
        line.bytes = format.result(line.result)
      }
    }
    count(line.result)
    try output.write(line.bytes)
  }

  private mutating func count(_ result: SubmissionResult) {
    switch result.status {
    case .graded: tally.graded += 1
    case .rejected: tally.rejected += 1
    case .couldNotGrade: tally.couldNotGrade += 1
    }
    if result.status == .graded, !result.reasons.isEmpty { tally.remarked += 1 }
  }
}
