/// A scheduler that can be chosen by name.
struct SchedulerEntry: Sendable {
  let description: SchedulerDescription
  let make: @Sendable (SchedulerSetup) -> AnyScheduler
}

/// Every scheduler. Help, completion, `compare`, documentation and the contract tests read it.
///
/// A new scheduler is one new file in `Schedulers` and one line below.
public enum SchedulerRegistry {
  static let all: [SchedulerEntry] = [
    entry(FirstComeFirstServed.self),
    entry(ShortestJobFirst.self),
    entry(ShortestRemainingTimeFirst.self),
    entry(RoundRobin.self),
    entry(Pinned.self),
    entry(PriorityScheduling.self),
    entry(MultilevelFeedbackQueue.self),
    entry(Lottery.self),
    entry(Stride.self),
    entry(BorrowedVirtualTime.self),
    entry(Credit.self),
    entry(Credit2.self),
    entry(CompletelyFair.self),
    entry(EarliestEligible.self),
    entry(Gang.self),
    entry(RelaxedCoscheduling.self),
    entry(EarliestDeadline.self),
    entry(SimpleEarliestDeadline.self),
    entry(RealTimeDeferrable.self),
  ]

  static func named(_ name: String) -> SchedulerEntry? {
    all.first { $0.description.name == name }
  }

  /// As they are chosen by.
  public static var names: [String] { all.map(\.description.name) }

  /// The entry of one that a person has defined.
  static func entry(for rule: ChoiceRule) -> SchedulerEntry {
    SchedulerEntry(description: rule.description, make: entry(RuleScheduler.self).make)
  }

  @inline(__always) private static func entry<S: Scheduler>(_ kind: S.Type) -> SchedulerEntry {
    let loops = HostLoops<S>()
    return SchedulerEntry(description: S.description) { SchedulerBox(S($0), loops) }
  }
}
