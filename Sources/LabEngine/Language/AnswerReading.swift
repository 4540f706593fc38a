/// What exercises need to know of a text before it may reach a machine.
extension Lab {
  /// The commands of a script, in order, none of them executed. Throws the first mistake of form;
  /// whether verbs and operands are right shows only when they are executed.
  public static func statements(of script: String) throws -> [Statement] {
    try ScriptReader(script, blockVerbs: CommandRegistry.blockVerbs).map { try $0.get() }
  }

  /// Throws a `LabError` unless `text` is one expression and nothing else.
  public static func checkExpression(_ text: String, depth: Int = Limits.submission.depth) throws {
    var scanner = Scanner(text, at: SourcePlace(line: 1, column: 1), lineText: text)
    scanner.depthLimit = depth
    _ = try scanner.expression("an expression")
    guard scanner.isAtEnd else { throw scanner.expected("the end of the expression") }
  }

  /// True for commands that only look: `show print why compare` and their like.
  public static func onlyLooks(_ statement: Statement) -> Bool {
    guard let command = CommandRegistry.named(statement.verb)?.description, command.isOutput
    else { return false }
    return !(command.optionsChange && statement.text.utf8.contains(UInt8(ascii: "=")))
  }
}
