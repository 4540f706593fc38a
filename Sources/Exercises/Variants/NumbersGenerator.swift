/// Numbers that may repeat: `4 0 4 2`.
struct NumbersGenerator: VariationGenerator {
  static let name = "numbers"
  static let summary = "numbers(count=5, from=0, to=9)"

  private let count: Int
  private let low: Int
  private let high: Int

  init(_ arguments: inout GeneratorArguments) throws {
    count = try arguments.number("count", in: 1...10_000)
    low = try arguments.number("from", in: 0...1_000_000_000, standard: 0)
    high = try arguments.number("to", in: low...1_000_000_000)
  }

  func draw(_ random: inout VariantRandom) -> String {
    (0..<count).map { _ in String(low + random.number(below: high - low + 1)) }
      .joined(separator: " ")
  }
}
