/// Goes through the log for the stretches that a number is made of, and keeps the longest.
final class StretchSelection: Observer {
  /// Stretches that are kept, and in the end told.
  static let most = WhyCommand.lines

  private let wanted: (TaskStretch) -> TaskStretch?
  private var follower = TaskFollower()
  private var now = 0
  /// The longest, in no order.
  private var kept: [TaskStretch] = []
  private(set) var count = 0
  private(set) var sum = 0

  /// `wanted` gives what is to be told of a stretch, nil for nothing.
  init(_ wanted: @escaping (TaskStretch) -> TaskStretch?) { self.wanted = wanted }

  var watchesHost: Bool { true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    guard entry.command is HostCommand else { return }
    follower = TaskFollower()
    kept = []
    count = 0
    sum = 0
    now = 0
  }

  func didApply(_ entry: History.Entry, to machine: Machine) {
    now = machine.host?.now ?? 0
  }

  func observe(_ records: [HostRecord], on host: Host) {
    for record in records { follower.follow(record) { take($0) } }
  }

  private func take(_ stretch: TaskStretch) {
    guard let stretch = wanted(stretch), stretch.length > 0 else { return }
    count += 1
    sum += stretch.length
    guard kept.count == Self.most else { return kept.append(stretch) }
    guard let least = kept.indices.min(by: { kept[$0].length < kept[$1].length }),
      kept[least].length < stretch.length
    else { return }
    // In the order of time, so that of two as long the earlier one stays.
    kept.remove(at: least)
    kept.append(stretch)
  }

  /// Ends what goes on still; the longest by time.
  func finished() -> [TaskStretch] {
    for stretch in follower.open(at: now) { take(stretch) }
    return kept.sorted { $0.from != $1.from ? $0.from < $1.from : $0.task < $1.task }
  }
}
