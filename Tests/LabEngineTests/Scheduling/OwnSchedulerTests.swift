import Testing

@testable import LabEngine

/// Schedulers that a person defines.
struct OwnSchedulerTests {
  private static let jobs = """
    task P1 run=8ms; task P2 run=4ms arrive=1ms; task P3 run=9ms arrive=2ms; task P4 run=5ms arrive=3ms
    run
    """

  /// A rule that says what a registered scheduler does makes the same schedule. (SRTF on Silberschatz's example, 10th
  /// ed., 5.3.2, has an average waiting time of 6.5 ms.)
  @Test(arguments: [
    ("pick=max(waiting) quantum=3ms", "rr quantum=3ms"),
    ("pick=min(arrive) quantum=100s", "fcfs"),
    ("pick=min(burst) quantum=100s", "sjf"),
    ("pick=min(burst) quantum=100s preempt=on", "srtf"),
  ])
  func imitates(rule: String, scheduler: String) throws {
    let own = try lab("scheduler mine \(rule)\nhost scheduler=mine\n" + Self.jobs)
    let known = try lab("host scheduler=\(scheduler)\n" + Self.jobs)
    #expect(try own.print("timeline") == known.print("timeline"))
  }

  /// Tasks that are kept in order are chosen as if each had been looked at, which the greater of a time makes necessary.
  @Test(arguments: [
    "min(vruntime / weight)", "max(priority)", "min(-burst)", "max(dispatches * 0)",
    "min(if(remaining > 4ms, cpu, -cpu))", "max(waiting)", "min(burst - waiting / 3 + now * 2)",
  ])
  func keepsAnOrder(pick: String) throws {
    func timeline(_ more: String) throws -> String {
      let lab = try lab(
        """
        scheduler mine pick=\(pick.dropLast())\(more)) quantum=700us preempt=on
        host scheduler=mine cpus=3
        vm V workload="cpu=exp(1ms) io=exp(2ms)" vcpus=4 weight=100 priority=2
        vm W workload="cpu=exp(2ms) io=exp(1ms)" vcpus=3 pin=1; vm X workload=cpu weight=700
        task A run=9ms priority=1; task B run=7ms arrive=3ms pin=0..1; task C run=20ms arrive=3ms
        run for=40ms; set V weight=900; set W priority=5; run for=40ms
        """)
      return try lab.print("timeline")
    }
    #expect(try timeline("") == timeline(" + 0 * max(now / 1ms, 0)"))
  }

  @Test func knowsWhichOrdersStay() throws {
    func keeps(_ pick: String) throws -> Bool {
      try lab("scheduler mine pick=\(pick)\nhost scheduler=mine").machine.host?.settings.scheduler
        .rule?.keepsOrder == true
    }
    for pick in ["min(cpu)", "max(2 * waiting - burst / weight)", "min(if(cpu > 1ms, 2, 1))"] {
      #expect(try keeps(pick))
    }
    // As for the highest response ratio next, the more slowly the longer the burst.
    for pick in ["max((waiting + burst) / burst)", "min(deadline)", "max(max(waiting, cpu))"] {
      #expect(try !keeps(pick))
    }
  }

  /// vruntime grows in proportion to CPU time over weight: 2:1 gives 2:1.
  @Test func sharesByWeight() throws {
    let lab = try lab(
      """
      scheduler mine pick=min(vruntime) quantum=1ms
      host scheduler=mine
      task A run=10s weight=512; task B run=10s weight=256; task C run=10s arrive=300ms weight=256
      run for=700ms
      """)
    #expect(try lab.print("[A.cpu, B.cpu, C.cpu]") == "[400ms, 200ms, 100ms]")
  }

  /// Earliest deadline first, as Liu and Layland 1973, section 7, has it: the period that ends first.
  @Test func deadlines() throws {
    let script = """
      scheduler due pick=min(deadline) preempt=on quantum=1s
      host scheduler=due
      task A run=2ms period=4ms slice=2ms; task B run=3ms period=6ms slice=3ms
      run
      """
    #expect(try lab(script).print("[A.finish, B.finish]") == "[2ms, 5ms]")
  }

