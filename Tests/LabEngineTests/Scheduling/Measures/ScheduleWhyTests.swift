import Testing

@testable import LabEngine

/// What `why` says of scheduling. The sums must be the host's own; the schedules are worked by hand.
@Suite struct ScheduleWhyTests {
  private func why(_ expression: String, _ script: String) throws -> [String] {
    let lab = try lab(script)
    return try lab.execute("why " + expression).flatMap { result in
      result.report.blocks.flatMap { block -> [String] in
        switch block {
        case .text(let text): return [text]
        case .listing(let lines, let more): return lines + (more > 0 ? ["\(more) more"] : [])
        case .table(let table): return table.rows.map { $0.map(\.text).joined(separator: " | ") }
        default: return []
        }
      }
    }
  }

  private let robin = "host scheduler=rr quantum=1ms; task A run=3ms; task B run=2ms; run"

  @Test func waitingIsTheStretchesInWhichOthersRan() throws {
    #expect(
      try why("B.waiting", robin) == [
        "B.waiting is 2ms: time in which it was ready and waited for a CPU.",
        "from 0ns to 1ms (1ms): ready; CPU 0 ran A for 1ms (first in the queue: it has been ready for 0ns)",
        "from 2ms to 3ms (1ms): ready; CPU 0 ran A for 1ms (first in the queue: it has been ready for 1ms)",
        "2 stretches, 2ms in all.", "Who ran meanwhile was the choice of rr, round robin.",
      ])
  }

  @Test func turnaroundIsTakenApart() throws {
    let lines = try why("A.turnaround", robin)
    #expect(lines[1] == "It ran 3ms, waited for a CPU 2ms.")
    #expect(lines.contains("5 stretches, 5ms in all."))
  }

  @Test func capsSwitchesAndLocksAreSaidSo() throws {
    let capped = try why(
      "Y.steal", "host switch=1ms; vm Y workload=cpu cap=10%; vm Z workload=cpu; run for=300ms")
    #expect(capped.contains { $0.contains("held back by its cap of 10%") })
    #expect(capped.contains { $0.contains("lost to the switch from another task") })
    let locked = try why(
      "L.vcpu(1).spin",
      "host scheduler=rr quantum=10ms; vm L workload=\"lock=X cpu=15ms unlock=X\" vcpus=2; run for=20ms"
    )
    #expect(locked[1] == "from 10ms to 20ms (10ms): spun on X, held by L.0, which did not run")
  }

  /// W faults right behind V: it waits for V's page of 8 ms too.
  @Test func faultsBehindOthersFaults() throws {
    let lines = try why(
      "W.hostwait",
      """
      machine frames=8 fault=8ms; process P pages=1; process Q pages=1; host
      task V workload="touch(0)" process=P; task W workload="touch(0)" process=Q; run
      """)
    #expect(lines[0].hasPrefix("W.hostwait is 16ms"))
    #expect(
      lines.contains {
        $0.hasSuffix("Q:0 not being resident; meanwhile the disk worked for V (P:0) for 8ms")
      })
  }

  @Test func lostTicksAreTold() throws {
    let lines = try why(
      "V.drift",
      "host quantum=30ms scheduler=rr; vm V workload=cpu tick=10ms; vm W workload=cpu; run for=60ms; run for=1ms"
    )
    #expect(
      lines.contains("from 30ms to 60ms: 2 ticks lost; its first vCPU was ready without a CPU"))
  }

  @Test(arguments: ["switches", "timeline"]) func choicesAreTold(_ name: String) throws {
    #expect(
      try why(name, robin).contains(
        "at 1ms CPU 0 goes from A (its slice was over) to B: first in the queue: it has been ready for 1ms"
      ))
  }

  @Test func worstLagNamesItsMoment() throws {
    #expect(
      try why("worstlag", robin)[1] == "It was that far behind at 1ms, at the end of this:")
  }

  /// The stretches of every kind add up to what the host itself has counted, to the nanosecond.
  @Test(arguments: ["steal", "hostwait", "blocked", "spin", "cpu"], ["fcfs", "rr", "srtf"])
  func sumsAreTheHosts(_ name: String, _ scheduler: String) throws {
    let lab = try lab(
      """
      machine frames=6
      host cpus=2 scheduler=\(scheduler) quantum=3ms switch=7us migration=11us seed=5
      vm V workload="cpu=exp(2ms) touch(0..5) io=uniform(1ms..9ms)" ram=32KiB vcpus=2
      vm W workload="lock=X cpu=exp(1ms) unlock=X barrier=B disk=2ms" vcpus=3 cap=80%
      task J workload="cpu=1ms io=exp(3ms)" run=50ms pin=1
      run for=300ms
      """)
    for subject in ["V", "W", "J", "V.vcpu(1)", "W.vcpu(2)"] {
      let kinds: [String: [TaskDoing]] = [
        "steal": [.ready, .parked, .switching], "hostwait": [.faulting],
        "blocked": [.sleeping, .reading, .barrier], "spin": [.spinning],
        "cpu": [.running, .spinning],
      ]
      let context = lab.context()
      let place = SourcePlace(line: 1, column: 1)
      var scanner = Scanner("\(subject).\(name)", at: place, lineText: "")
      let path = try #require(try scanner.expression("a path").observables.last)
      let (_, scope) = try context.resolve(path)
      let members = Set(try scope.hostAndTasks().1)
      let selection = StretchSelection {
        members.contains($0.task) && kinds[name]?.contains($0.doing) == true ? $0 : nil
      }
      _ = try context.tape.play(observer: selection)
      _ = selection.finished()
      #expect(
        try lab.print("\(subject).\(name)") == Value.nanoseconds(selection.sum).written(),
        "\(subject).\(name)")
    }
  }

  /// A vCPU that was unplugged from 20 to 30 ms goes on with its sums; what they are made of is told from its first life on.
  @Test func whoIsPluggedInAgainTellsAllOfItsLife() throws {
    let lab = try lab(
      """
      host cpus=2 scheduler=rtds; vm W vcpus=2 workload=cpu period=20ms slice=10ms
      vm V vcpus=2 workload=cpu period=20ms slice=15ms
      run for=20ms; set V vcpus=1; run for=10ms; set V vcpus=2; run for=10ms
      """)
    let cpu = try lab.print("V.vcpu(1).cpu")
    let text = try lab.execute("why V.vcpu(1).cpu").map { "\($0.report)" }.joined()
    #expect(text.contains("from 10ms to 20ms"), "\(text)")
    #expect(text.contains("\(cpu) in all"), "\(cpu): \(text)")
    // Both were 5 ms short at 20 ms, and V.0 at 40 ms again; V.1's new period ends at 50 ms.
    #expect(try lab.print("[V.misses, V.vcpu(1).misses, misses]") == "[3, 1, 3]")
    try lab.execute("set V vcpus=1; set V vcpus=2")
    #expect(try lab.print("[V.misses, V.vcpu(1).misses, misses]") == "[3, 1, 3]")
  }

  /// V.1 waits for A from 0 to 2 ms, is unplugged until 5 ms and waits on: its time so far is not forgotten.
  @Test func whoNeverRanKeepsItsWaiting() throws {
    let lab = try lab(
      """
      host scheduler=fcfs; task A run=9ms; vm V vcpus=2 workload=cpu
      run for=2ms; set V vcpus=1; run for=3ms; set V vcpus=2; run for=1ms
      """)
    #expect(try lab.print("[V.vcpu(1).steal, V.vcpu(1).arrive, V.steal]") == "[3ms, 0ns, 9ms]")
  }
}
