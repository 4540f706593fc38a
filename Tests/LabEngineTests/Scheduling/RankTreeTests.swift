import Testing

@testable import LabEngine

@Suite struct RankTreeTests {
  /// Beside a search from left to right.
  @Test(arguments: 1...20)
  func findsWhatASearchFinds(_ seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    var tree = RankTree()
    var numbers: [Int] = []
    for _ in 0..<300 {
      if numbers.isEmpty || random.next(below: 4) == 0 {
        numbers.append(Int(random.next(below: 10)))
        tree.append(numbers[numbers.count - 1])
      } else {
        let place = Int(random.next(below: UInt64(numbers.count)))
        numbers[place] = Int(random.next(below: 10))
        tree.set(place, numbers[place])
      }
      let least = Int(random.next(below: 11))
      let start = Int(random.next(below: UInt64(numbers.count + 1)))
      #expect(
        tree.first(atLeast: least, from: start)
          == numbers.indices.dropFirst(start).first { numbers[$0] >= least })
    }
    #expect(numbers.indices.allSatisfy { tree[$0] == numbers[$0] })
  }
}
