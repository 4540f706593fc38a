import Testing

@testable import LabEngine

/// What every scheduler must keep, on made-up workloads; `SchedulerRegistry` says which there are.
struct SchedulerContractTests {
  static let names = SchedulerRegistry.names
  /// All schedulers together meet ten thousand workloads.
  static let seeds = UInt64(10_000 / max(1, names.count))

  /// Runs a workload whole, and once more moment by moment with everything checked, a copy going its own way from the
  /// middle on: all three end alike.
  @Test(arguments: names) func contract(scheduler: String) throws {
    let isConserving = SchedulerRegistry.named(scheduler)?.description.isWorkConserving == true
    for seed in 0..<Self.seeds * 2 / 5 {
      let machine = Machine(MachineSettings())
      let whole = try run(scheduler, seed, machine) { try $0.go(to: $1) }
      var audit = HostAudit(isConserving: isConserving)
      let pieces = try run(scheduler, seed, machine) { host, time in
        try audit.go(host, to: time)
      }
      try #require(audit.problem == nil, "\(audit.problem ?? ""): \(scheduler), seed \(seed)")
      try #require(whole.state == pieces.state, "in pieces: \(scheduler), seed \(seed)")
      let copied = try run(scheduler, seed, machine) { host, time in
        try host.go(to: time / 3)
        let other = host.copy(for: machine)
        try other.go(to: time)
        let end = other.state
        try host.go(to: time)
        try #require(end == host.state, "a copy: \(scheduler), seed \(seed)")
      }
      try #require(whole.state == copied.state, "with a copy: \(scheduler), seed \(seed)")
    }
  }

  /// A workload, and the same again with something done to it in the middle.
  private func run(
    _ scheduler: String, _ seed: UInt64, _ machine: Machine, _ go: (Host, Int) throws -> Void
  ) throws -> Host {
    var random = RandomHost(seed: seed)
    let host = try random.make(scheduler, machine)
    try go(host, RandomHost.horizon / 2)
    if seed % 2 == 1 { try random.change(host) }
    try go(host, RandomHost.horizon)
    return host
  }

  /// The parts of any two tasks that always could run are by weight, within the scheduler's bound.
  @Test(arguments: SchedulerRegistry.all.map(\.description).filter(\.isProportional).map(\.name))
  func shares(scheduler: String) throws {
    for seed in 0..<Self.seeds * 3 / 5 {
      var random = SeededRandom(seed: seed &+ 77)
      let count = 2 + Int(random.next(below: 4))
      let weights = (0..<count).map { _ in 1 + Int(random.next(below: 40)) * 16 }
      let times = try cpuTimes(scheduler, weights, seed)
      for first in 0..<count {
        for second in first + 1..<count {
          let both = Double(times[first] + times[second])
          let part = Double(weights[first]) / Double(weights[first] + weights[second])
          let error = abs(Double(times[first]) - both * part)
          let bound = bound(scheduler, both, part, tasks: count)
          try #require(
            error <= bound, "\(scheduler), seed \(seed): \(weights), \(times), \(error) > \(bound)")
        }
      }
    }
  }

  private static let quantum = 1_000_000

  private func bound(_ scheduler: String, _ both: Double, _ part: Double, tasks: Int) -> Double {
    let quantum = Double(Self.quantum)
    switch SchedulerRegistry.named(scheduler)?.description.bound {
    case .quanta(let count): return Double(count) * quantum + 1
    case .quantaPerTask: return Double(tasks) * quantum + 1
    case .time(let time): return Double(time)
    case .chance:
      // Six standard deviations of a binomial distribution.
      return 6 * (both / quantum * part * (1 - part)).squareRoot() * quantum + quantum
    case nil: return 0
    }
  }

  /// Of tasks that only compute, on one CPU.
  private func cpuTimes(_ scheduler: String, _ weights: [Int], _ seed: UInt64) throws -> [Int] {
    let machine = Machine(MachineSettings())
    var settings = HostSettings()
    settings.scheduler = try SchedulerSpec.parse(scheduler)
    settings.quantum = Self.quantum
    settings.seed = Int(seed)
    let host = Host(settings, machine)
    for (index, weight) in weights.enumerated() {
      var plan = ClientPlan(name: "T\(index)", kind: .job)
      plan.weight = weight
      plan.workloads = [.cpu]
      try host.quietly { try host.add(plan, log: &$0) }
    }
    try host.go(to: 80 * Self.quantum + Int(seed))
    let core = host.core
    return weights.indices.map { task in
      core.tasks[task].cpuTime + (core.tasks[task].state == .running ? core.view.uncharged(0) : 0)
    }
  }

  /// Parameters that a person may give do not break it either.
  @Test func parameters() throws {
    let specs = [
      "priority(aging=1ms)", "mlfq(levels=1)", "mlfq(levels=64, growth=1000)",
      "mlfq(levels=2, boost=5ms)", "lottery(compensation=0)", "stride(start=0)",
      "bvt(warp=20ms, limit=1ms, unwarp=5ms)",
    ]
    for spec in specs {
      for seed in 0..<60 as Range<UInt64> {
        let machine = Machine(MachineSettings())
        let whole = try run(spec, seed, machine) { try $0.go(to: $1) }
        var audit = HostAudit(isConserving: true)
        let pieces = try run(spec, seed, machine) { try audit.go($0, to: $1) }
        try #require(audit.problem == nil, "\(audit.problem ?? ""): \(spec), seed \(seed)")
        try #require(whole.state == pieces.state, "\(spec), seed \(seed)")
      }
    }
  }
}
