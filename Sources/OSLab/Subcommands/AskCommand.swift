import ArgumentParser
import Exercises
import LabEngine

struct AskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask", abstract: "Pose every question of a lesson, for a student or a seed.",
    discussion: """
      For exams on paper and for programs of your own. With --solve the answers and their \
      explanations stand beside the questions.
      """)

  @Argument(help: "The lesson's name or file.", completion: LessonNames.completion)
  var lesson: String

  @OptionGroup var student: StudentOptions

  @Option(help: "Pose this variant, one of the lesson's tested seeds, in place of a student's.")
  var seed: Int?

  @Flag(help: "Add answer and explanation.")
  var solve = false

  @Flag(help: "Write one JSON object a question.")
  var json = false

  func validate() throws {
    if seed != nil, student.student != nil || student.token != nil {
      throw ValidationError("Give --seed or --student, not both.")
    }
  }

  func run() throws {
    do { try pose() } catch let problem as LessonProblem { throw Failure(problem) } catch let
      problems as LessonProblems
    { throw Failure(problems) }
  }

  private func pose() throws {
    let lesson = try LessonLibrary.standard().lesson(lesson)
    if let seed, !lesson.seeds.contains(seed) {
      throw Failure(
        "\(lesson.id) is not tested for seed \(seed), only for \(Self.text(lesson.seeds))")
    }
    let identity = try seed == nil ? student.identity() : .nameless
    let output = OutputFile()
    let sheet = QuestionSheet(style: .detect(), solves: solve)
    for (index, question) in lesson.questions.enumerated() {
      let seed =
        self.seed
        ?? VariantSeed.seed(
          for: question.id, of: lesson.id, seeds: lesson.seeds, student: identity)
      let posed = try question.pose(seed: seed)
      let text =
        json
        ? JSONWriter.text(try sheet.json(posed)) + "\n"
        : try (index > 0 ? "\n" : "") + sheet.text(posed, number: index + 1)
      try output.write(Array(text.utf8))
      try output.flush()
    }
  }

  /// `1..50`, or the seeds one by one where there are gaps.
  private static func text(_ seeds: [Int]) -> String {
    guard let first = seeds.first, let last = seeds.last, last - first == seeds.count - 1 else {
      return seeds.map(String.init).joined(separator: ", ")
    }
    return "\(first)..\(last)"
  }
}

/// Questions as they are put before a student, or with their solutions before an instructor.
struct QuestionSheet {
  private let style: TerminalStyle
  private let solves: Bool

  init(style: TerminalStyle, solves: Bool) {
    self.style = style
    self.solves = solves
  }

  func text(_ posed: PosedQuestion, number: Int) throws -> String {
    let markdown = MarkdownRenderer(style)
    let question = posed.question
    let worth = "\(question.points) \(question.points.description == "1" ? "point" : "points")"
    var head = StyledText("\(number). \(question.id)", .strong)
    head.append(" (\(worth))", .faint)
    var text = head.rendered(colour: style.colour) + "\n\n" + markdown.text(posed.ask)
    if !posed.choices.isEmpty { text += "\n" + choices(posed) }
    if !posed.inputHint.isEmpty { text += "\n" + wrapped("Answer: \(posed.inputHint)", .faint) }
    return solves ? text + "\n" + (try solution(posed)) : text
  }

  private func choices(_ posed: PosedQuestion) -> String {
    let rows = zip(posed.choiceLabels, posed.choices).map { [Cell("\($0))"), Cell($1)] }
    let table = Table(columns: ["", ""], alignments: [.right, .left], rows: rows)
    return ReportRenderer(style).text(Report([.table(table)]))
  }

  private func solution(_ posed: PosedQuestion) throws -> String {
    let explanation = try posed.explanation()
    let renderer = ReportRenderer(style)
    let lines = posed.modelAnswerText.split(separator: "\n", omittingEmptySubsequences: false)
    var text =
      lines.count == 1
      ? wrapped("Solution: \(posed.modelAnswerText)", .strong)
      : wrapped("Solution:", .strong)
        + renderer.text(Report([.listing(lines.map { "  \($0)" }, more: 0)]))
    if !explanation.text.isEmpty { text += "\n" + MarkdownRenderer(style).text(explanation.text) }
    for report in explanation.reports { text += "\n" + renderer.text(report) }
    return text
  }

  private func wrapped(_ text: String, _ ink: Ink) -> String {
    WordWrap.lines(StyledText(VisibleText.of(text), ink), width: style.width)
      .map { $0.rendered(colour: style.colour) + "\n" }.joined()
  }

  func json(_ posed: PosedQuestion) throws -> JSONValue {
    let question = posed.question
    var members = [
      JSONMember("question", question.id.json), JSONMember("kind", question.kind.json),
      JSONMember("points", .number(question.points.description)),
      JSONMember("seed", posed.seed.json), JSONMember("digest", question.digest.json),
      JSONMember("ask", posed.ask.json), JSONMember("input", posed.inputHint.json),
      JSONMember(
        "choices",
        .list(
          zip(posed.choiceLabels, posed.choices).map { ["label": $0.json, "text": $1.json] })),
    ]
    if solves {
      let explanation = try posed.explanation()
      let renderer = ReportRenderer(width: TerminalStyle.standardWidth, colour: false)
      members += [
        JSONMember("answer", posed.modelAnswer.json),
        JSONMember("hints", .list(posed.hints.map(\.json))),
        JSONMember("explanation", explanation.text.json),
        JSONMember("reports", .list(explanation.reports.map { renderer.text($0).json })),
      ]
    }
    return .object(members)
  }
}

extension RawAnswer {
  /// As a submission would hold it.
  fileprivate var json: JSONValue {
    switch self {
    case .text(let text): text.json
    case .commands(let commands): .list(commands.map(\.json))
    case .rows(let rows): .list(rows.map { .list($0.map(\.json)) })
    }
  }
}
