extension Lab {
  /// Hands over the commands of a script one by one, each before the next one is looked for, so that a
  /// mistake is found only when all that stands before it has been dealt with.
  public static func forEachStatement(
    of script: String, firstLine: Int = 1, _ body: (Statement) throws -> Void
  ) throws {
    var reader = ScriptReader(
      script, firstLine: firstLine, blockVerbs: CommandRegistry.blockVerbs)
    while let next = reader.next() { try body(try next.get()) }
  }
}
