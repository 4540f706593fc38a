import LabEngine

/// `program`: assembly that does what is asked, in several runs on machines of their own.
struct ProgramKind: QuestionKind {
  static let description = KindDescription(
    name: "program", summary: "assembly that reaches the goals of several runs",
    keys: [
      KeyDescription("starter", "lines to begin with; they must not be right yet"),
      KeyDescription(
        "guest", repeats: true, naming: .optional,
        "a program with a line {answer} for the student's lines; unless given, they are all of it"),
      KeyDescription(
        "case", repeats: true, naming: .always,
        "NAME or NAME hidden: commands that boot a computer with guest=answer, and may run it"),
      KeyDescription(
        "goal", repeats: true,
        "what must be true after the case above; before the first case, after every one"),
      KeyDescription("limit", "instructions that a case may run; \(standardLimit) unless given"),
      QuestionKeys.solution,
      KeyDescription(
        "mistake", repeats: true,
        "EXPR -> what to say when that is true of the first case that fails"),
    ])

  static let standardLimit = 100_000

  private let starter: Template?
  private let guests: [ProgramGuest]
  private let cases: [ProgramCase]
  private let limit: Template?
  private let solution: Template
  private let mistakes: [Mistake]

  var isComputed: Bool { false }

  init(_ block: BlockReader) {
    starter = block.template("starter")
    let named = block.all("guest").compactMap { ProgramGuest($0, block) }
    guests = named.isEmpty ? [.alone] : named
    cases = ProgramCase.read(block)
    limit = block.template("limit")
    solution = block.requiredTemplate("solution")
    mistakes = Mistake.read(block)
  }

  func pose(_ variant: Variant) throws -> any PosedKind {
    PosedProgram(
      guests: guests, cases: cases, limit: try mostInstructions(variant),
      starter: starter.map { text($0, variant) }, solution: text(solution, variant), mistakes,
      variant)
  }

  private func text(_ template: Template, _ variant: Variant) -> String {
    template.filled { variant.values[$0.text]?.script ?? "" }
  }

  private func mostInstructions(_ variant: Variant) throws -> Int {
    guard let limit else { return Self.standardLimit }
    guard let count = try? Value.count(variant.evaluate(limit)),
      (1...Limits.submission.instructions).contains(count)
    else {
      throw variant.problem(
        .badValue(
          key: "limit", wanted: "a whole number from 1 to \(Limits.submission.instructions)"),
        limit.source)
    }
    return count
  }
}

/// A program around the student's lines.
struct ProgramGuest: Sendable {
  static let mark = "{answer}"
  static let alone = ProgramGuest(name: "answer", before: nil, after: nil)

  let name: String
  /// With the end of its last line; nil if the student's lines begin the program.
  let before: Template?
  let after: Template?

  private init(name: String, before: Template?, after: Template?) {
    self.name = name
    self.before = before
    self.after = after
  }

  /// `guest:` or `guest NAME:`; reports what is wrong with it.
  init?(_ entry: BlockEntry, _ block: BlockReader) {
    name = entry.name?.text ?? "answer"
    if let name = entry.name, !Name.isName(name.text) {
      block.problems.report(.badName(what: "guest", name.text), at: name)
    }
    let text = entry.value
    guard let start = text.offset(of: Self.mark) else {
      block.problems.report(
        .badValue(key: "guest", wanted: "lines, one of them {answer}"), at: text)
      return nil
    }
    let end = start + Self.mark.count
    let lineStart = text.characters[..<start].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    let lineEnd = text.characters[end...].firstIndex(of: "\n") ?? text.characters.count
    let rest = text.characters[lineStart..<start] + text.characters[end..<lineEnd]
    if rest.contains(where: { !$0.isWhitespace }) {
      block.problems.report(
        .badValue(key: "guest", wanted: "lines, one of them {answer} alone"), at: text)
    }
    before = lineStart > 0 ? block.template(text.slice(0..<lineStart)) : nil
    after =
      lineEnd < text.characters.count
      ? block.template(text.slice(lineEnd..<text.characters.count)) : nil
  }
}

/// One run of a program: how its computer is made, and what must be true in the end.
struct ProgramCase: Sendable {
  let name: String
  /// The student is not shown how it begins and what is expected.
  let isHidden: Bool
  let script: Template
  let goals: [Template]

  /// All of a block. Goals before the first case hold for every one.
  static func read(_ block: BlockReader) -> [ProgramCase] {
    let entries = block.all(of: ["case", "goal"])
    let goals = { (entries: ArraySlice<BlockEntry>) in
      entries.prefix { $0.key.text == "goal" }.map { block.template($0.value) }
    }
    let common = goals(entries[...])
    var names: Set<String> = []
    let cases = entries.indices.filter { entries[$0].key.text == "case" }.map { index in
      let entry = entries[index]
      let words = entry.name?.text.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
      let name = words.first ?? ""
      if let place = entry.name {
        if !Name.isName(name) { block.problems.report(.badName(what: "case", name), at: place) }
        if words.count > 2 || words.count == 2 && words[1] != "hidden" {
          block.problems.report(.badValue(key: "case", wanted: "NAME or NAME hidden"), at: place)
        }
        if !names.insert(name).inserted {
          block.problems.report(.other("There is a case '\(name)' already."), at: place)
        }
      }
      return ProgramCase(
        name: name, isHidden: words.count > 1, script: block.template(entry.value),
        goals: common + goals(entries[(index + 1)...]))
    }
    if cases.isEmpty { block.report(missing: "case") }
    if cases.contains(where: \.goals.isEmpty) { block.report(missing: "goal") }
    return cases
  }
}
