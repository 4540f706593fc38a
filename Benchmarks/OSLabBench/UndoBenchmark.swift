import LabEngine

/// How long it takes to go back: to undo a command, and into the middle of a long run.
struct UndoBenchmark {
  func run() throws {
    say("\nundo, milliseconds of processor time (median, worst)")
    try small()
    try large()
  }

  /// 1,000 frames and 10,000 pages, 3,000 commands, any of the last thousand undone and redone.
  private func small() throws {
    let lab = Lab()
    try lab.execute("machine frames=1000 policy=lru; process A pages=10000")
    var random = SeededRandom(seed: 1)
    for _ in 0..<3000 {
      let pages = (0..<10).map { _ in String(random.next(below: 10_000)) }
      try lab.execute("refs A " + pages.joined(separator: " "))
    }
    var times: [Double] = []
    for _ in 0..<300 {
      try measure(&times) { try lab.execute("back") }
      let far = 1 + random.next(below: 1000)
      try lab.execute("back \(far)")
      try measure(&times) { try lab.execute("redo") }
      try lab.execute("redo \(far)")
    }
    show("1,000 frames, 10,000 pages", times)
  }

  /// The large machine of the policies' table: any reference of the trace, and one back from the end.
  private func large() throws {
    let lab = Lab()
    try lab.execute("machine frames=100000 policy=lru; process A pages=1000000")
    let trace = InMemoryTrace(
      ZipfTrace.make(references: 10_000_000, pages: 1_000_000, seed: 1))
    let before = allocatedMegabytes()
    try lab.load(trace, into: "A")
    let history = allocatedMegabytes() - before
    var random = SeededRandom(seed: 2)
    var times: [Double] = []
    for _ in 0..<40 {
      try measure(&times) { try lab.execute("back \(1 + random.next(below: 200_000)) refs") }
    }
    show("100,000 frames, 1,000,000 pages", times)
    let end = lab.summary.time
    times = []
    for _ in 0..<40 {
      try measure(&times) { try lab.execute("goto \(random.next(below: UInt64(end)))ns") }
    }
    show("the same, to any moment (goto)", times)
    say("  machine and history after 10 million references: \(fixed(history, 0)) MB")
  }

  private func measure(_ times: inout [Double], _ body: () throws -> Void) rethrows {
    times.append(try seconds(body) * 1000)
  }

  private func show(_ machine: String, _ times: [Double]) {
    let (median, worst) = middleAndWorst(times)
    say("  \(machine): \(fixed(median, 3)), \(fixed(worst, 3))")
  }
}
