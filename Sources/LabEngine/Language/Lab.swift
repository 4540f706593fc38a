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
