import Testing

@testable import LabEngine

/// Schedules that books work out by hand.
struct TextbookScheduleTests {
  private func schedule(
    _ host: String, _ bursts: [Int], arrivals: [Int] = [], priorities: [Int] = []
  ) throws -> Lab {
    var lines = ["host cpus=1 \(host)"]
    for (index, burst) in bursts.enumerated() {
      let arrival = arrivals.isEmpty ? 0 : arrivals[index]
      let priority = priorities.isEmpty ? 0 : priorities[index]
      lines.append(
        "task P\(index + 1) run=\(burst)ms arrive=\(arrival)ms priority=\(priority)")
    }
    return try lab((lines + ["run"]).joined(separator: "\n"))
  }

  private func sum(_ lab: Lab, _ what: String, _ count: Int) throws -> String {
    try lab.print((1...count).map { "P\($0).\(what)" }.joined(separator: " + "))
  }

  // MARK: Silberschatz, Galvin and Gagne, Operating System Concepts, 10th ed.

  /// 5.3.1: waiting times 0, 24 and 27, 17 on average; 3 in the better order.
  @Test func firstComeFirstServed() throws {
    let lab = try schedule("scheduler=fcfs", [24, 3, 3])
    #expect(try lab.print("[P1.waiting, P2.waiting, P3.waiting]") == "[0ns, 24ms, 27ms]")
    #expect(try sum(lab, "waiting", 3) == "51ms")
    #expect(try sum(schedule("scheduler=fcfs", [3, 3, 24]), "waiting", 3) == "9ms")
  }

