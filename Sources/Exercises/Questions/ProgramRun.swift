import LabEngine

/// What came of one case of a program.
struct ProgramRun {
  let lab: Lab
  let passes: Bool
  /// It used up its instructions, or more of the machine than an answer may.
  let isOutOfFuel: Bool
  /// What is told of the case if it is the first to fail.
  let feedback: String
  private let variant: Variant

  /// Runs a case. Throws a `LessonProblem` if a goal is neither true nor false.
  init(_ item: ProgramCase, on base: Lab, limit: Int, _ variant: Variant) throws {
    self.variant = variant
    let lab = base.copy()
    self.lab = lab
    let (ending, isRunning): (String, Bool)
    do {
      (ending, isRunning) = try Self.run(item, on: lab, limit: limit, variant)
    } catch let error as LabError {
      passes = false
      isOutOfFuel = error.isFuel
      feedback = GradeText.failedCase(
        item.name, isHidden: item.isHidden, GradeText.sentence(error.message), ending: "")
      return
    }
    let failure = try Self.failure(item.goals, on: lab, variant)
    passes = failure == nil
    isOutOfFuel = isRunning
    let end = isOutOfFuel ? GradeText.stillRunning(limit, ending) : ending
    feedback = GradeText.failedCase(
      item.name, isHidden: item.isHidden, failure ?? "", ending: end)
  }

  /// The value of an expression after the case; nil if it cannot be computed.
  func evaluate(_ template: Template) -> Value? {
    try? variant.machines.evaluate(variant.expression(template), on: lab)
  }

  /// Executes the commands of the case, and `run` unless it is among them; how the last run ended, in words, and
  /// whether a computer could go on.
  private static func run(
    _ item: ProgramCase, on lab: Lab, limit: Int, _ variant: Variant
  ) throws -> (ending: String, isRunning: Bool) {
    var ending = ""
    var hasRun = false
    func execute(_ statement: Statement) throws {
      let result = try lab.execute(statement)
      guard ["run", "step"].contains(statement.verb) else { return }
      hasRun = true
      if statement.verb == "run" { ending = result.report.lastText }
    }
    for statement in try Lab.statements(of: variant.script(item.script)) { try execute(statement) }
    if !hasRun {
      for statement in try Lab.statements(of: "run steps=\(limit)") { try execute(statement) }
    }
    let isRunning = lab.summary.runningComputers > 0
    return (GradeText.plain(ending, most: 300), isRunning)
  }

  /// What is wrong with the first goal that does not hold; nil if all do.
  private static func failure(
    _ goals: [Template], on lab: Lab, _ variant: Variant
  ) throws -> String? {
    for goal in goals {
      let text = variant.expression(goal)
      do {
        let value = try variant.machines.evaluate(text, on: lab)
        guard case .truth(let truth) = value else {
          throw variant.problem(.badValue(key: "goal", wanted: "true or false"), goal.source)
        }
        if !truth { return FailedGoal(text, lab).sentence }
      } catch let error as LabError {
        return GradeText.sentence(error.message)
      }
    }
    return nil
  }
}

/// A goal that does not hold, for saying why.
private struct FailedGoal {
  private let text: String
  private let lab: Lab

  /// The first part of `A and B and C` that does not hold.
  init(_ text: String, _ lab: Lab) {
    let parts = TopLevel.split(text, at: " and ")
    let isAlternative = TopLevel.split(text, at: " or ").count > 1
    let first = parts.first { (try? lab.evaluate($0)) == .truth(false) }
    self.text = isAlternative ? text : first ?? text
    self.lab = lab
  }

  var sentence: String {
    let sides = TopLevel.split(text, at: " == ")
    if sides.count == 2, !text.hasPrefix("not "), TopLevel.split(text, at: " or ").count == 1,
      let found = shown(sides[0]), let wanted = shown(sides[1])
    {
      return GradeText.difference(sides[0], found: found, wanted: wanted)
    }
    return GradeText.goalFails(text, details)
  }

  /// In hexadecimal where the goal is written so, or where nobody reads the decimal digits.
  private func shown(_ expression: String) -> String? {
    guard let value = try? lab.evaluate(expression) else { return nil }
    if case .quantity(let quantity) = value, text.contains("0x") || quantity.isLong,
      let hexadecimal = try? lab.execute("print (\(expression)) in hex").last?.report.lastText
    {
      return hexadecimal
    }
    return GradeText.plain(value.writtenQuoted(), most: 200)
  }

  /// What the observables in it are, as `expect` says it.
  private var details: String {
    do {
      try lab.execute("expect \(text)")
    } catch let error as LabError {
      if case .falseExpectation(_, let detail) = error.problem {
        return GradeText.plain(detail, most: 300)
      }
    } catch {}
    return ""
  }
}

extension Quantity {
  fileprivate var isLong: Bool {
    guard case .integer(let integer) = number else { return false }
    return integer.magnitude > 1 << 32
  }
}

extension Report {
  /// The last paragraph of it.
  var lastText: String {
    for block in blocks.reversed() {
      switch block {
      case .text(let text), .value(let text): return text
      default: continue
      }
    }
    return ""
  }
}

extension LabError {
  var isFuel: Bool {
    if case .fuel = problem { return true }
    return false
  }
}

/// Divides expressions outside of brackets and quotation marks.
enum TopLevel {
  static func split(_ text: String, at separator: String) -> [String] {
    let (text, separator) = (Array(text), Array(separator))
    var pieces: [String] = []
    var depth = 0
    var isQuoted = false
    var start = 0
    var index = 0
    while index < text.count {
      switch text[index] {
      case "\"": isQuoted.toggle()
      case "\\" where isQuoted: index += 1
      case "(", "[": depth += isQuoted ? 0 : 1
      case ")", "]": depth -= isQuoted ? 0 : 1
      default: break
      }
      if depth == 0, !isQuoted, text[min(index, text.count)...].starts(with: separator) {
        pieces.append(String(text[start..<index]))
        index += separator.count
        start = index
      } else {
        index += 1
      }
    }
    return pieces + [String(text[start...])]
  }
}
