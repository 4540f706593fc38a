/// Who ran when: rows by CPU, from the log.
final class TimelineCollector: Collecting {
  struct Row {
    let cpu: Int
    let start: Int
    let task: Int
    var length: Int
  }

  private(set) var rows: [Row] = []
  private(set) var names = TaskNames()
  /// Since when each CPU runs which task.
  private var open: [Int: (task: Int, from: Int)] = [:]
  /// The last row of each CPU.
  private var last: [Int: Int] = [:]
  private var now = 0

  init() {}

  var watchesHost: Bool { true }

  func willApply(_ entry: History.Entry, to machine: Machine) {
    if entry.command is HostCommand { reset() }
  }

  func didApply(_ entry: History.Entry, to machine: Machine) {
    guard let host = machine.host else { return }
    now = host.now
    names = TaskNames(host.core, host.infos)
  }

  private func reset() {
    rows = []
    open = [:]
    last = [:]
    now = 0
  }

  func observe(_ records: [HostRecord], on host: Host) {
    for record in records {
      let cpu = Int(record.cpu)
      switch record.kind {
      case .start(let switching, _):
        open[cpu] = (Int(record.task), record.time + switching)
      case .stop:
        guard let (task, from) = open.removeValue(forKey: cpu) else { continue }
        add(cpu, task, from, record.time)
      default: break
      }
    }
  }

  private func add(_ cpu: Int, _ task: Int, _ from: Int, _ to: Int) {
    guard to > from else { return }
    if let index = last[cpu], rows[index].task == task,
      rows[index].start + rows[index].length == from
    {
      rows[index].length += to - from
      return
    }
    last[cpu] = rows.count
    rows.append(Row(cpu: cpu, start: from, task: task, length: to - from))
  }

  /// All rows up to now, by start, at one moment by CPU.
  func finished() -> [Row] {
    for (cpu, stretch) in open.sorted(by: { $0.key < $1.key }) {
      add(cpu, stretch.task, stretch.from, now)
      open[cpu] = (stretch.task, max(now, stretch.from))
    }
    return rows.sorted { $0.start != $1.start ? $0.start < $1.start : $0.cpu < $1.cpu }
  }
}