  /// 5.3.2: P4, P1, P3, P2; 7 on average.
  @Test func shortestJobFirst() throws {
    let lab = try schedule("scheduler=sjf", [6, 8, 7, 3])
    #expect(
      try lab.print("timeline")
        == "[[0ns, \"P4\", 3ms], [3ms, \"P1\", 6ms], [9ms, \"P3\", 7ms], [16ms, \"P2\", 8ms]]")
    #expect(try sum(lab, "waiting", 4) == "28ms")
  }

  /// 5.3.2: 6.5 on average, and 7.75 without preemption.
  @Test func shortestRemainingTimeFirst() throws {
    let lab = try schedule("scheduler=srtf", [8, 4, 9, 5], arrivals: [0, 1, 2, 3])
    #expect(
      try lab.print("timeline")
        == "[[0ns, \"P1\", 1ms], [1ms, \"P2\", 4ms], [5ms, \"P4\", 5ms], [10ms, \"P1\", 7ms], [17ms, \"P3\", 9ms]]"
    )
    #expect(try sum(lab, "waiting", 4) == "26ms")
    let sjf = try schedule("scheduler=sjf", [8, 4, 9, 5], arrivals: [0, 1, 2, 3])
    #expect(try sum(sjf, "waiting", 4) == "31ms")
  }

  /// 5.3.3: waiting times 6, 4 and 7, 17/3 on average.
  @Test func roundRobin() throws {
    let lab = try schedule("scheduler=rr quantum=4ms", [24, 3, 3])
    #expect(try lab.print("[P1.waiting, P2.waiting, P3.waiting]") == "[6ms, 4ms, 7ms]")
    #expect(
      try lab.print("timeline")
        == "[[0ns, \"P1\", 4ms], [4ms, \"P2\", 3ms], [7ms, \"P3\", 3ms], [10ms, \"P1\", 20ms]]")
  }

  /// 5.3.4: P2, P5, P1, P3, P4; 8.2 on average.
  @Test func priorities() throws {
    let lab = try schedule(
      "scheduler=priority", [10, 1, 2, 1, 5], priorities: [3, 1, 4, 5, 2])
    #expect(
      try lab.print("timeline")
        == "[[0ns, \"P2\", 1ms], [1ms, \"P5\", 5ms], [6ms, \"P1\", 10ms], [16ms, \"P3\", 2ms], [18ms, \"P4\", 1ms]]"
    )
    #expect(try sum(lab, "waiting", 5) == "41ms")
  }

  /// 5.3.4, priorities with round robin among equals, a quantum of 2 ms.
  @Test func prioritiesWithRoundRobin() throws {
    let lab = try schedule(
      "scheduler=priority quantum=2ms", [4, 5, 8, 7, 3], priorities: [3, 2, 2, 1, 3])
    let order = [
      ("P4", 0, 7), ("P2", 7, 2), ("P3", 9, 2), ("P2", 11, 2), ("P3", 13, 2), ("P2", 15, 1),
      ("P3", 16, 4), ("P1", 20, 2), ("P5", 22, 2), ("P1", 24, 2), ("P5", 26, 1),
    ]
    let rows = order.map { "[\($1 == 0 ? "0ns" : "\($1)ms"), \"\($0)\", \($2)ms]" }
    #expect(try lab.print("timeline") == "[\(rows.joined(separator: ", "))]")
  }

  /// 5.3.4: with a step a second it takes little more than two minutes until a process of priority 127 has 0.
  @Test func aging() throws {
    let script = """
      task Hog run=300s priority=0
      task Low run=1s priority=127
      run for=200s
      """
    let aged = try lab("host scheduler=priority(aging=1s)\n" + script)
    #expect(try aged.print("Low.response >= 127s and Low.response <= 127.01s") == "true")
    let starved = try lab("host scheduler=priority\n" + script)
    #expect(try starved.print("Low.cpu") == "0ns")
  }

  // MARK: Arpaci-Dusseau, Operating Systems: Three Easy Pieces

  /// 7.3 to 7.5: average turnaround 110 first in first out, 50 shortest job first, 103.33 and 50 with late arrivals.
  @Test func turnaround() throws {
    #expect(try sum(schedule("scheduler=fcfs", [100, 10, 10]), "turnaround", 3) == "330ms")
    #expect(try sum(schedule("scheduler=sjf", [100, 10, 10]), "turnaround", 3) == "150ms")
    let late = [0, 10, 10]
    let sjf = try schedule("scheduler=sjf", [100, 10, 10], arrivals: late)
    #expect(try sum(sjf, "turnaround", 3) == "310ms")
    let stcf = try schedule("scheduler=srtf", [100, 10, 10], arrivals: late)
    #expect(try sum(stcf, "turnaround", 3) == "150ms")
  }

  /// 7.7: three jobs of 5, slices of 1: responses 0, 1, 2 and turnaround 14 on average; 0, 5, 10 shortest job first.
  @Test func response() throws {
    let lab = try schedule("scheduler=rr quantum=1ms", [5, 5, 5])
    #expect(try lab.print("[P1.response, P2.response, P3.response]") == "[0ns, 1ms, 2ms]")
    #expect(try sum(lab, "turnaround", 3) == "42ms")
    let sjf = try schedule("scheduler=sjf", [5, 5, 5])
    #expect(try sjf.print("[P1.response, P2.response, P3.response]") == "[0ns, 5ms, 10ms]")
  }

  /// 8.2, figure 8.3: a short job comes at 100 beside a long one that has sunk to the lowest of three levels.
  @Test func feedbackQueue() throws {
    let lab = try schedule("scheduler=mlfq quantum=10ms", [180, 20], arrivals: [0, 100])
    #expect(
      try lab.print("timeline")
        == "[[0ns, \"P1\", 100ms], [100ms, \"P2\", 20ms], [120ms, \"P1\", 80ms]]")
  }

  /// 8.4, rule 4: one that waits just before its quantum is over sinks all the same, once its allotment is used.
  @Test func feedbackQueueCannotBeGamed() throws {
    let lab = try lab(
      """
      host scheduler=mlfq(levels=2) quantum=10ms
      task G run=100ms burst=9ms io=1ms
      task B run=100ms
      run for=38ms
      """)
    #expect(
      try lab.print("timeline")
        == "[[0ns, \"G\", 9ms], [9ms, \"B\", 10ms], [19ms, \"G\", 1ms], [20ms, \"B\", 10ms], [30ms, \"G\", 8ms]]"
    )
  }

  /// 8.3, rule 5: without a boost two interactive jobs starve a long one, with it the long one gets on.
  @Test func feedbackQueueBoost() throws {
    let script = """
      task Long run=1s
      task A run=10s arrive=100ms burst=5ms io=5ms
      task B run=10s arrive=100ms burst=5ms io=5ms
      run for=300ms
      """
    let starved = try lab("host scheduler=mlfq quantum=100ms\n" + script)
    #expect(try starved.print("Long.cpu") == "100ms")
    let boosted = try lab("host scheduler=mlfq(boost=50ms) quantum=100ms\n" + script)
    #expect(try boosted.print("Long.cpu") == "280ms")
  }

  /// 9.6, figure 9.3: tickets 100, 50 and 250; passes begin at 0.
  @Test func strideOfThreeEasyPieces() throws {
    #expect(
      try order("stride(start=0)", ["A": 100, "B": 50, "C": 250], quanta: 8)
        == ["A", "B", "C", "C", "C", "A", "C", "C"])
  }

  // MARK: Papers

  /// Waldspurger and Weihl 1995, figure 3: tickets 3, 2 and 1; passes begin at the stride, 2, 3 and 6.
  @Test func stride() throws {
    #expect(
      try order("stride", ["A": 3, "B": 2, "C": 1], quanta: 12)
        == ["A", "B", "A", "A", "B", "C", "A", "B", "A", "A", "B", "C"])
  }

  /// Who runs in each quantum of 1 ms.
  private func order(
    _ scheduler: String, _ weights: [String: Int], quanta: Int
  ) throws -> [String] {
    let tasks = weights.keys.sorted().map { "task \($0) run=1s weight=\(weights[$0] ?? 1)" }
    let start = ["host scheduler=\(scheduler) quantum=1ms"] + tasks
    let lab = try lab((start + ["run for=\(quanta)ms"]).joined(separator: "\n"))
    guard case .list(let rows) = try lab.evaluate("timeline") else { return [] }
    return rows.flatMap { row -> [String] in
      guard case .list(let cells) = row, cells.count == 3, case .text(let name) = cells[1],
        case .quantity(let length) = cells[2]
      else { return [] }
      return Array(repeating: name, count: Int(length.number.double / 1e6))
    }
  }

  /// Waldspurger and Weihl 1994, section 4.5: of two clients with 400 tickets each, one uses a fifth of its quantum.
  /// With compensation tickets it holds 2000, and wins each draw in which it takes part with probability 5/6 instead of
  /// 1/2. It is away when the next quantum is drawn, so that the other has 1/p quanta for each fifth of one.
  @Test func compensationTickets() throws {
    let script = """
      task A run=10000s
      task B run=10000s burst=20ms io=1us
      run for=1000s
      """
    let fair = try lab("host scheduler=lottery quantum=100ms\n" + script)
    #expect(try fair.print("B.cpu / A.cpu > 0.16 and B.cpu / A.cpu < 0.173") == "true")
    let unfair = try lab("host scheduler=lottery(compensation=0) quantum=100ms\n" + script)
    #expect(try unfair.print("B.cpu / A.cpu > 0.095 and B.cpu / A.cpu < 0.105") == "true")
  }

  /// Duda and Cheriton 1999, section 3.1: the running thread may be the context switch allowance ahead of the next one,
  /// so that two equal ones take turns of twice the allowance, after the first.
  @Test func borrowedVirtualTime() throws {
    let equal = try schedule("scheduler=bvt quantum=10ms", [50, 50])
    #expect(
      try equal.print("timeline")
        == "[[0ns, \"P1\", 10ms], [10ms, \"P2\", 20ms], [30ms, \"P1\", 20ms], [50ms, \"P2\", 20ms], [70ms, \"P1\", 20ms], [90ms, \"P2\", 10ms]]"
    )
  }

  /// Section 3.2 there: a thread that warps by more than the allowance is dispatched as soon as it wakes.
  @Test func warp() throws {
    let script = """
      task Batch run=10s priority=1
      task Quick run=10s priority=0 burst=1ms io=25ms
      run for=5s
      """
    let warped = try lab("host scheduler=bvt(warp=50ms) quantum=10ms\n" + script)
    #expect(try warped.print("Quick.waiting < 20ms") == "true")
    let plain = try lab("host scheduler=bvt quantum=10ms\n" + script)
    #expect(try plain.print("Quick.waiting > 100ms") == "true")
  }

  /// Each of two tasks has its own CPU; the third shares the first one's and never sees the other.
  @Test func dedicated() throws {
    let lab = try lab(
      """
      host cpus=2 scheduler=pinned quantum=10ms
      task A run=20ms; task B run=10ms; task C run=20ms
      run
      """)
    #expect(
      try lab.print("timeline(0)")
        == "[[0ns, \"A\", 10ms], [10ms, \"C\", 10ms], [20ms, \"A\", 10ms], [30ms, \"C\", 10ms]]")
    #expect(try lab.print("timeline(1)") == "[[0ns, \"B\", 10ms]]")
  }
}
