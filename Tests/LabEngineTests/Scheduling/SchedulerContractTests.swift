import ScheduleProof
import Testing

@testable import LabEngine

/// What every scheduler must keep, on made-up workloads; `SchedulerRegistry` says which there are.
struct SchedulerContractTests {
  /// All schedulers together meet ten thousand workloads here; `oslab-conformance schedulers` takes more and larger ones.
  private static let workloads = 600
  private static let shareWorkloads = 9400

  /// Whole, moment by moment, in pieces, and again: all come to the same; see `ScheduleTrial`.
  @Test(arguments: SchedulerRegistry.names) func contract(scheduler: String) throws {
    for seed in 0..<UInt64(Self.workloads / SchedulerRegistry.names.count) {
      try check(RandomSchedule(seed: seed, scheduler: scheduler, size: 1))
    }
  }

  private func check(_ schedule: RandomSchedule) throws {
    var trial = ScheduleTrial(schedule)
    let problem = try trial.problem()
    try #require(problem == nil, "\(problem ?? "")\n\(schedule.script)")
  }

  /// The parts of any two tasks that always could run are by weight, within the scheduler's bound.
  @Test(arguments: SchedulerRegistry.proportional) func shares(scheduler: String) throws {
    for seed in 0..<UInt64(Self.shareWorkloads / SchedulerRegistry.proportional.count) {
      let trial = ShareTrial(seed: seed, scheduler: scheduler)
      let problem = try trial.problem()
      try #require(problem == nil, "\(problem ?? "")\n\(trial.script)")
    }
  }

  /// Parameters that a person may give do not break it either.
  @Test(arguments: [
    "priority(aging=1ms)", "mlfq(levels=1)", "mlfq(levels=64, growth=1000)",
    "mlfq(levels=2, boost=5ms)", "lottery(compensation=0)", "stride(start=0)",
    "bvt(warp=20ms, limit=1ms, unwarp=5ms)", "credit(sampling=1)", "cfs(debit=1, balance=1ms)",
  ]) func parameters(spec: String) throws {
    for seed in 0..<10 as Range<UInt64> {
      try check(RandomSchedule(seed: seed, scheduler: spec, size: 1))
    }
  }
}