  @Test(arguments: [
    "if(waiting > 2ms and not (priority == 1), waiting, 0ms) - cpu", "min(burst, remaining) * 2",
    "max(weight, 3, priority) / (dispatches + 1)", "-(ran + slice) / period",
    "if(true, now, deadline)",
  ])
  func expressions(text: String) throws {
    let lab = try lab("scheduler mine pick=max(\(text))\nhost scheduler=mine cpus=2\n" + Self.jobs)
    #expect(try lab.print("P1.cpu + P2.cpu + P3.cpu + P4.cpu") == "26ms")
  }

  @Test(arguments: [
    ("scheduler mine pick=min(vrunntime)", "vruntime"),
    ("scheduler rr pick=min(cpu)", "already"),
    ("scheduler mine pick=least(cpu)", "min(EXPRESSION)"),
    ("scheduler mine pick=min(cpu + priority)", "as in 3ms"),
    ("scheduler mine pick=min(cpu < 3ms)", "ranks"),
    ("scheduler mine pick=min(len([1]))", "rule"),
    ("scheduler mine pick=min(cpu, ran)", "`)`"),
    ("scheduler mine pick=min([frames=3] cpu)", "rule"),
    ("scheduler mine pick=min(A.cpu)", "attribute"),
    ("scheduler mine pick=min(cpu.x)", "alone"),
    ("scheduler mine quantum=1ms", "pick"),
    ("scheduler mine pick=min(cpu) preempt=maybe", "maybe"),
    ("scheduler refs pick=min(cpu)", "refs"),
    ("host scheduler=mine", "mine"),
    ("scheduler mine pick=min(cpu); host scheduler=mime", "mine"),
    ("scheduler mine pick=min(cpu); host scheduler=mine(levels=3)", "levels"),
    ("scheduler mine pick=min(cpu); machine; host scheduler=mine", "mine"),
  ])
  func mistakes(script: String, words: String) throws {
    let error = try #require(problem(of: script))
    #expect(error.place != nil)
    #expect("\(error.message)".contains(words), "\(error.message)")
  }

  /// Going back and forth, copies and suppositions know it; one may name what was defined after the run.
  @Test func replay() throws {
    let lab = try lab(
      "scheduler mine pick=max(burst) quantum=100s\nhost scheduler=mine\n" + Self.jobs)
    let timeline = try lab.print("timeline")
    #expect(try lab.print("[scheduler=fcfs] P2.finish") == "12ms")
    try lab.execute("back; redo")
    #expect(try lab.print("timeline") == timeline)
    try lab.execute("scheduler late pick=min(burst) quantum=100s")
    #expect(try lab.print("[scheduler=late] P4.finish") == "17ms")
    #expect(try lab.copy().print("[scheduler=mine] timeline") == timeline)
  }

  @Test(arguments: ["lru", "rr", "trap"]) func hasANameOfItsOwn(name: String) throws {
    #expect(throws: LabError.self) { try lab("scheduler \(name) pick=min(cpu)") }
  }

  @Test func completionAndHelp() throws {
    let lab = try lab("scheduler mine pick=min(cpu)")
    let line = "host scheduler=mi"
    #expect(lab.completions(line, offset: line.count).candidates.map(\.text) == ["mine"])
    #expect(lab.help("attributes") != nil)
    #expect(lab.help("vruntime") != nil)
  }
}

struct TicketTreeTests {
  /// Beside a list that is gone through ticket by ticket.
  @Test func drawsAsAListWould() {
    var random = SeededRandom(seed: 4)
    var tree = TicketTree()
    var list: [Int] = []
    for _ in 0..<300 {
      if list.isEmpty || random.next(below: 3) == 0 {
        tree.append()
        list.append(0)
      }
      let task = Int(random.next(below: UInt64(list.count)))
      list[task] = Int(random.next(below: 5))
      tree.set(task, list[task])
      let holders = list.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
      #expect(tree.total == holders.count)
      #expect(holders.indices.allSatisfy { tree.holder(of: $0) == holders[$0] })
    }
  }
}
