import Testing

@testable import LabEngine

/// Tasks that only compute, some of them bound to CPUs, beside their weighted max-min fair parts under affinity, which
/// are worked out by hand.
@Suite struct PinnedShareTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let cpus: Int
    /// Weight, pins and what is due, in CPUs.
    let tasks: [(weight: Int, pins: String, due: Double)]
    var testDescription: String { name }

    func shares(_ scheduler: String) throws -> [Double] {
      let lines = tasks.enumerated().map {
        "vm T\($0) workload=cpu weight=\($1.weight)"
          + ($1.pins.isEmpty ? "" : " pin=\($1.pins)")
      }
      let drive = try HostDrive(
        "host cpus=\(cpus) scheduler=\(scheduler)\n" + lines.joined(separator: "\n")
          + "\nrun for=10s")
      return try tasks.indices.map { try drive.number("T\($0).share") * Double(cpus) }
    }
  }

  /// By weight alone two tasks in four have one of two CPUs, which fits their pins.
  static let freeLast = Case(
    name: "free last", cpus: 2, tasks: [(1, "0", 0.5), (1, "0", 0.5), (1, "", 0.5), (1, "", 0.5)])
  /// The same; but whoever comes first is where others must be, and has to move.
  static let freeFirst = Case(
    name: "free first", cpus: 2, tasks: [(1, "", 0.5), (1, "", 0.5), (1, "0", 0.5), (1, "0", 0.5)])
  /// Three tasks would have two thirds each, but two of them are due no more than CPU 0: half of it each.
  static let bottleneck = Case(
    name: "bottleneck", cpus: 2, tasks: [(1, "0", 0.5), (1, "0", 0.5), (1, "", 1)])
  /// Weights 2:1 on either CPU.
  static let weighted = Case(
    name: "weighted", cpus: 2,
    tasks: [(512, "", 2.0 / 3), (256, "", 1.0 / 3), (512, "0", 2.0 / 3), (256, "0", 1.0 / 3)])
  /// Two thirds each, so that somebody has to run now here, now there.
  static let split = Case(
    name: "split", cpus: 2, tasks: [(1, "0", 2.0 / 3), (1, "", 2.0 / 3), (1, "", 2.0 / 3)])
  /// Two on CPU 0 are a bottleneck; the other three share CPUs 1 and 2, though one of them might use CPU 0 as well.
  static let chain = Case(
    name: "chain", cpus: 3,
    tasks: [
      (1, "0", 0.5), (1, "0", 0.5), (1, "0,1", 2.0 / 3), (1, "1,2", 2.0 / 3), (1, "2", 2.0 / 3),
    ])
  /// Three on CPU 0, and four that share the other three.
  static let crowd = Case(
    name: "crowd", cpus: 4,
    tasks: Array(repeating: (1, "0", 1.0 / 3), count: 3)
      + Array(repeating: (1, "", 0.75), count: 4))

  static let all = [freeLast, freeFirst, bottleneck, weighted, split, chain, crowd]

  /// One queue for all CPUs, in the order of what each has had: it is off by a few quanta of 10 ms, in 10 s. Credit2
  /// forgets what is left of a pinned task's credit whenever all are given new ones, Xen's CSCHED2_CREDIT_INIT of 10 ms at
  /// a time, so that those who take turns on a CPU may have a turn of 10 ms more or less each time: some hundredths.
  @Test(
    arguments: [
      ("stride", 0.005), ("bvt", 0.005), ("eevdf", 0.005), ("sedf", 0.005), ("credit2", 0.04),
    ],
    all)
  func oneOrder(_ scheduler: (name: String, tolerance: Double), _ example: Case) throws {
    let shares = try example.shares(scheduler.name)
    for (share, task) in zip(shares, example.tasks) {
      #expect(abs(share - task.due) < scheduler.tolerance, "\(scheduler.name): \(shares)")
    }
  }

  /// Linux moves whole tasks between the queues of CPUs, one that waits, and only every 32 ms: where each can have its part
  /// on one CPU, only the first rounds are lost.
  @Test(arguments: [freeLast, freeFirst, bottleneck, weighted])
  func cfsWhereNobodyHasToMove(_ example: Case) throws {
    let shares = try example.shares("cfs")
    for (share, task) in zip(shares, example.tasks) {
      #expect(abs(share - task.due) < 0.02, "\(shares)")
    }
  }

  /// Where tasks have to take turns, who moves is whoever waits when queues are evened out: nobody has less than on a CPU with
  /// two tasks, nor loses anything to a CPU whose tasks are all bound to it.
  @Test(arguments: [split, chain, crowd]) func cfsWhereTasksTakeTurns(_ example: Case) throws {
    let shares = try example.shares("cfs")
    for (share, task) in zip(shares, example.tasks) {
      #expect(share > min(0.5, task.due) - 0.02, "\(shares)")
    }
  }

  /// Three free tasks and one more on three CPUs: CPU 0, whose tasks are bound to it, has the longest queue, and the
  /// fourth is taken from the next one (Linux's LBF_ALL_PINNED), by another CPU each time.
  @Test func cfsPassesOverTheBound() throws {
    let shares = try Self.crowd.shares("cfs")
    for share in shares.dropFirst(3) { #expect(abs(share - 0.75) < 0.1, "\(shares)") }
  }

  /// Xen hands out credits by weight alone, wherever a vCPU may run; what some cannot use goes to whoever is there. So
  /// each has what its weight says, or all that its pins allow.
  @Test(arguments: all) func credit(_ example: Case) throws {
    let shares = try example.shares("credit")
    let weights = example.tasks.reduce(0) { $0 + $1.weight }
    for (share, task) in zip(shares, example.tasks) {
      let byWeight = Double(task.weight * example.cpus) / Double(weights)
      #expect(share > min(byWeight, task.due) - 0.01, "\(shares)")
    }
  }
}
