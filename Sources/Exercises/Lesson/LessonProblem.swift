/// One mistake in a lesson file, with its place. Lines and columns count from 1.
public struct LessonProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public let path: String
  public let line: Int
  public let column: Int
  /// A sentence.
  public let message: String
  /// The nearest word that would have been right.
  public let suggestion: String?

  public init(
    path: String, line: Int, column: Int = 1, message: String, suggestion: String? = nil
  ) {
    self.path = path
    self.line = line
    self.column = column
    self.message = message
    self.suggestion = suggestion
  }

  /// `FILE:LINE:COLUMN: MESSAGE Did you mean 'WORD'?`
  public var description: String {
    let place = "\(path):\(line):\(column): \(message)"
    return suggestion.map { "\(place) Did you mean '\($0)'?" } ?? place
  }
}

/// Everything that is wrong with a lesson file, in the order of its lines; never empty.
public struct LessonProblems: Error, Hashable, Sendable, CustomStringConvertible {
  public let problems: [LessonProblem]

  public init(_ problems: [LessonProblem]) { self.problems = problems }

  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
