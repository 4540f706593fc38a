import LabEngine

/// What a person gave at a prompt.
enum LineInput: Hashable, Sendable {
  /// A line without its newline; one recalled from the history may have several.
  case line(String)
  /// Ctrl-C: drop what was begun.
  case interrupt
  /// Ctrl-D, the end of the file, or a request to leave.
  case end
}

/// Where the lines of a session come from: the line editor at a terminal, or standard input as it is.
protocol LineSource: AnyObject {
  /// Reads one line, showing `prompt` if there is anybody to see it.
  func read(_ prompt: Prompt) -> LineInput
  /// Keeps a whole entry, which may have several lines, for recall here and in later sessions.
  func remember(_ entry: String)
  /// What Tab asks; the line and the number of characters before the cursor.
  var completer: ((String, Int) -> Completions)? { get set }
  /// True if somebody types at a terminal, so that prompts and advice about keys make sense.
  var isInteractive: Bool { get }
}
