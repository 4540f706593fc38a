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
  /// Mode and place of the one computer that is under way, such as `S loop+0x4`; empty if there is none or more.
  public var running = ""
  /// Computers that could go on.
  public var runningComputers = 0
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
