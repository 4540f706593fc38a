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
    entry(Credit.self),
  ]

  static func named(_ name: String) -> SchedulerEntry? {
    all.first { $0.description.name == name }
  }

  /// As they are chosen by.
  public static var names: [String] { all.map(\.description.name) }

  @inline(__always) private static func entry<S: Scheduler>(_ kind: S.Type) -> SchedulerEntry {
    let loops = HostLoops<S>()
    return SchedulerEntry(description: S.description) { SchedulerBox(S($0), loops) }
  }
}
