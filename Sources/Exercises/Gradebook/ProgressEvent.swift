import Foundation

/// One thing that a student did in a lesson; what is stored, and all that is stored.
public struct ProgressEvent: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// Went on to the place that `input` names, in the prompt's own words.
    case position
    /// Answered with `input`, as typed; `status` is what was shown.
    case answer
    /// Gave the question's machine the command `input`.
    case command
    /// Took the last command that still counts back.
    case undo
    /// Gave again what was last taken back.
    case redo
    /// Set the question's machine back to its start.
    case reset
    /// Was shown the next hint.
    case hint
    case skip
    case giveUp = "give-up"
    /// Was told that the lesson is done.
    case finish
  }

  /// Milliseconds since 1970, UTC.
  public var time: Int
  public var kind: Kind
  public var lesson: String
  public var version: Int
  /// Empty for what belongs to no question.
  public var question: String
  public var digest: String
  public var seed: Int
  public var input: String
  /// A `Grade.Status`, for an answer; else empty.
  public var status: String

  public init(
    _ kind: Kind, lesson: String, version: Int, question: String = "", digest: String = "",
    seed: Int = 0, input: String = "", status: String = "", time: Int = Self.now()
  ) {
    self.time = time
    self.kind = kind
    self.lesson = lesson
    self.version = version
    self.question = question
    self.digest = digest
    self.seed = seed
    self.input = input
    self.status = status
  }

  public static func now() -> Int { Int(Date().timeIntervalSince1970 * 1000) }
}
