/// One `key: value` of a question block.
struct BlockEntry: Sendable {
  let key: SourceText
  /// What stands between key and colon, as the `frames` of `vary frames: 3..5`.
  let name: SourceText?
  /// To the end of the line, then the indented lines below without their common indentation.
  let value: SourceText
}

/// Splits a question block into its entries. Lines that begin with `#` are comments.
enum BlockEntries {
  static func read(_ lines: [SourceText], problems: ProblemList) -> [BlockEntry] {
    var entries: [BlockEntry] = []
    var index = 0
    while index < lines.count {
      let line = lines[index]
      index += 1
      guard let first = line.characters.first(where: { !$0.isWhitespace }) else { continue }
      if line.characters[0].isWhitespace {
        problems.report(.strayIndentation, at: line)
        continue
      }
      if first == "#" { continue }
      let end = continuation(of: lines, from: index)
      let more = Array(lines[index..<end])
      index = end
      if let entry = entry(line, more, problems: problems) { entries.append(entry) }
    }
    return entries
  }

  /// The index after the indented lines from `start`, and the blank ones between them.
  private static func continuation(of lines: [SourceText], from start: Int) -> Int {
    var end = start
    for index in start..<lines.count {
      let characters = lines[index].characters
      if characters.allSatisfy(\.isWhitespace) { continue }
      guard characters[0].isWhitespace else { break }
      end = index + 1
    }
    return end
  }

  private static func entry(
    _ line: SourceText, _ more: [SourceText], problems: ProblemList
  ) -> BlockEntry? {
    guard let colon = line.characters.firstIndex(of: ":") else {
      problems.report(.notAKey(line.trimmed.text), at: line)
      return nil
    }
    let head = line.slice(0..<colon).trimmed
    let keyEnd = head.characters.firstIndex(where: \.isWhitespace) ?? head.characters.count
    let key = head.slice(0..<keyEnd)
    guard !key.isEmpty, key.characters.allSatisfy({ $0.isLetter || $0 == "-" || $0 == "_" }) else {
      problems.report(.notAKey(line.trimmed.text), at: line)
      return nil
    }
    let name = head.slice(keyEnd..<head.characters.count).trimmed
    let first = line.slice(colon + 1..<line.characters.count).trimmed
    let value = SourceText(lines: (first.isEmpty ? [] : [first]) + dedented(more))
    return BlockEntry(
      key: key, name: name.isEmpty ? nil : name,
      value: value.isEmpty ? line.slice(colon + 1..<colon + 1) : value)
  }

  /// The lines without the white space that all of them begin with, and without that at their ends.
  private static func dedented(_ lines: [SourceText]) -> [SourceText] {
    let indentations = lines.filter { !$0.trimmed.isEmpty }.map {
      $0.characters.prefix(while: \.isWhitespace).count
    }
    let common = indentations.min() ?? 0
    return lines.map { line in
      let end = line.characters.lastIndex { !$0.isWhitespace }.map { $0 + 1 } ?? 0
      return line.slice(min(common, end)..<end)
    }
  }
}
