import LabEngine

/// Reads and writes the rows of a table as students type them.
struct TableReader {
  struct Problem: Error {
    let reason: String
  }

  let names: [String]
  private let forms: [EntryForm]
  /// Columns whose cells are lists.
  private let isList: [Bool]

  init(names: [String], key: [[Value]]) {
    self.names = names
    let columns = names.indices.map { column in key.map { $0[column] } }
    forms = columns.map(EntryForm.init)
    isList = columns.map { column in
      column.contains { if case .list = $0 { true } else { false } }
    }
  }

  // MARK: - Writing

  func text(_ value: Value, _ column: Int) -> String { forms[column].text(value) }

  func texts(_ row: [Value]) -> [String] {
    row.indices.map { text(row[$0], $0) }
  }

  /// A row on one line; `|` between cells where white space would not do.
  func line(_ cells: [String]) -> String {
    let needsBars = cells.count > 1 && cells.contains { $0.contains(" ") }
    return cells.joined(separator: needsBars ? " | " : " ")
  }

  /// What a student who types `value` in `column` says; nil if that cannot be typed there.
  func entry(_ value: Value, _ column: Int) -> TypedEntry? {
    guard case .success(let entry) = read(text(value, column), column) else { return nil }
    return forms[column].matches(entry, value) || value.isEmptyEntry ? entry : nil
  }

  // MARK: - Reading

  /// The cells of a typed line: between bars, or between white space.
  func cells(_ line: String) -> [String] {
    if line.contains("|") { return barred(line) }
    if names.count == 1 { return [line] }
    if !isList.contains(true) { return EntryWords.split(line) }
    let words = words(line)
    let lists = isList.indices.filter { isList[$0] }
    guard lists.count == 1, words.count > names.count else { return words }
    // All words that are left after the other columns have one each.
    let before = lists[0]
    let after = names.count - 1 - before
    let list = words[before..<words.count - after].joined(separator: ",")
    return Array(words[..<before]) + [list] + Array(words[(words.count - after)...])
  }

  private func barred(_ line: String) -> [String] {
    var cells = line.split(separator: "|", omittingEmptySubsequences: false).map { cell in
      SourceText(cell, line: 1, column: 1).trimmed.text
    }
    if cells.count > names.count, cells.first == "" { cells.removeFirst() }
    if cells.count > names.count, cells.last == "" { cells.removeLast() }
    return cells
  }

  /// Separated by white space, except inside of brackets.
  private func words(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var depth = 0
    for character in line {
      if character == "[" { depth += 1 }
      if character == "]" { depth = max(0, depth - 1) }
      if character.isWhitespace, depth == 0 {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  func read(_ cells: [String], number: Int) -> Result<[TypedEntry], Problem> {
    guard cells.count == names.count else {
      return .failure(
        Problem(reason: GradeText.cellCount(row: number, cells.count, wanted: names)))
    }
    var entries: [TypedEntry] = []
    for column in cells.indices {
      switch read(cells[column], column) {
      case .success(let entry): entries.append(entry)
      case .failure(let problem):
        return .failure(Problem(reason: "Row \(number): \(problem.reason)"))
      }
    }
    return .success(entries)
  }

  private func read(_ cell: String, _ column: Int) -> Result<TypedEntry, Problem> {
    let words =
      isList[column] ? EntryWords.split(cell) : [SourceText(cell, line: 1, column: 1).trimmed.text]
    var entries: [TypedEntry] = []
    for word in words {
      guard let entry = word.isEmpty ? .empty : forms[column].read(word) else {
        return .failure(Problem(reason: GradeText.notEntry(word, kind: forms[column].name)))
      }
      entries.append(entry)
    }
    if !isList[column] { return .success(entries.first ?? .empty) }
    return .success(.list(entries))
  }

  func matches(_ entry: TypedEntry, _ value: Value, _ column: Int, asSet: Bool) -> Bool {
    guard case .list(var typed) = entry else { return forms[column].matches(entry, value) }
    var wanted = value.entries
    if typed == [.empty] { typed = [] }
    if value.isEmptyEntry { wanted = [] }
    guard asSet else {
      // Free frames at the end may be left out.
      while let last = wanted.last, last.isEmptyEntry { wanted.removeLast() }
      while typed.last == .empty { typed.removeLast() }
      return typed.count == wanted.count
        && zip(typed, wanted).allSatisfy { forms[column].matches($0, $1) }
    }
    typed.removeAll { $0 == .empty }
    wanted.removeAll(where: \.isEmptyEntry)
    guard typed.count == wanted.count else { return false }
    for entry in typed {
      guard let index = wanted.firstIndex(where: { forms[column].matches(entry, $0) }) else {
        return false
      }
      wanted.remove(at: index)
    }
    return true
  }
}
