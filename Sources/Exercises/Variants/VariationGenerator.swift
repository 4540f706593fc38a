/// A function that makes values for `vary`, such as `references(length=18, pages=8)`.
protocol VariationGenerator: Sendable {
  static var name: String { get }
  /// One line with its arguments, for help and errors.
  static var summary: String { get }

  /// Takes its arguments, which throw a `GeneratorProblem` if they are out of range; unknown ones
  /// are reported by the caller.
  init(_ arguments: inout GeneratorArguments) throws

  func draw(_ random: inout VariantRandom) -> String
}

struct GeneratorProblem: Error {
  let reason: String
}

/// All generators; a new one is one file and one line here.
enum VariationGenerators {
  static let all: [any VariationGenerator.Type] = [
    ReferencesGenerator.self,
    DistinctGenerator.self,
    NumbersGenerator.self,
  ]
}

/// The `name=value` arguments of a generator, taken one by one.
struct GeneratorArguments {
  private var values: [(name: String, value: String)]

  init(_ values: [(name: String, value: String)]) { self.values = values }

  /// The names that nobody took.
  var left: [String] { values.map(\.name) }

  private mutating func take(_ name: String) -> String? {
    guard let index = values.firstIndex(where: { $0.name == name }) else { return nil }
    return values.remove(at: index).value
  }

  mutating func number(
    _ name: String, in range: ClosedRange<Int>, standard: Int? = nil
  ) throws -> Int {
    guard let text = take(name) else {
      if let standard { return standard }
      throw GeneratorProblem(reason: "\(name)= is missing.")
    }
    guard let value = Int(text), range.contains(value) else {
      throw GeneratorProblem(
        reason: "\(name)= is a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
  }

  mutating func percent(_ name: String, standard: Int) throws -> Int {
    guard let text = take(name) else { return standard }
    guard text.hasSuffix("%"), let value = Int(text.dropLast()), (0...100).contains(value) else {
      throw GeneratorProblem(reason: "\(name)= is a whole percentage such as 60%.")
    }
    return value
  }
}

/// `NAME(KEY=VALUE, …)` as it stands in a lesson.
struct GeneratorCall {
  let name: SourceText
  private let text: SourceText
  private let inner: SourceText

  /// Nil if the text has not that shape.
  init?(_ text: SourceText) {
    guard let open = text.characters.firstIndex(of: "("), text.characters.last == ")",
      Name.isName(String(text.characters[..<open]))
    else { return nil }
    self.text = text
    name = text.slice(0..<open)
    inner = text.slice(open + 1..<text.characters.count - 1).trimmed
  }

  /// A name alone: a call without arguments.
  init(name: SourceText) {
    text = name
    self.name = name
    inner = name.slice(name.characters.count..<name.characters.count)
  }

  func generator(problems: ProblemList) -> (any VariationGenerator)? {
    guard let type = VariationGenerators.all.first(where: { $0.name == name.text }) else {
      let known = VariationGenerators.all.map { $0.name }
      problems.report(.unknownGenerator(name.text, known: known), at: name)
      return nil
    }
    return make(problems: problems, summary: type.summary) { try type.init(&$0) }
  }

  /// What `build` makes of the arguments, of which none may be left; nil, and a problem, if that
  /// fails.
  func make<Made>(
    problems: ProblemList, summary: String, _ build: (inout GeneratorArguments) throws -> Made
  ) -> Made? {
    do {
      var arguments = try GeneratorArguments(arguments())
      let made = try build(&arguments)
      if let left = arguments.left.first {
        throw GeneratorProblem(reason: "there is no '\(left)='; it is \(summary).")
      }
      return made
    } catch let problem as GeneratorProblem {
      problems.report(.generatorArgument(generator: name.text, problem.reason), at: text)
    } catch {
      problems.report(.generatorArgument(generator: name.text, "\(error)"), at: text)
    }
    return nil
  }

  private func arguments() throws -> [(name: String, value: String)] {
    guard !inner.isEmpty else { return [] }
    return try inner.pieces(separator: ",").map { piece in
      guard let (name, value) = piece.split(at: "="), !name.isEmpty, !value.isEmpty else {
        throw GeneratorProblem(reason: "arguments are written NAME=VALUE, separated by commas.")
      }
      return (name.text, value.text)
    }
  }
}
