import LabEngine

/// What the rows of a `table` stand for: how many there are, and what a column's expression means in one.
///
/// A new kind of rows is one type of this protocol and one line in `TableRowKinds`.
protocol TableRows: SendableMetatype {
  static var name: String { get }
  /// One line, with the names that columns may use.
  static var summary: String { get }

  /// `argument` is what stands behind the name, empty if nothing does. Throws a `LessonProblem`.
  init(_ variant: Variant, _ argument: Template?, _ source: SourceText) throws

  var count: Int { get }
  /// Above the labels; nil if there are none, because who a row is about would be the answer.
  var heading: String? { get }
  /// What stands in front of each row.
  var labels: [String] { get }
  /// The value of a column's expression in a row, counted from 0; a text `-` where there is nothing to observe.
  /// Throws the engine's `LabError`.
  func cell(_ expression: String, row: Int) throws -> Value
}

/// All kinds of rows.
enum TableRowKinds {
  static let all: [any TableRows.Type] = [
    ReferenceRows.self,
    TimelineRows.self,
    TaskRows.self,
  ]

  static func named(_ name: String) -> (any TableRows.Type)? { all.first { $0.name == name } }
}

/// `references`: a row for each reference of the last string.
struct ReferenceRows: TableRows {
  static let name = "references"
  static let summary = "references (unless given): one for each of the last string"

  private let steps: ReferenceSteps
  let count: Int
  let heading: String? = "reference"
  let labels: [String]

  init(_ variant: Variant, _ argument: Template?, _ source: SourceText) throws {
    steps = ReferenceSteps(variant)
    count = try steps.count(source)
    labels = steps.labels(count)
  }

  func cell(_ expression: String, row: Int) throws -> Value {
    try steps.cell(expression, after: row + 1)
  }
}

/// `timeline`, or `timeline CPU`: a row for each stretch in which one task ran.
///
/// `start`, `end`, `length` and `task` are those of the row also on a supposed machine:
/// `[scheduler=fcfs] task` is who runs in that row of the schedule under fcfs.
struct TimelineRows: TableRows {
  static let name = "timeline"
  static let summary =
    "timeline, timeline CPU: one for each stretch of the schedule, with start, end, length and task"

  private let words: RowWords
  /// Where the rows are: `timeline` or `timeline(1)`.
  private let list: String
  private let tasks: [String]
  let heading: String? = nil
  var count: Int { tasks.count }
  var labels: [String] { [] }

  init(_ variant: Variant, _ argument: Template?, _ source: SourceText) throws {
    words = RowWords(variant.machines)
    let cpu = argument.map { "(\(variant.expression($0)))" } ?? ""
    list = "timeline\(cpu)"
    let list = list
    guard
      case .list(let rows) = try variant.placing(source, { try variant.machines.evaluate(list) }),
      !rows.isEmpty
    else { throw variant.problem(.other("Nothing has run: there is no timeline."), source) }
    tasks = rows.map { row in
      guard row.entries.count > 1, case .text(let name) = row.entries[1] else { return "" }
      return name
    }
  }

  func cell(_ expression: String, row: Int) throws -> Value {
    let entry = "item(\(list), \(row + 1))"
    return try words.cell(
      expression,
      [
        "start": "item(\(entry), 1)", "task": "item(\(entry), 2)", "length": "item(\(entry), 3)",
        "end": "sum(item(\(entry), 1), item(\(entry), 3))",
      ], task: tasks[row])
  }
}

/// `tasks`: a row for each task and virtual machine of the host.
struct TaskRows: TableRows {
  static let name = "tasks"
  static let summary = "tasks: one for each task and VM of the host, as task.turnaround"

  private let words: RowWords
  let heading: String? = "task"
  let labels: [String]
  var count: Int { labels.count }

  init(_ variant: Variant, _ argument: Template?, _ source: SourceText) throws {
    words = RowWords(variant.machines)
    let names = try variant.placing(source) { try variant.machines.evaluate("tasks") }
    labels = names.entries.map { $0.written() }
    guard !labels.isEmpty else {
      throw variant.problem(.other("The question has no tasks."), source)
    }
  }

  func cell(_ expression: String, row: Int) throws -> Value {
    try words.cell(expression, ["task": Value.text(labels[row]).exactOperand], task: labels[row])
  }
}

/// Puts what a row's names stand for into an expression.
struct RowWords {
  private let machines: QuestionMachines

  init(_ machines: QuestionMachines) { self.machines = machines }

  /// The value with `words` replaced, and `task.` by the name of the row's task; `-` where there is nothing to
  /// observe.
  func cell(_ expression: String, _ words: [String: String], task: String) throws -> Value {
    let subject = RowWords.subject(task)
    do {
      let resolved = try MachineNames(machines.named.map(\.name)).resolved(expression) {
        try machines.lab($0).evaluate(RowWords.replaced($1, words, subject))
      }
      return try machines.run.evaluate(RowWords.replaced(resolved, words, subject))
    } catch let error as LabError {
      guard case .undefined = error.problem else {
        throw RowWords.offering(words.keys.sorted(), error)
      }
      return .text("-")
    }
  }

  /// The row's own words are offered, too, and first.
  private static func offering(_ words: [String], _ error: LabError) -> LabError {
    guard case .unknown(let kind, let name, let found, let known) = error.problem else {
      return error
    }
    return LabError(
      .unknown(
        kind: kind, name: name, nearest: nearest(name, among: words) ?? found,
        known: words + known), at: error.place)
  }

  /// `V.0` of the timeline is `V.vcpu(0)` in an expression.
  static func subject(_ task: String) -> String {
    let parts = task.split(separator: ".", maxSplits: 1)
    return parts.count == 2 ? "\(parts[0]).vcpu(\(parts[1]))" : task
  }

  static func replaced(_ expression: String, _ words: [String: String], _ subject: String) -> String
  {
    let text = Array(expression)
    var result = ""
    var index = 0
    while index < text.count {
      if text[index] == "\"" {
        let from = index
        index += 1
        while index < text.count, text[index] != "\"" { index += text[index] == "\\" ? 2 : 1 }
        index = min(text.count, index + 1)
        result += String(text[from..<index])
        continue
      }
      guard isWord(text[index]) else {
        result.append(text[index])
        index += 1
        continue
      }
      let from = index
      while index < text.count, isWord(text[index]) { index += 1 }
      let word = String(text[from..<index])
      let isMember = from > 0 && text[from - 1] == "."
      let hasMember = index + 1 < text.count && text[index] == "." && text[index + 1].isLetter
      if isMember {
        result += word
      } else if hasMember {
        result += word == "task" ? subject : word
      } else {
        result += words[word] ?? word
      }
    }
    return result
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
