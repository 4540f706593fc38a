/// A reference string as textbooks have them: `7 0 1 2w 0 3`.
///
/// With the probability `locality` a reference goes to one of the four pages used last, else to any
/// page. A page is never referred to twice in a row, since the second time would always be a hit.
struct ReferencesGenerator: VariationGenerator {
  static let name = "references"
  static let summary = "references(length=18, pages=8, locality=60%, writes=0%, first=0)"

  private let length: Int
  private let pages: Int
  private let locality: Int
  private let writes: Int
  private let first: Int
  private let recent = 4

  init(_ arguments: inout GeneratorArguments) throws {
    length = try arguments.number("length", in: 1...10_000)
    pages = try arguments.number("pages", in: 1...1_000_000)
    locality = try arguments.percent("locality", standard: 50)
    writes = try arguments.percent("writes", standard: 0)
    first = try arguments.number("first", in: 0...1_000_000, standard: 0)
  }

  func draw(_ random: inout VariantRandom) -> String {
    var stack: [Int] = []
    var words: [String] = []
    for _ in 0..<length {
      let page = page(after: stack, &random)
      stack.removeAll { $0 == page }
      stack.insert(page, at: 0)
      if stack.count > recent { stack.removeLast() }
      words.append("\(page + first)\(random.chance(writes) ? "w" : "")")
    }
    return words.joined(separator: " ")
  }

  /// `stack` holds the pages used last, the most recent first.
  private func page(after stack: [Int], _ random: inout VariantRandom) -> Int {
    guard pages > 1, let last = stack.first else { return random.number(below: pages) }
    if stack.count > 1, random.chance(locality) {
      return stack[1 + random.number(below: stack.count - 1)]
    }
    let page = random.number(below: pages - 1)
    return page >= last ? page + 1 : page
  }
}
