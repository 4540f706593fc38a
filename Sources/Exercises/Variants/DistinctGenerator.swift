/// Different numbers in random order: `4 0 2`.
struct DistinctGenerator: VariationGenerator {
  static let name = "distinct"
  static let summary = "distinct(count=3, from=0, to=9)"

  private let count: Int
  private let low: Int
  private let high: Int

  init(_ arguments: inout GeneratorArguments) throws {
    low = try arguments.number("from", in: 0...1_000_000, standard: 0)
    high = try arguments.number("to", in: low...low + 9_999)
    count = try arguments.number("count", in: 1...high - low + 1)
  }

  func draw(_ random: inout VariantRandom) -> String {
    random.shuffled(Array(low...high)).prefix(count).map(String.init).joined(separator: " ")
  }
}
