import LabEngine

/// What a `design` question asks for: how an answer is read before it is inserted as `{answer}`.
///
/// Whatever an input lets through must be safe to stand in a command: what was read is written
/// anew.
protocol DesignInput: Sendable {
  static var name: String { get }
  /// One line with its arguments.
  static var summary: String { get }

  init(_ arguments: inout GeneratorArguments) throws

  var hint: String { get }
  /// Throws a `LabError`, or a `GeneratorProblem` with the reason.
  func read(_ text: String) throws -> InsertedValue
}

/// All inputs; a new one is one type and one line here.
enum DesignInputs {
  static let all: [any DesignInput.Type] = [
    ReferencesInput.self,
    ExpressionInput.self,
    PolicyInput.self,
    NumbersInput.self,
    WorkloadInput.self,
  ]
}

/// `references(pages=7, most=12)`
struct ReferencesInput: DesignInput {
  static let name = "references"
  static let summary = "references(pages=7, most=12)"

  private let pages: Int?
  private let most: Int

  init(_ arguments: inout GeneratorArguments) throws {
    let limit = Limits.submission
    let pages = try arguments.number("pages", in: 0...limit.pages, standard: 0)
    self.pages = pages == 0 ? nil : pages
    most = try arguments.number("most", in: 1...limit.referencesPerCommand, standard: 1_000)
  }

  var hint: String {
    let range = pages.map { " to pages 0 to \($0 - 1)" } ?? ""
    return "at most \(most) references\(range), such as '0 1 2w 0*3'"
  }

  func read(_ text: String) throws -> InsertedValue {
    let references: [(page: Int, isWrite: Bool)]
    do {
      references = try ReferenceString.references(of: text, limit: most)
    } catch let error as LabError {
      guard case .fuel = error.problem else { throw error }
      throw GeneratorProblem(reason: "at most \(most) references are allowed.")
    }
    if let pages, let reference = references.first(where: { $0.page >= pages }) {
      throw GeneratorProblem(reason: "page \(reference.page) is not one of 0 to \(pages - 1).")
    }
    return InsertedValue(text: ReferenceString.text(of: references))
  }
}

/// `expression`
struct ExpressionInput: DesignInput {
  static let name = "expression"
  static let summary = "expression"

  init(_ arguments: inout GeneratorArguments) {}

  /// In UTF-8 bytes.
  private static let greatestLength = 2_000

  var hint: String { "an expression, such as faults / refs" }

  func read(_ text: String) throws -> InsertedValue {
    let line = text.split(whereSeparator: \.isNewline)
    guard line.count == 1, !text.contains("#"), !text.contains(";"),
      text.utf8.count <= ExpressionInput.greatestLength
    else { throw GeneratorProblem(reason: "it is a single short line without ';' and '#'.") }
    let expression = String(line[0])
    try Lab.checkExpression(expression)
    return InsertedValue(
      display: expression, script: "(\(expression))", expression: "(\(expression))")
  }
}

/// `policy`: one of those that `policy` knows.
struct PolicyInput: DesignInput {
  static let name = "policy"
  static let summary = "policy"

  init(_ arguments: inout GeneratorArguments) {}

  var hint: String { "a replacement policy, such as fifo or clock(bit=0)" }

  func read(_ text: String) throws -> InsertedValue {
    let policy = text.filter { !$0.isWhitespace }
    let allowed: (Unicode.Scalar) -> Bool = {
      Name.isLetter($0) || Name.isDigit($0) || "_(),=.%".unicodeScalars.contains($0)
    }
    guard policy.utf8.count <= 200, policy.unicodeScalars.allSatisfy(allowed) else {
      throw GeneratorProblem(reason: "a policy is a name, perhaps with parameters in brackets.")
    }
    try Lab(limits: .submission).execute("machine frames=1 policy=\(policy)") { _ in }
    return InsertedValue(text: policy)
  }
}

/// `numbers(count=3, from=0, to=9)`
struct NumbersInput: DesignInput {
  static let name = "numbers"
  static let summary = "numbers(count=3, from=0, to=9)"

  private let count: Int?
  private let range: ClosedRange<Int>

  init(_ arguments: inout GeneratorArguments) throws {
    let count = try arguments.number("count", in: 0...10_000, standard: 0)
    self.count = count == 0 ? nil : count
    let most = 1_000_000_000_000
    let low = try arguments.number("from", in: -most...most, standard: 0)
    range = low...(try arguments.number("to", in: low...most, standard: most))
  }

  var hint: String {
    let many = count.map { "\($0) whole number\($0 == 1 ? "" : "s")" } ?? "whole numbers"
    return "\(many) from \(range.lowerBound) to \(range.upperBound)"
  }

  func read(_ text: String) throws -> InsertedValue {
    let words = EntryWords.split(text)
    guard words.count <= 10_000, !words.isEmpty else {
      throw GeneratorProblem(reason: "it wants \(hint).")
    }
    let numbers = try words.map { word in
      guard case .integer(let number)? = AnswerNumber(word)?.number,
        AnswerNumber(word)?.unitText.isEmpty == true, range.contains(number)
      else { throw GeneratorProblem(reason: "\(GradeText.shown(word)) is not one of \(hint).") }
      return number
    }
    if let count, numbers.count != count { throw GeneratorProblem(reason: "it wants \(hint).") }
    let texts = numbers.map(String.init)
    // A single number stands for itself, so that it can be calculated with.
    return count == 1
      ? InsertedValue(text: texts[0])
      : InsertedValue(
        display: texts.joined(separator: ", "), script: texts.joined(separator: " "),
        expression: "[\(texts.joined(separator: ", "))]")
  }
}
