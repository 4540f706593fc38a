import Testing

@testable import LabEngine

/// Random scripts of hosts, tasks, VMs, runs and ways back, with values that are right, odd and wrong.
///
/// No outside truth but that nothing traps, that the sums of the host stay right, and that going back and forth again
/// changes nothing.
@Suite struct HostScriptTests {
  @Test(arguments: SchedulerRegistry.names) func survives(scheduler: String) throws {
    for seed in 0..<6 {
      var script = HostScript(seed: UInt64(seed), scheduler: scheduler)
      let lab = Lab(limits: .submission)
      for _ in 0..<24 {
        let command = script.command()
        do {
          try lab.execute(command)
        } catch is LabError {
          // What was mistyped must leave everything as it was, which the checks below see.
        }
        lab.machine.host?.checkInvariants()
      }
    }
  }

  @Test(arguments: SchedulerRegistry.names) func undoAndRedoAreTheIdentity(scheduler: String) throws
  {
    for seed in 100..<102 {
      var script = HostScript(seed: UInt64(seed), scheduler: scheduler)
      let lab = Lab(limits: .interactive)
      for _ in 0..<16 {
        let command = script.command()
        guard !command.hasPrefix("back"), !command.hasPrefix("goto") else { continue }
        _ = try? lab.execute(command)
      }
      let before = standing(lab)
      guard lab.summary.canUndo else { continue }
      for _ in 0..<4 where lab.summary.canUndo { try lab.execute("back") }
      while lab.summary.canRedo { try lab.execute("redo") }
      #expect(standing(lab) == before, "\(scheduler), seed \(seed)")
    }
  }

  /// Everything that the host has counted.
  private func standing(_ lab: Lab) -> String {
    guard let core = lab.machine.host?.core else { return "no host" }
    let tasks = (0..<core.tasks.count).map { "\(core.tasks[$0])" }
    let cpus = (0..<core.cpus.count).map { "\(core.cpus[$0])" }
    return (["\(core.now) \(core.decisions)"] + tasks + cpus).joined(separator: "\n")
  }
}

/// Commands from a seed.
private struct HostScript {
  private var random: SeededRandom
  private let scheduler: String
  private var isFirst = true

  init(seed: UInt64, scheduler: String) {
    random = SeededRandom(seed: seed)
    self.scheduler = scheduler
  }

  private mutating func one(of list: [String]) -> String {
    list[Int(random.next(below: UInt64(list.count)))]
  }

  /// One time in `chances`.
  private mutating func rarely(_ chances: UInt64) -> Bool { random.next(below: chances) == 0 }

  private mutating func time() -> String {
    if rarely(12) {
      return one(of: [
        "0", "1ns", "-1ms", "1000000s", "1000001s", "9223372036854775807ns", "1e30s", "0.5ns", "x",
      ])
    }
    return one(of: ["1", "2", "5", "20", "100"]) + one(of: ["us", "ms", "ms"])
  }

  private mutating func duration() -> String {
    switch random.next(below: 4) {
    case 0: "exp(\(time()))"
    case 1: "uniform(1us..\(one(of: ["2", "9"]))ms)"
    default: time()
    }
  }

  private mutating func step(_ depth: Int) -> String {
    switch random.next(below: 16) {
    case 0...5: return "cpu=\(duration())"
    case 6...8: return "io=\(duration())"
    case 9: return "disk=\(duration())"
    case 10: return "lock=A cpu=\(duration()) unlock=A"
    case 11: return one(of: ["lock=B", "unlock=B", "barrier=x", "tick=1ms", "cpu", "touch(0..7)"])
    case 12:
      return one(of: ["|", "(", ")", "*3", "cpu=", "zz=1", "cpu=uniform(9ms..1ms)", "lock="])
    default:
      let count = one(of: ["2", "10", "1000000000", "0", "99999999999"])
      return depth < 10 ? "(\(workload(depth + 1)))*\(count)" : "cpu=1ms"
    }
  }

  private mutating func workload(_ depth: Int = 0) -> String {
    (0...random.next(below: depth < 3 ? 3 : 1)).map { _ in step(depth) }.joined(separator: " ")
  }

  private mutating func options() -> String {
    var list = ""
    if rarely(3) { list += " weight=" + one(of: ["1", "256", "65535", "0", "65536"]) }
    if rarely(3) { list += " cap=" + one(of: ["50%", "1%", "150%", "off", "0%", "102401%"]) }
    if rarely(6) { list += " reserve=" + one(of: ["25%", "100%", "off", "200%"]) }
    if rarely(5) { list += " pin=" + one(of: ["0", "0..1", "off", "1023", "1..0", "-1"]) }
    if rarely(6) { list += " priority=" + one(of: ["0", "7", "1000", "-1"]) }
    if rarely(6) { list += " period=\(time()) slice=\(time())" }
    return list
  }

  private mutating func host() -> String {
    var line = "host cpus=" + one(of: ["1", "2", "3", "64", "65", "1024"])
    line += " scheduler=\(scheduler)"
    if rarely(2) { line += " quantum=" + one(of: ["1ms", "10ms", "100us", "1000000s", "0"]) }
    if rarely(3) { line += " switch=\(time()) migration=\(time())" }
    if rarely(3) { line += " ple=\(time())" }
    return line
  }

  mutating func command() -> String {
    if isFirst {
      isFirst = false
      return "host cpus=2 scheduler=\(scheduler)"
    }
    let name = one(of: ["A", "B", "V", "W"])
    switch random.next(below: 20) {
    case 0: return host()
    case 1...3: return "task \(name) run=\(time()) workload=\"\(workload())\"" + options()
    case 4: return "task \(name) run=\(time()) burst=\(time()) io=\(time()) arrive=\(time())"
    case 5...8:
      let vcpus = one(of: ["1", "2", "4", "257"])
      let clock = one(of: ["tick", "catchup", "para", "sync"])
      return "vm \(name) workload=\"\(workload())\" vcpus=\(vcpus) clock=\(clock) ram=32KiB"
        + options()
    case 9...10: return "set \(name)" + options()
    case 11: return "set \(name) vcpus=" + one(of: ["1", "2", "5", "0"])
    case 12...15: return "run for=" + one(of: ["1ms", "20ms", "50ms", "0", "1e30s", "-1s"])
    case 16: return "run for=20ms until \(name).cpu > 1ms"
    case 17: return one(of: ["back", "back 3", "redo", "goto 3ms", "goto 0", "goto 1000000s"])
    case 18: return "print [cpus=1] timeline"
    default: return "print " + one(of: ["timeline", "fairness", "\(name).steal", "\(name).drift"])
    }
  }
}
