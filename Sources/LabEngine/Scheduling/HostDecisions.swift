/// What called for the scheduler, in order: the events that a schedule drawn by hand turns on.
final class DecisionCollector: Collecting {
  /// In the words of textbooks; `predict` questions ask for them.
  enum Event: String, CaseIterable, Sendable {
    case arrival, wakeup, expiry, wait, finish, yield, cap
  }

  struct Row {
    let time: Int
    let event: Event
    let task: Int
  }

  private(set) var rows: [Row] = []
  private(set) var names = TaskNames()

  init() {}

  var watchesHost: Bool { true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    if entry.command is HostCommand { rows = [] }
  }

  func didApply(_ entry: History.Entry, to machine: Machine) {
    guard let host = machine.host else { return }
    names = TaskNames(host.core, host.infos)
  }

  func observe(_ records: [HostRecord], on host: Host) {
    for record in records {
      guard let event = Self.event(record.kind) else { continue }
      rows.append(Row(time: record.time, event: event, task: Int(record.task)))
    }
  }

  /// Nil for what the scheduler itself brought about, and for what is no affair of its.
  private static func event(_ kind: HostRecord.Kind) -> Event? {
    switch kind {
    case .ready(.arrived): .arrival
    case .ready(.woken): .wakeup
    case .stop(.expired): .expiry
    case .stop(.sleeps), .stop(.faults), .stop(.barrier): .wait
    case .stop(.finished): .finish
    case .stop(.yielded): .yield
    case .stop(.capped): .cap
    default: nil
    }
  }
}
