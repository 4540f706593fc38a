/// A key of question blocks, as help and error messages show it.
public struct KeyDescription: Sendable, Hashable {
  public let name: String
  /// One line.
  public let summary: String
  /// May stand several times.
  public let isRepeatable: Bool
  public let naming: Naming

  /// Whether a name stands between the key and its colon, as in `vary frames: 3..5`.
  public enum Naming: Sendable, Hashable { case never, optional, always }

  init(_ name: String, repeats: Bool = false, naming: Naming = .never, _ summary: String) {
    self.name = name
    self.summary = summary
    isRepeatable = repeats
    self.naming = naming
  }
}

/// The keys that questions of every kind have.
public enum QuestionKeys {
  public static let common = [
    KeyDescription(
      "vary", repeats: true, naming: .always,
      "what changes from student to student: 3..5, 200ns..400ns step 50ns, a | b | c, references(…)"
    ),
    KeyDescription("let", repeats: true, naming: .always, "names the value of an expression"),
    KeyDescription("require", repeats: true, "rejects variants for which it is false"),
    KeyDescription("ask", "the question, in Markdown"),
    KeyDescription("setup", "commands before the student comes"),
    KeyDescription(
      "run", repeats: true, naming: .optional,
      "commands whose outcome is asked for; with a name, on a machine read as NAME.faults"),
    KeyDescription("hint", repeats: true, "help, the gentlest first; {EXPR} inserts a value"),
    KeyDescription("explain", repeats: true, "why, after success or giving up"),
    KeyDescription(
      "explain-run", repeats: true, naming: .optional, "commands that show why"),
    KeyDescription("points", "what the question is worth; 1 unless given"),
    KeyDescription(
      "test", repeats: true,
      "ANSWER -> correct, wrong, partial or invalid, and a piece of the feedback in quotes"),
  ]

  static let answer = KeyDescription("answer", "the key: an expression on the machine after run")
  static let goal = KeyDescription("goal", repeats: true, "what must be true in the end")
  static let solution = KeyDescription("solution", "an answer that reaches the goal")
  static let mistake = KeyDescription(
    "mistake", repeats: true, "EXPR -> what to say to who answers that")
  static let goalMistake = KeyDescription(
    "mistake", repeats: true, "EXPR -> what to say when that is true instead")
  static let shuffle = KeyDescription("shuffle", "yes, or no to keep the order as written")
}
