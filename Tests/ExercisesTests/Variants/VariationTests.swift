import Testing

@testable import Exercises

@Suite struct VariationTests {
  private func values(_ text: String) throws -> Set<String> {
    let problems = ProblemList(path: "f")
    let source = VariationSource.parse(SourceText(text, line: 1, column: 1), problems: problems)
    let found = try #require(source, "\(problems.problems)")
    var random = VariantRandom(seed: 1, stream: "test")
    return Set((0..<400).map { _ in found.draw(&random) })
  }

  @Test(arguments: [
    ("3..5", ["3", "4", "5"]),
    ("-1..1", ["-1", "0", "1"]),
    ("200ns..400ns step 50ns", ["200ns", "250ns", "300ns", "350ns", "400ns"]),
    ("1us..3us step 500ns", ["1000ns", "1500ns", "2000ns", "2500ns", "3000ns"]),
    ("0.1..0.3 step 0.1", ["0.1", "0.2", "0.3"]),
    ("1.5ms..2ms step 0.25ms", ["1.5ms", "1.75ms", "2ms"]),
    ("5%..15% step 5%", ["5%", "10%", "15%"]),
    ("7..7", ["7"]),
    ("1..4 step 2", ["1", "3"]),
    ("fifo | lru | clock(bit=0)", ["fifo", "lru", "clock(bit=0)"]),
    ("swaps a process out | ends it", ["swaps a process out", "ends it"]),
  ])
  func drawsAllValuesAndNoOthers(_ text: String, _ expected: [String]) throws {
    #expect(try values(text) == Set(expected))
  }

  /// Reference strings are as long as asked, stay within their pages, and never repeat a page at once.
  @Test func referenceStringsAreOfTheShapeAsked() throws {
    for text in try values("references(length=30, pages=5, locality=80%, writes=25%, first=2)") {
      let words = text.split(separator: " ")
      #expect(words.count == 30)
      let pages = words.compactMap { Int($0.last == "w" ? $0.dropLast() : $0) }
      #expect(pages.count == 30)
      #expect(pages.allSatisfy { (2...6).contains($0) })
      #expect(zip(pages, pages.dropFirst()).allSatisfy { $0 != $1 })
    }
  }

  @Test func distinctNumbersDiffer() throws {
    for text in try values("distinct(count=4, from=2, to=7)") {
      let numbers = text.split(separator: " ").compactMap { Int($0) }
      #expect(Set(numbers).count == 4)
      #expect(numbers.allSatisfy { (2...7).contains($0) })
    }
  }

  /// With more locality a string returns to fewer pages.
  @Test func localityIsWhatItSays() throws {
    let count: (Int) throws -> Int = { percent in
      try values("references(length=40, pages=40, locality=\(percent)%)").reduce(0) {
        $0 + Set($1.split(separator: " ")).count
      }
    }
    #expect(try count(90) * 2 < count(10))
  }

  /// The numbers are from an implementation in another language, whose step gives 6457827717110365317 from
  /// state 1234567, as Vigna's reference implementation of SplitMix64 does.
  @Test func aStreamIsTheSameForEver() {
    var random = VariantRandom(seed: 42, stream: "lru-faults")
    var again = VariantRandom(seed: 42, stream: "lru-faults")
    var other = VariantRandom(seed: 42, stream: "lru-fault")
    let numbers = (0..<8).map { _ in random.number(below: 1000) }
    #expect(numbers == [140, 113, 613, 619, 468, 747, 868, 703])
    #expect(numbers == (0..<8).map { _ in again.number(below: 1000) })
    #expect(numbers != (0..<8).map { _ in other.number(below: 1000) })
  }

  @Test func numbersAreSpreadEvenly() {
    var random = VariantRandom(seed: 3, stream: "even")
    var counts = Array(repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.number(below: 7)] += 1 }
    #expect(counts.allSatisfy { (9_600...10_400).contains($0) }, "\(counts)")
  }

  /// A later `vary` may depend on an earlier one, and editing one question moves no other.
  @Test func variationsBuildOnOneAnother() throws {
    let body = "vary n: 2..4\nvary x: {n}..{n}\nask: {n} {x}\nanswer: {x}"
    for seed in 1...20 {
      let posed = try LessonFixture.pose("q integer", body, seed: seed)
      let words = posed.ask.split(separator: " ")
      #expect(words[0] == words[1])
    }
  }

  @Test func requireRejectsAndGivesUp() throws {
    let body = "vary n: 1..10\nrequire: {n} > 8\nask: {n}\nanswer: {n}"
    for seed in 1...20 {
      #expect(["9", "10"].contains(try LessonFixture.pose("q integer", body, seed: seed).ask))
    }
    let never = "vary n: 1..10\nrequire: {n} > 10\nask: {n}\nanswer: {n}"
    #expect {
      try LessonFixture.pose("q integer", never, seed: 4)
    } throws: { error in
      "\(error)".hasPrefix("fixture.md:11:10: With seed 4: no variant in 500 tries")
    }
  }
}
