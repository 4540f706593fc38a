import CBaseline
import LabEngine

/// Scheduling events a second of every scheduler on 64 CPUs, beside round robin in plain C on the same vCPUs.
///
/// All vCPUs compute and wait by turns, one in ten computes for longer; ten belong to a VM. An event: a vCPU became
/// ready, was started or was stopped. Each scheduler has its own time slice, round robin one of 1 ms as in C.
struct HostBenchmark {
  /// All if empty.
  var schedulers: [String] = []
  var sizes = [10, 100, 1000, 10_000, 100_000]

  private static let cpus = 64
  private static let quantum = 1_000_000
  private static let longBurst = 10_000_000
  private static let burst = 500_000
  private static let io = 2_000_000
  private static let checked = "rr"
  private static let runs = 3
  private static let widths = [10, 8, 12, 9, 7, 11, 7]

  /// Prints a row a scheduler and number of vCPUs; throws if round robin and C count other events.
  func run() throws {
    say(
      "\nscheduling on \(Self.cpus) CPUs: million events a second of processor time, "
        + "median of \(Self.runs);")
    say(
      "C: round robin alone with a binary heap of events; growth: of ns/event since the first row")
    let names = ["", "vCPUs", "Mevents/s", "ns/event", "C", "ratio", "growth"]
    say(row(names, widths: Self.widths))
    for scheduler in SchedulerRegistry.names
    where schedulers.isEmpty || schedulers.contains(scheduler) {
      var first: Double?
      for vcpus in sizes {
        let cost = try measure(scheduler, vcpus, since: first)
        first = first ?? cost
      }
    }
    guard schedulers.isEmpty else { return }
    try showMemory()
    try showGoingBack()
  }

  /// Prints a row; nanoseconds an event.
  private func measure(_ scheduler: String, _ vcpus: Int, since first: Double?) throws -> Double {
    // Some hundred thousand events each.
    let milliseconds = max(1000, 300_000 / vcpus)
    let lab = try prepared(scheduler, vcpus)
    var (costs, costsInC): ([Double], [Double]) = ([], [])
    // By turns, so that what disturbs the machine disturbs both.
    for run in 0..<Self.runs {
      var (events, counted) = (0, 0)
      let timeInC = seconds { counted = eventsInC(vcpus, milliseconds) }
      let time = try seconds { events = try eventsOf(lab, "run for=\(milliseconds)ms") }
      costs.append(time * 1e9 / Double(events))
      costsInC.append(timeInC * 1e9 / Double(counted))
      // Rounding a logarithm otherwise makes a nanosecond's difference once in a long while.
      guard run > 0 || scheduler != Self.checked || abs(events - counted) <= counted / 1000 else {
        throw BenchmarkFailure(reason: "the host counts \(events) events, C \(counted)")
      }
    }
    let cost = middleAndWorst(costs).median
    let costInC = middleAndWorst(costsInC).median
    say(
      row(
        [
          scheduler, "\(vcpus)", fixed(1000 / cost, 2), fixed(cost), fixed(1000 / costInC, 2),
          fixed(costInC / cost, 2), first.map { fixed(cost / $0) } ?? "",
        ], widths: Self.widths))
    return cost
  }

  private func eventsInC(_ vcpus: Int, _ milliseconds: Int) -> Int {
    Int(
      baseline_round_robin(
        UInt32(vcpus), UInt32(vcpus / 10), UInt32(Self.cpus), Int64(Self.quantum),
        Int64(Self.longBurst), Int64(Self.burst), Int64(Self.io), Int64(milliseconds) * 1_000_000))
  }

  private func eventsOf(_ lab: Lab, _ command: String) throws -> Int {
    try lab.execute(command).reduce(0) { $0 + $1.events }
  }

  private func prepared(_ scheduler: String, _ vcpus: Int) throws -> Lab {
    let lab = Lab()
    let quantum = scheduler == Self.checked ? " quantum=\(Self.quantum)ns" : ""
    try lab.execute("host cpus=\(Self.cpus) scheduler=\(scheduler)\(quantum)")
    try add("H", vcpus / 10, "cpu=\(Self.longBurst)ns", to: lab)
    try add("V", vcpus - vcpus / 10, "cpu=exp(\(Self.burst)ns)", to: lab)
    return lab
  }

  private func add(_ name: String, _ vcpus: Int, _ burst: String, to lab: Lab) throws {
    for (number, first) in stride(from: 0, to: vcpus, by: 10).enumerated() {
      let count = min(10, vcpus - first)
      try lab.execute(
        "vm \(name)\(number) workload=\"\(burst) io=exp(\(Self.io)ns)\" vcpus=\(count)")
    }
  }

  // MARK: Memory and history

  private func showMemory() throws {
    for vcpus in [1000, 10_000, 100_000] {
      let bytes = try memory(Self.checked, vcpus)
      say("  \(vcpus) vCPUs: \(fixed(bytes, 0)) bytes a vCPU, checkpoint and commands included")
    }
    let vcpus = 10_000
    let all = try SchedulerRegistry.names.map { (bytes: try memory($0, vcpus), name: $0) }
    guard let most = all.max(by: { $0.bytes < $1.bytes }) else { return }
    say("  \(vcpus) vCPUs: at most \(fixed(most.bytes, 0)) bytes a vCPU, under \(most.name)")
  }

  /// Bytes a vCPU after all have become ready.
  private func memory(_ scheduler: String, _ vcpus: Int) throws -> Double {
    let idle = allocatedMegabytes()
    let lab = try prepared(scheduler, vcpus)
    _ = try eventsOf(lab, "run for=10ms")
    return (allocatedMegabytes() - idle) * 1_048_576 / Double(vcpus)
  }

  /// Into the middle of a run of 100 s of 1,000 vCPUs.
  private func showGoingBack() throws {
    let lab = try prepared(Self.checked, 1000)
    let before = allocatedMegabytes()
    let time = try seconds { try lab.execute("run for=100s") }
    say(
      "  100 s of 1,000 vCPUs: \(fixed(time)) s, history \(fixed(allocatedMegabytes() - before, 0)) MB"
    )
    var random = SeededRandom(seed: 1)
    var times: [Double] = []
    for _ in 0..<20 {
      let moment = 1 + random.next(below: 99_999)
      times.append(try seconds { try lab.execute("goto \(moment)ms") } * 1000)
    }
    let (median, worst) = middleAndWorst(times)
    say("  goto any moment of it: median \(fixed(median)) ms, worst \(fixed(worst)) ms")
  }
}
