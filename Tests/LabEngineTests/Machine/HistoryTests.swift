import Testing

@testable import LabEngine

/// Adds up what the log says that everything cost.
private final class CostSum: Observer {
  var time = 0
  var events = 0
  func observe(_ records: [AccessRecord], on machine: Machine) {
    for record in records {
      time += machine.settings.costs.cost(of: record)
      events += record.events
    }
  }
}

@Suite struct HistoryTests {
  /// Whatever happens, the tables agree; back and redo lead through the same states; a mistake changes nothing.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func randomCommands(seed: UInt64) throws {
    var maker = ScriptMaker(seed: seed)
    let lab = try lab(maker.opening())
    var states = [lab.fingerprint]
    var texts: [String] = []
    for _ in 0..<40 {
      let command = maker.command()
      let before = lab.fingerprint
      do {
        try lab.execute(command)
        states.append(lab.fingerprint)
        texts.append(command)
      } catch is LabError {
        #expect(lab.fingerprint == before, "a refused `\(command)` left a trace")
      }
      lab.machine.memory.checkInvariants()
      lab.machine.policy.checkInvariants(bits: lab.machine.memory.frames.bits)
    }
    let sum = CostSum()
    _ = try lab.context().tape.play(observer: sum)
    #expect(sum.time == lab.machine.time, "the log's time and the counts' time differ")
    #expect(sum.events + lab.machine.counts.commandEvents == lab.machine.counts.events)
    for index in texts.indices.reversed() {
      try lab.execute("back")
      #expect(lab.fingerprint == states[index], "before `\(texts[index])`")
    }
    try lab.execute("redo \(texts.count)")
    #expect(lab.fingerprint == states[texts.count])
  }

  /// Going back inside a string gives what its beginning alone would have given.
  @Test(arguments: PolicyRegistry.descriptions.map(\.name))
  func backInsideAString(policy: String) throws {
    guard policy != "opt", policy != "unopt" else { return }
    let head = "machine frames=4 policy=\(policy); process A pages=9; "
    var random = SeededRandom(seed: 7)
    let pages = (0..<60).map { _ in "\(random.next(below: 9))" }
    let whole = try lab(head + "refs A " + pages.joined(separator: " "))
    for count in [1, 7, 30, 59] {
      try whole.execute("back \(count) refs")
      let part = try lab(head + "refs A " + pages.prefix(60 - count).joined(separator: " "))
      #expect(whole.fingerprint == part.fingerprint)
      try whole.execute("redo")
      #expect(try whole.print("refs") == "60")
    }
  }

  @Test func longRunsAreReachedFromCheckpoints() throws {
    let lab = try lab("machine frames=4 policy=lru; process A pages=9; refs A (0..8)*50000")
    #expect(try lab.print("refs") == "450000")
    try lab.execute("back 123456 refs")
    #expect(try lab.print("refs") == "326544")
    #expect(try lab.print("faults") == "326544")
    try lab.execute("read A 0")
    #expect(throws: LabError.self) { try lab.execute("redo") }
    try lab.execute("back 2")
    #expect(try lab.print("refs") == "0")
  }

  /// After going back into a string and on from there, its cut end counts.
  @Test func goingOnFromTheMiddle() throws {
    let lab = try lab(
      "machine frames=2; process A pages=9; refs A 0..8; back 4 refs; read A 0; fork A B")
    #expect(try lab.print("refs") == "6")
    try lab.execute("back 1 refs")
    #expect(try lab.print("[refs, A.page(4).state]") == "[5, \"resident\"]")
    try lab.execute("back 3 refs; back 1 events")
    #expect(try lab.print("refs") == "1")
    try lab.execute("goto 1s")
    #expect(try lab.print("refs") == "6")
    try lab.execute("goto 24ms")
    #expect(try lab.print("refs") == "3")
  }

  @Test func eventsAndTime() throws {
    let lab = try lab("machine frames=2; process A pages=4; refs A 0 1 0 2 3")
    try lab.execute("goto 16ms")
    #expect(try lab.print("refs") == "2")
    try lab.execute("goto 24.0002ms")
    #expect(try lab.print("refs") == "4")
    try lab.execute("back 1 events")
    #expect(try lab.print("refs") == "3")
    try lab.execute("goto 1s")
    #expect(try lab.print("refs") == "5")
    try lab.execute("goto 0ns")
    #expect(try lab.print("refs") == "0")
  }

  @Test func questionsNeverCount() throws {
    let lab = try lab("machine frames=2; process A pages=4; refs A 0 1 2")
    try lab.execute("print faults; expect faults == 3; show table; why; compare lru")
    try lab.execute("back")
    #expect(try lab.print("refs") == "0")
  }

  @Test func aCopyIsIndependent() throws {
    let one = try lab("machine frames=2; process A pages=4; refs A 0 1 2")
    let other = one.copy()
    try other.execute("refs A 3 3; back 1 refs; terminate A")
    #expect(try one.print("refs") == "3")
    try one.execute("back 2 refs")
    #expect(try one.print("refs") == "1")
    #expect(try other.print("refs") == "4")
  }
}
