/// The entries of one question block by key, for the question and its kind to take.
///
/// What is missing or wrong is reported and replaced by something harmless: a lesson with a problem
/// is never used.
final class BlockReader {
  let problems: ProblemList
  let kind: String
  let header: SourceText
  private let entries: [BlockEntry]
  /// Names that may stand in braces, as far as they have been declared.
  private(set) var names: [String] = []

  init(
    _ lines: [SourceText], header: SourceText, kind: String, keys: [KeyDescription],
    problems: ProblemList
  ) {
    self.problems = problems
    self.kind = kind
    self.header = header
    entries = BlockEntries.read(lines, problems: problems)
    check(keys)
  }

  /// Reports unknown keys, keys twice, and names that are missing or too many.
  private func check(_ keys: [KeyDescription]) {
    var lines: [String: Int] = [:]
    for entry in entries {
      let key = entry.key.text
      guard let known = keys.first(where: { $0.name == key }) else {
        problems.report(.unknownKey(key, kind: kind, known: keys.map(\.name)), at: entry.key)
        continue
      }
      if let name = entry.name, known.naming == .never {
        problems.report(.keyTakesNoName(key), at: name)
      }
      if entry.name == nil, known.naming == .always {
        problems.report(.keyNeedsName(key), at: entry.key)
      }
      if entry.value.isEmpty { problems.report(.emptyValue(key), at: entry.key) }
      let identity = known.isRepeatable ? "\(key) \(entry.name?.text ?? "")" : key
      if let first = lines.updateValue(entry.key.line, forKey: identity) {
        report(entry, known, firstLine: first)
      }
    }
  }

  private func report(_ entry: BlockEntry, _ known: KeyDescription, firstLine: Int) {
    let key = entry.key.text
    if !known.isRepeatable {
      problems.report(.duplicateKey(key, firstLine: firstLine), at: entry.key)
    } else if known.naming != .never, let name = entry.name,
      !["mistake", "explain-run"].contains(key)
    {
      problems.report(.duplicateName(key: key, name.text, firstLine: firstLine), at: name)
    } else if key == "run" {
      problems.report(.duplicateKey(key, firstLine: firstLine), at: entry.key)
    }
  }

  // MARK: - Entries

  func all(_ key: String) -> [BlockEntry] { entries.filter { $0.key.text == key } }

  /// The entries of several keys in the order of the file.
  func all(of keys: [String]) -> [BlockEntry] { entries.filter { keys.contains($0.key.text) } }

  func value(_ key: String) -> SourceText? { all(key).first?.value }

  /// The value of a key that must be there.
  func required(_ key: String) -> SourceText {
    if let value = value(key) { return value }
    report(missing: key)
    return SourceText("", line: header.line, column: header.column)
  }

  func report(missing key: String) {
    problems.report(.missingKey(key, kind: kind), at: header)
  }

  /// `yes` or `no`.
  func isOn(_ key: String, unlessGiven standard: Bool) -> Bool {
    guard let value = value(key) else { return standard }
    switch value.text {
    case "yes", "on", "true": return true
    case "no", "off", "false": return false
    default:
      problems.report(.badValue(key: key, wanted: "yes or no"), at: value)
      return standard
    }
  }

  /// Exactly one of `words`.
  func word(_ key: String, of words: [String]) -> String? {
    guard let value = value(key) else { return nil }
    if words.contains(value.text) { return value.text }
    problems.report(.badValue(key: key, wanted: words.joined(separator: " or ")), at: value)
    return nil
  }

  // MARK: - Templates

  /// Declares a name; a name may be declared once.
  func declare(_ name: SourceText, what: String) {
    if !Name.isName(name.text) { problems.report(.badName(what: what, name.text), at: name) }
    if names.contains(name.text) {
      problems.report(.other("There is a '\(name.text)' already."), at: name)
    }
    names.append(name.text)
  }

  /// A text in which braces hold names only: commands, expressions, what is asked.
  func template(_ text: SourceText) -> Template {
    let template = Template(text, problems: problems)
    for insertion in template.insertions where !names.contains(insertion.text) {
      problems.report(.undefinedVariable(insertion.text, known: names), at: insertion)
    }
    return template
  }

  /// The same for a text that may be a regular expression between slashes, in which braces count
  /// something.
  func template(verbatim text: SourceText) -> Template {
    let isPattern =
      text.characters.count >= 3 && text.characters.first == "/"
      && text.characters.last == "/"
    return isPattern ? Template(verbatim: text) : template(text)
  }

  func template(_ key: String) -> Template? { value(key).map { template($0) } }

  func requiredTemplate(_ key: String) -> Template { template(required(key)) }

  /// A text in which braces may hold any expression, for hints and explanations.
  func message(_ text: SourceText) -> Template {
    let message = Template(text, problems: problems)
    // Names in the expressions themselves, as in {faults@{n}}.
    for insertion in message.insertions where insertion.characters.contains("{") {
      _ = template(insertion)
    }
    return message
  }

  /// Both sides of ` -> `; the right one is empty if it may be missing.
  func arrow(_ entry: BlockEntry, isRequired: Bool, last: Bool = false) -> (SourceText, SourceText)
  {
    if let sides = entry.value.split(at: " -> ", last: last) { return sides }
    if isRequired { problems.report(.noArrow(key: entry.key.text), at: entry.value) }
    let end = entry.value.characters.count
    return (entry.value, entry.value.slice(end..<end))
  }
}
