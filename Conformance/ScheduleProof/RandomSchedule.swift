import LabEngine

/// A made-up host as a script: CPUs, tasks and virtual machines, and what is done to them while it runs.
///
/// The same for a seed on every machine. Whoever wants to see what happened runs `script`.
package struct RandomSchedule {
  /// A command that changes something, or a stretch of time in which the host runs.
  package enum Step {
    case change(String)
    case run(nanoseconds: Int)
  }

  package let scheduler: String
  /// What makes the machine, the host and those that are there from the beginning.
  package private(set) var opening: [String] = []
  package private(set) var steps: [Step] = []
  /// Names of the tasks and virtual machines that there were.
  package private(set) var names: [String] = []
  /// For whoever draws on at random.
  package private(set) var random: SeededRandom
  /// Those on the present host.
  private var present: [String] = []
  private var machines: [String] = []
  private let cpus: Int
  private let size: Int

  /// `size` is what it is bounded by: 1 is a few milliseconds on a few CPUs.
  package init(seed: UInt64, scheduler: String, size: Int) {
    random = SeededRandom(seed: seed)
    self.scheduler = scheduler
    self.size = size
    let isLarge = random.next(below: 2) == 0
    cpus = 1 + Int(random.next(below: isLarge ? UInt64(size * size * 4) : 4))
    openHost()
    for _ in 0..<1 + below(size == 1 ? 4 : 6) { opening.append(client(isLate: false)) }
    for _ in 0..<1 + below(size == 1 ? 3 : 5) {
      steps.append(.run(nanoseconds: length()))
      if below(4) > 0 { steps.append(.change(change())) }
    }
    steps.append(.run(nanoseconds: length()))
  }

  /// The whole as a person would type it.
  package var script: String {
    script(under: nil)
  }

  /// The same under another scheduler, wherever a host begins.
  package func script(under other: String?) -> String {
    let lines =
      (opening
      + steps.map {
        switch $0 {
        case .change(let command): command
        case .run(let time): "run for=\(time)ns"
        }
      }).joined(separator: "\n").split(separator: "\n")
    guard let other else { return lines.joined(separator: "\n") }
    return lines.map { line in
      line.split(separator: " ").map { word in
        line.hasPrefix("host ") && word.hasPrefix("scheduler=")
          ? "scheduler=\(other)" : String(word)
      }.joined(separator: " ")
    }.joined(separator: "\n")
  }

  package mutating func below(_ bound: Int) -> Int { Int(random.next(below: UInt64(bound))) }

  private mutating func one<Element>(of list: [Element]) -> Element { list[below(list.count)] }

  /// Up to a few slices; at times an odd number of nanoseconds.
  private mutating func length() -> Int {
    let longest = size == 1 ? 12 : 30
    return (1 + below(longest)) * 1_000_000 + (below(2) == 0 ? below(1_000_000) : 0)
  }

  // MARK: The host

  private mutating func openHost() {
    opening.append("machine frames=\(one(of: [8, 24, 64])) fault=\(one(of: ["100us", "1ms"]))")
    opening.append("process Q pages=6 fill=zero")
    opening.append(host(scheduler))
  }

  private mutating func host(_ scheduler: String) -> String {
    var host = "host cpus=\(cpus) scheduler=\(scheduler) seed=\(below(1000))"
    if let quantum = one(of: [nil, nil, "500us", "1ms", "2500us"]) {
      host += " quantum=\(quantum)"
    }
    host += " switch=\(one(of: ["0ns", "0ns", "30us", "1ns"]))"
    host += " migration=\(one(of: ["0ns", "0ns", "20us"]))"
    host += " period=\(one(of: ["10ms", "3ms", "1ms"]))"
    // Whoever spins for ever beside a scheduler that takes no CPU away would be found out as a deadlock.
    return host + " ple=\(one(of: ["200us", "50us"]))"
  }

  // MARK: Who runs

  private mutating func client(isLate: Bool) -> String {
    let isMachine = below(5) < 2
    let name = "\(isMachine ? "V" : "T")\(names.count)"
    names.append(name)
    present.append(name)
    var vcpus = 1
    var command: String
    if isMachine {
      vcpus = 1 + below(min(4, cpus + 1))
      command = "vm \(name) vcpus=\(vcpus) workload=\"\(workload(inMachine: true))\" ram=32KiB"
      if below(3) == 0 { command += " tick=1ms clock=\(one(of: ["tick", "catchup", "para"]))" }
      machines.append(name)
    } else {
      command = "task \(name) workload=\"\(workload(inMachine: false))\" process=Q"
      command += " run=\(one(of: [1, 4, 9, 30, 500]))ms"
      if !isLate { command += " arrive=\(one(of: [0, 0, 1_000_000, 1_000_000, 7_300_001]))ns" }
    }
    return command + entitlement(vcpus: vcpus)
  }

  private mutating func entitlement(vcpus: Int) -> String {
    var words = " weight=\(one(of: [256, 256, 64, 100, 512, 1000, 1, 65535]))"
    if below(4) == 0 { words += " cap=\(5 + below(95 * vcpus))%" }
    // All together may promise what there is.
    if below(8) == 0 { words += " reserve=\(1 + below(6))%" }
    if below(4) == 0 { words += " pin=\(pin())" }
    if below(3) == 0 { words += " priority=\(below(4))" }
    if below(3) == 0 {
      let period = one(of: [2, 5, 10, 20])
      words += " period=\(period)ms slice=\(100 + below(period * 1000 - 100))us"
    }
    return words
  }

  private mutating func pin() -> String {
    let first = below(cpus)
    switch below(3) {
    case 0: return "\(first)"
    case 1: return "\(first)..\(first + below(cpus - first))"
    default: return "\(first),\(below(cpus))"
    }
  }

  // MARK: What they do

  private mutating func workload(inMachine: Bool) -> String {
    var parts = [steps(inMachine)]
    if inMachine, below(5) == 0 { parts.append(steps(inMachine)) }
    return parts.joined(separator: " | ")
  }

  private mutating func steps(_ inMachine: Bool) -> String {
    if below(4) == 0 { return "cpu" }
    var words = ["cpu=\(duration())"]
    for _ in 0..<below(4) { words.append(step(inMachine)) }
    return words.joined(separator: " ")
  }

  private mutating func step(_ inMachine: Bool) -> String {
    switch below(inMachine ? 9 : 6) {
    case 0: "io=\(duration())"
    case 1: "disk=\(duration())"
    case 2: "touch(\(below(4))..\(4 + below(2))\(below(2) == 0 ? "w" : ""))"
    case 3: "every=\(one(of: ["1ms", "4ms", "777us"]))"
    case 4: "(cpu=\(duration()) io=\(duration()))*\(1 + below(4))"
    case 5: "cpu=\(duration())"
    case 6: "barrier=B"
    default: "lock=L cpu=\(one(of: ["10us", "150us", "uniform(1us..300us)"])) unlock=L"
    }
  }

  private mutating func duration() -> String {
    switch below(4) {
    case 0: "\(50 + below(4000))us"
    case 1: "\(1 + below(3))ms"
    case 2: "uniform(1us..\(1 + below(3))ms)"
    default: "exp(\(100 + below(1500))us)"
    }
  }

  // MARK: What is done to them

  private mutating func change() -> String {
    if below(12) == 0 { return newHost() }
    let name = one(of: present)
    switch below(9) {
    case 0: return "set \(name) weight=\(one(of: [1, 50, 300, 4000]))"
    case 1: return "set \(name) pin=\(pin())"
    case 2: return "set \(name) pin=off"
    case 3: return "set \(name) cap=\(below(2) == 0 ? "off" : "\(5 + below(95))%")"
    case 4: return "set \(name) reserve=off priority=\(below(4))"
    case 5: return "set \(name) period=\(one(of: ["3ms", "10ms"])) slice=\(100 + below(2900))us"
    case 6, 7:
      guard !machines.isEmpty else { return client(isLate: true) }
      return "set \(one(of: machines)) vcpus=\(1 + below(4))"
    default: return client(isLate: true)
    }
  }

  /// All begins afresh, at times under another scheduler.
  private mutating func newHost() -> String {
    present = []
    machines = []
    let other = below(2) == 0 ? scheduler : one(of: SchedulerRegistry.names)
    return ([host(other)] + (0..<1 + below(3)).map { _ in client(isLate: false) })
      .joined(separator: "\n")
  }
}
