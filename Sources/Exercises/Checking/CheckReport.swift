/// One thing that `oslab check` has to say about a lesson.
public struct CheckFinding: Sendable, Hashable {
  public enum Severity: Int, Sendable, Comparable {
    /// Worth knowing, such as a mistake that is no mistake in some variants.
    case note
    /// Probably not meant, such as the same key for all students.
    case warning
    /// Not proved: the lesson fails.
    case error

    public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
  }

  public let severity: Severity
  public let problem: LessonProblem
  /// The variants in which it shows, ascending; empty if it is not about variants.
  public let seeds: [Int]

  /// `FILE:LINE:COLUMN: error: MESSAGE (seeds 1, 4, 9 and 12 more)`
  public var description: String {
    let place = "\(problem.path):\(problem.line):\(problem.column)"
    let suggestion = problem.suggestion.map { " Did you mean '\($0)'?" } ?? ""
    return "\(place): \(severity): \(problem.message)\(suggestion)\(seedList)"
  }

  private var seedList: String {
    guard let first = seeds.first else { return "" }
    if seeds.count == 1 { return " (seed \(first))" }
    let shown = seeds.prefix(3).map(String.init).joined(separator: ", ")
    return seeds.count > 3 ? " (seeds \(shown) and \(seeds.count - 3) more)" : " (seeds \(shown))"
  }
}

/// What `oslab check` found of one lesson, and what it proved.
public struct CheckReport: Sendable {
  public let path: String
  /// Empty if the file could not be read as a lesson.
  public let id: String
  public let title: String
  public let seeds: Int
  public let questions: Int
  public let labs: Int
  /// How many single statements were proved: that this answer to this variant is graded so, that
  /// this hint does not tell the key, and so on.
  public let assertions: Int
  /// By line.
  public let findings: [CheckFinding]

  public var errors: Int { findings.count { $0.severity == .error } }
  public var warnings: Int { findings.count { $0.severity == .warning } }
  public var passes: Bool { errors == 0 }
}

/// Collects findings; the same one in several variants is one finding with their seeds.
final class CheckCollector {
  private struct Key: Hashable {
    let severity: CheckFinding.Severity
    let problem: LessonProblem
  }

  private let path: String
  private var seedsByFinding: [Key: [Int]] = [:]
  private(set) var assertions = 0

  init(path: String) { self.path = path }

  /// Counts something proved; reports what is not.
  func assert(
    _ holds: Bool, _ message: @autoclosure () -> CheckMessage, at place: (line: Int, column: Int),
    seed: Int? = nil
  ) {
    assertions += 1
    if !holds { report(.error, message(), at: place, seeds: seed.map { [$0] } ?? []) }
  }

  func report(
    _ severity: CheckFinding.Severity, _ message: CheckMessage, at place: (line: Int, column: Int),
    seeds: [Int] = []
  ) {
    let problem = LessonProblem(
      path: path, line: place.line, column: place.column, message: message.text)
    add(severity, problem, seeds)
  }

  /// A problem that was thrown while the variant of `seed` was made.
  func report(_ problem: LessonProblem, seed: Int?) {
    let message =
      seed.map { LessonMistake.withoutSeed(problem.message, seed: $0) } ?? problem.message
    let plain = LessonProblem(
      path: problem.path, line: problem.line, column: problem.column, message: message,
      suggestion: problem.suggestion)
    add(.error, plain, seed.map { [$0] } ?? [])
  }

  private func add(_ severity: CheckFinding.Severity, _ problem: LessonProblem, _ seeds: [Int]) {
    seedsByFinding[Key(severity: severity, problem: problem), default: []] += seeds
  }

  /// By line and column, the gravest first.
  var findings: [CheckFinding] {
    let all = seedsByFinding.map {
      CheckFinding(severity: $0.key.severity, problem: $0.key.problem, seeds: $0.value.sorted())
    }
    return all.sorted {
      ($0.problem.line, $0.problem.column, -$0.severity.rawValue, $0.problem.message)
        < ($1.problem.line, $1.problem.column, -$1.severity.rawValue, $1.problem.message)
    }
  }
}
