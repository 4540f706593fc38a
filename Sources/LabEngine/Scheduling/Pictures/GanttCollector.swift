/// What the rows of a Gantt chart of the host are.
enum GanttRows: Sendable {
  case cpus
  /// All tasks and vCPUs, or those of some clients.
  case tasks
  case clients([Named])
}

/// Folds the log of the host into the rows of a Gantt chart.
final class GanttCollector: StretchObserver {
  /// Rows that a chart has at most: more can neither be read nor printed.
  static let mostRows = 64
  /// vCPUs that can be told apart by letters or colours; of more the picture shows whose they are.
  static let mostActors = 40

  private let isOfCPUs: Bool
  private let from: Int
  private let to: Int
  /// The row of each CPU or task that has one.
  private let places: [Int: Int]
  private let labels: [String]
  /// Rows that were left out.
  let omitted: Int
  private var rows: [GanttChart.Row]
  /// CPU time in each row.
  private var busy: [Int]

  /// `host` is as it will be at the end.
  init(_ what: GanttRows, of host: Host, from: Int, to: Int) throws {
    var keys: [Int]
    switch what {
    case .cpus: keys = Array(0..<host.settings.cpus)
    case .tasks: keys = host.infos.indices.flatMap { host.members(of: $0) }
    case .clients(let names):
      keys = []
      for task in try names.flatMap({ try host.tasks(of: $0) }) where !keys.contains(task) {
        keys.append(task)
      }
    }
    if case .cpus = what { isOfCPUs = true } else { isOfCPUs = false }
    omitted = max(0, keys.count - Self.mostRows)
    keys = Array(keys.prefix(Self.mostRows))
    let isOfCPUs = isOfCPUs
    labels = keys.map { isOfCPUs ? "CPU \($0)" : host.name(of: $0) }
    places = Dictionary(keys.enumerated().map { ($1, $0) }) { first, _ in first }
    self.from = from
    self.to = to
    rows = labels.map { GanttChart.Row(label: $0) }
    busy = labels.map { _ in 0 }
  }

  override func reset() {
    rows = labels.map { GanttChart.Row(label: $0) }
    busy = labels.map { _ in 0 }
  }

  override func take(_ stretch: TaskStretches.Stretch) {
    guard let row = places[isOfCPUs ? stretch.cpu : stretch.task] else { return }
    let (begin, end) = (max(from, stretch.from), min(to, stretch.to))
    guard end > begin else { return }
    let mark = GanttChart.Mark(stretch.state, actor: isOfCPUs ? stretch.task : stretch.cpu)
    rows[row].add(GanttChart.Stretch(from: begin, to: end, mark))
    if stretch.state.isOnCPU { busy[row] += end - begin }
  }

  /// The chart up to a time that everything was handed over to; `shown` may be longer than what was collected.
  func chart(of host: Host, shown: Range<Int>? = nil) -> GanttChart {
    let shown = shown ?? from..<to
    let elapsed = max(1, min(to, host.now) - from)
    var rows = rows
    for index in rows.indices { rows[index].note = percent(busy[index], of: elapsed) }
    let actors = nameActors(&rows, of: host)
    let times =
      "\(Value.nanoseconds(from).written()) to \(Value.nanoseconds(min(to, host.now)).written())"
    return GanttChart(
      title:
        "\(isOfCPUs ? "Who runs on each CPU" : "What each task does"), \(times), under \(host.schedulerText)",
      from: shown.lowerBound, to: shown.upperBound, rows: rows, actors: actors,
      nothing: isOfCPUs ? "idle" : "", noteMeaning: isOfCPUs ? "busy" : "ran")
  }

  /// Numbers the actors that occur from 0, in their own order. Where all tasks share one CPU it needs no name.
  private func nameActors(_ rows: inout [GanttChart.Row], of host: Host) -> [String] {
    if !isOfCPUs, host.settings.cpus == 1 {
      Self.renumber(&rows) { _ in -1 }
      return []
    }
    let seen = Set(rows.joinedActors).sorted()
    if isOfCPUs, seen.count > Self.mostActors { return nameOwners(of: seen, &rows, host) }
    let numbers = Dictionary(uniqueKeysWithValues: seen.enumerated().map { ($1, $0) })
    Self.renumber(&rows) { numbers[$0] ?? -1 }
    return seen.map { isOfCPUs ? host.name(of: $0) : "CPU \($0)" }
  }

  /// Has jobs and VMs in place of tasks and vCPUs.
  private func nameOwners(
    of tasks: [Int], _ rows: inout [GanttChart.Row], _ host: Host
  ) -> [String] {
    let owner = { (task: Int) in Int(host.core.tasks[task].client) }
    let owners = Set(tasks.map(owner)).sorted()
    let places = Dictionary(uniqueKeysWithValues: owners.enumerated().map { ($1, $0) })
    let numbers = Dictionary(uniqueKeysWithValues: tasks.map { ($0, places[owner($0)] ?? -1) })
    Self.renumber(&rows) { numbers[$0] ?? -1 }
    return owners.map { host.infos[$0].name }
  }

  private static func renumber(_ rows: inout [GanttChart.Row], _ number: (Int) -> Int) {
    for row in rows.indices {
      for index in rows[row].stretches.indices {
        rows[row].stretches[index].mark.actor = number(rows[row].stretches[index].mark.actor)
      }
    }
  }

  private func percent(_ part: Int, of whole: Int) -> String {
    let share = Double(part) / Double(whole) * 100
    return "\(part > 0 && share < 0.5 ? "<1" : "\(Int(share.rounded()))")%"
  }
}

extension [GanttChart.Row] {
  /// The actors of all stretches that have one.
  fileprivate var joinedActors: some Sequence<Int> {
    lazy.flatMap(\.stretches).map(\.mark.actor).filter { $0 >= 0 }
  }
}

extension Host {
  /// The tasks of a job or VM, or the one vCPU that a name such as `V.1` means.
  func tasks(of name: Named) throws -> [Int] {
    if let client = client(named: name.text) { return members(of: client) }
    let all = infos.indices.flatMap { members(of: $0) }
    if let task = all.first(where: { self.name(of: $0) == name.text }) { return [task] }
    let known = ["cpus", "vcpus"] + names
    throw LabError(
      .unknown(
        kind: "task, virtual machine or kind of row", name: name.text,
        nearest: nearest(name.text, among: known), known: known), at: name.place)
  }
}
