import Testing

@testable import Exercises

@Suite struct ConveyorTests {
  @Test(arguments: [1, 2, 4, 1000])
  func keepsTheOrder(_ workers: Int) {
    let conveyor = Conveyor<Int, Int>(workers: workers) {
      { number in
        var spin = number % 7 * 1_000
        while spin > 0 { spin -= 1 }
        return number * number
      }
    }
    defer { conveyor.close() }
    var taken: [Int] = []
    for number in 0..<500 {
      if conveyor.isFull { taken.append(conveyor.take()) }
      conveyor.put(number)
    }
    while conveyor.isBusy { taken.append(conveyor.take()) }
    #expect(taken == (0..<500).map { $0 * $0 })
  }
}
