import Crypto
import LabEngine

/// One question of a lesson: what is the same for all students.
public struct Question: Sendable {
  /// `let NAME: EXPR`.
  struct NamedExpression: Sendable {
    let name: String
    let expression: Template
  }

  public let id: String
  /// The name of its kind in the registry `QuestionKinds`.
  public let kind: String
  public let points: Points
  /// Hexadecimal SHA-256 of the question's block, so that an answer to an older text can be told.
  public let digest: String
  /// The line of the block's opening fence.
  public let line: Int
  /// The file, for messages.
  public let path: String

  let variations: [Variation]
  let lets: [NamedExpression]
  let requires: [Template]
  let ask: Template
  let scripts: QuestionScripts
  let hints: [Template]
  let explanations: [Template]
  let explainRuns: [(name: String?, commands: Template)]
  let tests: [AnswerTest]
  let definition: any QuestionKind
  /// The names of `let` that setup or run need, so that they are evaluated before there is a
  /// machine.
  let earlyLets: Set<String>

  /// Reads the lines between the fences of a question block; what is wrong is reported to the
  /// problems.
  init(
    id: String, type: any QuestionKind.Type, header: SourceText, lines: [SourceText],
    problems: ProblemList
  ) {
    let kind = type.description.name
    let block = BlockReader(
      lines, header: header, kind: kind, keys: QuestionKeys.common + type.description.keys,
      problems: problems)
    self.id = id
    self.kind = kind
    line = header.line
    path = problems.path
    let content = ["\(id) \(kind)"] + lines.map(\.text)
    digest = Question.hexadecimal(SHA256.hash(data: Array(content.joined(separator: "\n").utf8)))
    points = Question.points(block)
    variations = block.all("vary").compactMap { entry in
      guard let name = entry.name else { return nil }
      let variation = Variation(name: name.text, block.template(entry.value), problems: problems)
      block.declare(name, what: "variable")
      return variation
    }
    lets = block.all("let").compactMap { entry in
      guard let name = entry.name else { return nil }
      let named = NamedExpression(name: name.text, expression: block.template(entry.value))
      block.declare(name, what: "value")
      return named
    }
    // Before the scripts, which may insert the {answer} that it declares.
    definition = type.init(block)
    requires = block.all("require").map { block.template($0.value) }
    ask = block.requiredTemplate("ask")
    scripts = QuestionScripts(
      setup: block.template("setup"),
      runs: block.all("run").map { ($0.name?.text, block.template($0.value)) })
    hints = block.all("hint").map { block.message($0.value) }
    explanations = block.all("explain").map { block.message($0.value) }
    explainRuns = block.all("explain-run").map { ($0.name?.text, block.template($0.value)) }
    tests = block.all("test").compactMap { AnswerTest($0, block) }
    earlyLets = Question.early(lets, needed: scripts.insertedNames.union(definition.insertedNames))
    Question.checkMachineNames(block)
  }

  private static func points(_ block: BlockReader) -> Points {
    guard let text = block.value("points") else { return Points(hundredths: 100) }
    if let points = Points(text.text), points > .zero { return points }
    block.problems.report(
      .badValue(key: "points", wanted: "a positive number with at most two decimals"), at: text)
    return Points(hundredths: 100)
  }

  /// The values that `needed` names, and those that these are made of.
  private static func early(_ lets: [NamedExpression], needed: Set<String>) -> Set<String> {
    var early: Set<String> = []
    var needed = needed
    for named in lets.reversed() where needed.contains(named.name) {
      early.insert(named.name)
      needed.formUnion(named.expression.insertions.map(\.text))
    }
    return early
  }

  private static func checkMachineNames(_ block: BlockReader) {
    let names = block.all("run").compactMap { $0.name }
    for name in names where !Name.isName(name.text) {
      block.problems.report(.badName(what: "machine", name.text), at: name)
    }
    for entry in block.all("explain-run") {
      guard let name = entry.name, !names.contains(where: { $0.text == name.text }) else {
        continue
      }
      block.problems.report(.other("There is no 'run \(name.text):'."), at: name)
    }
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The variant that belongs to `seed`: always the same for one question and seed.
  ///
  /// Runs the question's machine and computes key and texts once; pose once and grade often. Throws
  /// a `LessonProblem` if the lesson is at fault.
  public func pose(seed: Int) throws -> PosedQuestion {
    try PosedQuestion(Variant.draw(self, seed: seed))
  }

  /// The machines of a variant; adds what `{answer}` stands for to its values.
  func machines(seed: Int, values: inout [String: InsertedValue]) throws -> QuestionMachines {
    if let answer = try definition.answerToInsert(values, path: path) { values["answer"] = answer }
    do {
      return try QuestionMachines(scripts, values: values)
    } catch let error as LabError {
      let mistake = LessonMistake.inVariant(seed: seed, error.message)
      throw LessonProblem(
        mistake, path: path, line: error.place?.line ?? line, column: error.place?.column ?? 1)
    }
  }
}
