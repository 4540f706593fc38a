/// A way to write results, one after the other, as they come.
///
/// To add one: a new file with a conforming type, and its line in `ResultFormats`.
public protocol ResultFormat: Sendable {
  static var name: String { get }
  /// One line, for help and completion.
  static var summary: String { get }

  init(_ columns: GradebookColumns)

  /// What comes before the first result.
  func header() -> [UInt8]
  func result(_ result: SubmissionResult) -> [UInt8]
}

/// What a gradebook's head is made of.
public struct GradebookColumns: Sendable {
  public var lessons: [Lesson]
  /// The roster's columns that pass through.
  public var passed: [String]

  public init(_ rules: GradingRules) {
    lessons = rules.lessons
    passed = rules.roster?.passedColumns ?? []
  }
}

/// The registry of output formats.
public enum ResultFormats {
  public static let all: [any ResultFormat.Type] = [
    JSONLinesFormat.self,
    CSVFormat.self,
  ]

  public static func named(_ name: String) -> (any ResultFormat.Type)? {
    all.first { $0.name == name }
  }
}
