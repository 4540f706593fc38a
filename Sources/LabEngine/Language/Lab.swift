/// One command of a script, with its place. A block command carries the lines up to `end` as its body.
public struct Statement: Hashable, Sendable {
  public var verb: String
  /// The whole command as typed, without comment and outer spaces.
  public var text: String
  public var place: SourcePlace
  /// The source line that `place` points into.
  public var lineText: String
  public var body: String?

  public init(
    verb: String, text: String, place: SourcePlace, lineText: String, body: String? = nil
  ) {
    self.verb = verb
    self.text = text
    self.place = place
    self.lineText = lineText
    self.body = body
  }
}

/// What one command did.
public struct CommandResult: Sendable {
  public var statement: Statement
  /// What it says to a person. Scripts write it to standard output only if `isOutput`.
  public var report: Report
  /// `print show why compare plot classify exits` write to standard output; the others are silent in a script.
  public var isOutput: Bool
  /// The value of a `print`.
  public var value: Value?
  /// Events that the machine logged during the command.
  public var events: Int
  /// True if `back` can undo it.
  public var changedMachine: Bool
}

/// Where a lab stands, for the prompt.
public struct LabSummary: Hashable, Sendable {
  /// Commands in the history that changed the machine, up to the present one.
  public var position = 0
  public var references = 0
  public var faults = 0
  /// Virtual time in nanoseconds.
  public var time = 0
  public var frames = 0
  public var freeFrames = 0
  /// As written, with parameters: `clock(bit=0)`.
  public var policy = ""
  public var processes: [String] = []
  public var canUndo = false
  public var canRedo = false
}

/// What Tab offers: the text from character `start` of the line to the cursor is replaced by a candidate.
public struct Completions: Hashable, Sendable {
  public struct Candidate: Hashable, Sendable {
    public var text: String
    public var summary: String
    public init(text: String, summary: String) {
      self.text = text
      self.summary = summary
    }
  }
  public var start: Int
  public var candidates: [Candidate]
  public init(start: Int, candidates: [Candidate]) {
    self.start = start
    self.candidates = candidates
  }
}

/// One machine with its history, driven by the commands of the language.
///
/// Not Sendable: one a thread. Grading a thousand answers takes a thousand of them, one after the other.
///
/// ```swift
/// let lab = Lab()
/// try lab.execute("machine frames=3 policy=lru; process A pages=8")
/// try lab.execute("refs A 7 0 1 2 0 3")
/// try lab.evaluate("faults")  // 5
/// ```
public final class Lab {
  public let limits: Limits
  let files: (any FileAccess)?
  public var stopRequest: (any StopRequest)?

  public init(limits: Limits = .interactive, files: (any FileAccess)? = nil) {
    self.limits = limits
    self.files = files
  }

  /// Executes a script command by command, handing over what each did. Stops at the first mistake with a
  /// `LabError` that has its place; the commands before it have happened, and nothing of it or after it.
  public func execute(
    _ script: String, firstLine: Int = 1, each: (CommandResult) throws -> Void
  ) throws {
  }

  /// The same, collecting what each command did.
  @discardableResult
  public func execute(_ script: String) throws -> [CommandResult] {
    var results: [CommandResult] = []
    try execute(script) { results.append($0) }
    return results
  }

  /// The value of an expression on the present machine, which it does not change.
  public func evaluate(_ expression: String) throws -> Value { .truth(false) }

  /// An independent lab in the same state with the same history.
  public func copy() -> Lab { Lab(limits: limits, files: files) }

  public var summary: LabSummary { LabSummary() }

  /// True if `text` ends inside a block command whose `end` is still to come.
  public static func needsMoreLines(_ text: String) -> Bool { false }

  /// What may follow at character `offset` of `line`.
  public func completions(_ line: String, offset: Int) -> Completions {
    Completions(start: offset, candidates: [])
  }

  /// The line with each verb and option name that is a unique prefix written out, as the prompt allows and
  /// scripts do not. Throws if a prefix fits several.
  public func expandingPrefixes(_ line: String) throws -> String { line }

  /// The help of a verb, policy, observable, function, setting or subject; nil if there is none of that name.
  public func help(_ topic: String) -> Report? { nil }

  /// Every topic of `help` with its one line, by subject.
  public static var helpTopics: [(subject: String, name: String, summary: String)] { [] }
}
