import Glibc
import LabEngine
import ScheduleProof

/// `oslab-conformance schedulers [COUNT]`: every scheduler on random workloads.
///
/// COUNT seeded workloads (10,000 unless told; `RandomSchedule`) go round all schedulers: work is conserved, no task is on
/// two CPUs or on one that it may not use, all times add up, caps hold, and a run comes to the same whole, in pieces,
/// beside copies and taken back. As many more compute only: shares are by weight within the scheduler's bound.
enum ScheduleConformance {
  private static let mostShown = 5
  /// After how many workloads it says where it is.
  private static let reported = 1000

  static func run(_ options: ConformanceOptions) throws -> Bool {
    let count = options.count ?? 10_000
    let names = SchedulerRegistry.names
    let proportional = SchedulerRegistry.proportional
    var differences = 0
    for index in 0..<count {
      let seed = options.seed &+ UInt64(index)
      // A trap of an invariant tells no seed: this tells near which one it was.
      if index > 0, index % Self.reported == 0 {
        print("schedulers: seed \(seed), \(differences) problems so far")
        fflush(nil)
      }
      let schedule = RandomSchedule(
        seed: seed, scheduler: names[Int(seed % UInt64(names.count))], size: seed % 3 == 0 ? 2 : 1)
      var trial = ScheduleTrial(schedule)
      let shares = ShareTrial(
        seed: seed, scheduler: proportional[Int(seed % UInt64(proportional.count))])
      for (script, problem) in [
        (schedule.script, tell { try trial.problem() }),
        (shares.script, tell { try shares.problem() }),
      ] {
        guard let problem else { continue }
        differences += 1
        if differences <= mostShown { show(problem, seed, script, isFirst: differences == 1) }
      }
    }
    print(
      "schedulers: \(count) workloads and \(count) that only compute, under \(names.count) schedulers; "
        + "\(differences) problems")
    return differences == 0
  }

  private static func tell(_ body: () throws -> String?) -> String? {
    do { return try body() } catch { return "\(error)" }
  }

  /// The first with its script.
  private static func show(_ problem: String, _ seed: UInt64, _ script: String, isFirst: Bool) {
    print("schedulers: seed \(seed): \(problem)")
    guard isFirst else { return }
    for line in script.split(separator: "\n") { print("  " + line) }
  }
}
