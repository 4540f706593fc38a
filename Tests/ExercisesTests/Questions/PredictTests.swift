import Testing

@testable import Exercises

/// LRU with three frames on Silberschatz's string evicts 7 1 2 3 0 4 3 0 2.
@Suite struct PredictTests {
  private func posed(_ at: String, seed: Int = 1) throws -> PosedQuestion {
    try LessonFixture.pose(
      "q predict",
      """
      ask: What is next?
      setup: machine frames=3 policy=lru; process A pages=8
      run: refs A 7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1
      \(at)
      """, seed: seed)
  }

  @Test(arguments: [
    ("at: victim 1", "7", "So far: 7 0 1. Next: 2."),
    ("at: victim 2", "1", "So far: 7 0 1 2 0. Next: 3."),
    ("at: 7", "2", "So far: 7 0 1 2 0 3 0. Next: 4."),
    ("at: 0", "7", "No reference has been made yet. Next: 7."),
    ("at: 4\nnext: fault", "3", "So far: 7 0 1 2. Next: 0."),
    ("at: 4\nnext: event", "hit", "So far: 7 0 1 2. Next: 0."),
    ("at: 5\nnext: event", "eviction", "Next: 3."), ("at: 2\nnext: event", "fault", "Next: 1."),
  ])
  func theMachineIsStopped(_ at: String, _ key: String, _ place: String) throws {
    let posed = try posed(at)
    #expect(posed.modelAnswerText == key)
    #expect(posed.ask.hasSuffix(place), "\(posed.ask)")
    #expect(posed.grade(.text(key)).status == .correct)
    #expect(posed.grade(.text("A:\(key)")).status == (Int(key) == nil ? .invalid : .correct))
  }

  /// Each seed stops before one of the nine evictions.
  @Test func seedsStopElsewhere() throws {
    let places = try Set((1...100).map { try posed("at: victim", seed: $0).ask })
    #expect(places.count == 9)
  }

  @Test func theStudentMeetsTheStoppedMachine() throws {
    let posed = try posed("at: victim 2")
    #expect(try posed.makeLab().evaluate("refs").written() == "5")
    #expect(try posed.makeLab().evaluate("faults").written() == "4")
  }

  @Test(arguments: ["at: victim 10", "at: 20", "at: 3.5", "at: victm", "at: 19\nnext: victim"])
  func whereThereIsNothingToStopTheLessonIsAtFault(_ at: String) {
    #expect(throws: LessonProblem.self) { try posed(at) }
  }
}
