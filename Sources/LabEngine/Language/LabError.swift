/// A stretch of one source line. Lines and columns count from 1, columns in characters.
public struct SourcePlace: Hashable, Sendable {
  public var line: Int
  public var column: Int
  /// In characters; at least 1, so that a caret always shows.
  public var length: Int

  public init(line: Int, column: Int, length: Int = 1) {
    self.line = line
    self.column = column
    self.length = max(1, length)
  }
}

/// What is wrong with something that a person typed, loaded or handed in.
public enum Problem: Hashable, Sendable {
  /// Something else stands where `what` was expected.
  case expected(String, found: String)
  /// `name` is no `kind` (a verb, a policy, a process, …) that is known; the nearest one, if any is near.
  case unknown(kind: String, name: String, nearest: String?, known: [String])
  /// `what` is `value`, which is outside of `range` (in words: "1 to 134217728").
  case outOfRange(what: String, value: String, range: String)
  /// The operands do not go together, such as a time and a number; a whole sentence.
  case mismatch(String)
  /// Asked of the machine too early or of something that is not there; a whole sentence.
  case undefined(String)
  /// Two things that cannot both be; a whole sentence.
  case conflict(String)
  /// A result does not fit: 64-bit integers, or 292 years of virtual time.
  case overflow(String)
  /// `expect` was false; `detail` says what the sides are.
  case falseExpectation(String, detail: String)
  /// A file could not be read or written, or is not what it should be.
  case file(String, reason: String)
  /// Understood, and not allowed here; a whole sentence.
  case refused(String)
  /// A budget is used up: `what` names it ("references in one command").
  case fuel(what: String, limit: Int)
  /// Ctrl-C.
  case interrupted
}

/// A person's mistake, with its place in the source once that is known.
///
/// Worded in `ErrorText.swift` alone. Never a guest's fault (that is an event) and never a bug of ours.
public struct LabError: Error, Hashable, Sendable {
  public var problem: Problem
  public var place: SourcePlace?
  /// The whole source line that `place` points into, as typed.
  public var lineText: String?

  public init(_ problem: Problem, at place: SourcePlace? = nil, lineText: String? = nil) {
    self.problem = problem
    self.place = place
    self.lineText = lineText
  }

  /// The same mistake, placed at `place` unless it already has a place.
  public func placed(at place: SourcePlace) -> LabError {
    self.place == nil ? LabError(problem, at: place, lineText: lineText) : self
  }
}
