import Yams

/// The short YAML head of a lesson.
struct FrontMatter {
  static let keys = ["oslab", "id", "version", "title", "after", "seeds"]
  static let greatestSeed = Int(Int32.max)
  static let mostSeeds = 10_000

  private(set) var id = ""
  private(set) var title = ""
  private(set) var version = 0
  private(set) var after: [String] = []
  private(set) var seeds = Array(1...20)

  private let problems: ProblemList
  private let firstLine: Int

  /// Reads the lines between the two `---`; `opening` is the line of the first.
  init(lines: [SourceText], opening: Int, problems: ProblemList) {
    self.problems = problems
    firstLine = opening + 1
    guard let mapping = compose(lines.map(\.text).joined(separator: "\n")) else { return }
    var seen: Set<String> = []
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      if !seen.insert(name).inserted { report(.duplicateFrontMatterKey(name), at: key) }
      read(name, key: key, value: value)
    }
    for key in ["oslab", "id", "version", "title"] where !seen.contains(key) {
      problems.report(.missingFrontMatterKey(key), line: opening)
    }
  }

  /// Of a lesson that has none.
  init(problems: ProblemList) {
    self.problems = problems
    firstLine = 1
  }

  private func report(_ mistake: LessonMistake, at node: Node) {
    problems.report(
      mistake, line: firstLine + (node.mark?.line ?? 1) - 1, column: node.mark?.column ?? 1)
  }

  private func compose(_ text: String) -> Node.Mapping? {
    do {
      guard let node = try Yams.compose(yaml: text) else { return Node.Mapping([]) }
      if let mapping = node.mapping { return mapping }
      report(.badYAML("expected 'key: value' lines"), at: node)
    } catch let error as YamlError {
      report(error)
    } catch {
      problems.report(.badYAML("\(error)"), line: firstLine)
    }
    return nil
  }

  private func report(_ error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      problems.report(.badYAML(problem), line: firstLine + mark.line - 1, column: mark.column)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let name = duplicates.first.map { "\($0)" } ?? ""
      let line = firstLine + context.mark.line - 1
      problems.report(.duplicateFrontMatterKey(name), line: line)
    default:
      problems.report(.badYAML("it cannot be read"), line: firstLine)
    }
  }

  private mutating func read(_ name: String, key: Node, value: Node) {
    let text = value.scalar?.string ?? ""
    switch name {
    case "oslab":
      if text != "1" { report(.formatVersion(text), at: value) }
    case "id":
      id = text
      if !Name.isIdentifier(text) { report(.badName(what: "lesson", text), at: value) }
    case "title":
      title = text
      if text.allSatisfy(\.isWhitespace) { wanted("a line of text", key: name, at: value) }
    case "version":
      version = Int(text) ?? 0
      if version < 1 || version > 1_000_000 {
        wanted("a whole number from 1", key: name, at: value)
      }
    case "after":
      after = entries(value)
      if after.isEmpty || !after.allSatisfy(Name.isIdentifier) {
        wanted("the id of a lesson, or several", key: name, at: value)
      }
    case "seeds":
      readSeeds(value)
    default:
      report(.unknownFrontMatterKey(name, known: FrontMatter.keys), at: key)
    }
  }

  private func wanted(_ wanted: String, key: String, at node: Node) {
    report(.badFrontMatterValue(key: key, wanted: wanted), at: node)
  }

  /// A YAML list, or words separated by commas or spaces.
  private func entries(_ node: Node) -> [String] {
    if let sequence = node.sequence { return sequence.compactMap { $0.scalar?.string } }
    return (node.scalar?.string ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
  }

  private mutating func readSeeds(_ node: Node) {
    var found: Set<Int> = []
    for entry in entries(node) {
      let ends = entry.split(separator: ".", omittingEmptySubsequences: false)
      let range: [Substring] =
        ends.count == 3 && ends[1].isEmpty ? [ends[0], ends[2]] : [entry[...]]
      let numbers = range.compactMap { Int($0) }
      guard numbers.count == range.count, let low = numbers.first, let high = numbers.last,
        low >= 0, low <= high, high <= FrontMatter.greatestSeed,
        high - low < FrontMatter.mostSeeds
      else {
        wanted("numbers or ranges such as '1..50'", key: "seeds", at: node)
        return
      }
      found.formUnion(low...high)
    }
    seeds = found.sorted()
    if seeds.isEmpty || seeds.count > FrontMatter.mostSeeds {
      wanted("1 to \(FrontMatter.mostSeeds) numbers", key: "seeds", at: node)
    }
  }
}
