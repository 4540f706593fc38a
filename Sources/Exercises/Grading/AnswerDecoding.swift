extension Submission.Entry {
  /// What is to be graded.
  enum Content: Hashable, Sendable {
    case answer(RawAnswer)
    case missing
    /// No form that an answer can have; the reason as a sentence.
    case malformed(String)
  }

  /// The answer of this entry. A question that drives the machine (`wantsCommands`) prefers `commands`, any
  /// other `answer`; a list of texts is a list of commands to the one and of entries to the other.
  func content(wantsCommands: Bool) -> Content {
    let given = answer.map { Self.content(of: $0, wantsCommands: wantsCommands) }
    let typed = commands.map(Self.commands)
    return (wantsCommands ? typed ?? given : given ?? typed) ?? .missing
  }

  private static func commands(_ value: JSONValue) -> Content {
    if let text = value.text { return .answer(.commands([text])) }
    guard case .list(let items) = value else {
      return .malformed(GradingText.commandsAreNo(value.kindName))
    }
    var lines: [String] = []
    for item in items {
      guard let line = item.text else { return .malformed(GradingText.commandIsNo(item.kindName)) }
      lines.append(line)
    }
    return lines.isEmpty ? .missing : .answer(.commands(lines))
  }

  private static func content(of value: JSONValue, wantsCommands: Bool) -> Content {
    switch value {
    case .string(let text), .number(let text): return .answer(.text(text))
    case .list(let items) where wantsCommands: return commands(.list(items))
    case .list([]): return .missing
    case .list(let items):
      // A list is a sequence, or a table of one column: kinds that want a sequence take rows as one.
      return plainTexts(items).map { .answer(.rows($0.map { [$0] })) } ?? rows(items)
    case .null, .truth, .object: return .malformed(GradingText.answerIsNo(value.kindName))
    }
  }

  private static func rows(_ items: [JSONValue]) -> Content {
    var rows: [[String]] = []
    for item in items {
      guard case .list(let cells) = item, let row = plainTexts(cells) else {
        return .malformed(GradingText.rowIsNo)
      }
      rows.append(row)
    }
    return .answer(.rows(rows))
  }

  /// The items as they are written, if all are texts or numbers.
  private static func plainTexts(_ items: [JSONValue]) -> [String]? {
    var texts: [String] = []
    for item in items {
      switch item {
      case .string(let text), .number(let text): texts.append(text)
      default: return nil
      }
    }
    return texts
  }
}
