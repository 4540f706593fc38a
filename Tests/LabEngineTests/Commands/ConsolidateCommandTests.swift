import Testing

@testable import LabEngine

struct ConsolidateCommandTests {
  /// Worked by hand: 50 30 30 20 20 10 on hosts of 60 in that order give 50+10, 30+30, 20+20.
  @Test func firstFitDecreasing() {
    #expect(
      ConsolidateCommand.placed([20, 30, 10, 50, 30, 20], fill: 60) == [
        [50, 10], [30, 30], [20, 20],
      ])
  }

  /// Six servers of 10 % fill a host to 60 %: the lecture's ratio of 6:1.
  @Test func sixToOne() throws {
    let lab = Lab()
    #expect(
      try lab.said("consolidate servers=60 load=10%").contains("go on 10 hosts, used 60%: 6:1."))
    #expect(try lab.said("consolidate servers=1").contains("1:1"))
  }

  @Test func everyServerIsPlacedAndNoHostTooFull() {
    for seed in 1...50 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      let loads = (0..<200).map { _ in 1 + Int(random.next(below: 40)) }
      let hosts = ConsolidateCommand.placed(loads, fill: 70)
      #expect(hosts.joined().sorted() == loads.sorted())
      #expect(hosts.allSatisfy { $0.reduce(0, +) <= 70 })
      let fewest = (loads.reduce(0, +) + 69) / 70
      // At most 11/9 of the fewest that their sum allows, and a few that do not fit together.
      #expect(hosts.count * 9 <= fewest * 11 + 9 * 4)
    }
  }

  @Test(arguments: [
    "consolidate", "consolidate servers=0", "consolidate servers=5 load=70%",
    "consolidate servers=5 load=10", "consolidate servers=5 load=0%",
    "consolidate servers=5 fill=200%",
    "consolidate servers=5 load=15%..5%", "consolidate servers=5 fill=5%..10%",
    "consolidate servers=99999999999999999999",
  ])
  func whatCannotBeIsSaid(_ command: String) {
    #expect(throws: LabError.self) { try Lab().execute(command) }
  }
}
