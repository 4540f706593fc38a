/// CPU time of every job and VM between chosen moments.
final class ShareCollector: StretchObserver {
  private let moments: [Int]
  private let clientOfTask: [Int]
  private let clients: Int
  /// By client, what it has run before each moment since the one before.
  private var times: [[Int]]

  /// `moments` ascend.
  init(_ host: Host, moments: [Int]) {
    self.moments = moments
    let core = host.core
    clientOfTask = (0..<core.tasks.count).map { Int(core.tasks[$0].client) }
    clients = host.infos.count
    times = Array(repeating: Array(repeating: 0, count: moments.count), count: clients)
  }

  override func reset() {
    times = Array(repeating: Array(repeating: 0, count: moments.count), count: clients)
  }

  override func take(_ stretch: TaskStretches.Stretch) {
    guard stretch.state.isOnCPU, clientOfTask.indices.contains(stretch.task) else { return }
    let client = clientOfTask[stretch.task]
    var index = moments.firstIndex(notBefore: stretch.from + 1)
    var begin = stretch.from
    while index < moments.count, begin < stretch.to {
      let end = min(stretch.to, moments[index])
      times[client][index] += end - begin
      begin = end
      index += 1
    }
  }

  /// A client's part of the time of all CPUs between two of the moments.
  func shares(of client: Int, cpus: Int) -> (_ from: Int, _ to: Int) -> Double {
    var sum = 0
    let sums = times[client].map {
      sum += $0
      return sum
    }
    return { [moments] from, to in
      let ran = sums[moments.firstIndex(notBefore: to)] - sums[moments.firstIndex(notBefore: from)]
      return Double(ran) / (Double(to - from) * Double(cpus))
    }
  }
}

extension [Int] {
  /// Where the first one is that is not smaller; the array ascends.
  func firstIndex(notBefore value: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// `plot share`: how much of the CPUs each job and VM gets, in a window that moves along.
struct SharePicture: Sendable {
  static let option = CommandOption(
    name: "window", values: "a time",
    meaning: "over which `plot share` averages; a tenth of the picture unless told")
  private static let points = 100

  private let choice: PictureChoice
  private let span: PictureSpan
  private let window: Int?

  init(_ options: OptionReader, of choice: PictureChoice) throws {
    self.choice = choice
    span = try PictureSpan(options)
    window = try options.time("window", in: 1...Host.longest, range: "1ns to 1000000s")
  }

  func blocks(in lab: Lab) throws -> (picture: Picture, remarks: [Report.Block]) {
    let host = try lab.hostToDraw()
    let range = try span.range(of: host)
    let window = window ?? max(1, range.count / 10)
    let ends = range.moments(Self.points).filter { $0 > 0 }
    let moments = Set(ends + ends.map { max(0, $0 - window) } + [range.lowerBound]).sorted()
    let collector = ShareCollector(host, moments: moments)
    try lab.watch(collector, upTo: host)
    let clients = try clients(of: host, before: range.upperBound)
    let due = host.entitlements(of: clients.all)
    let unit = AxisUnit(span: range.count)
    let lines = clients.shown.map { index in
      let client = clients.all[index]
      let share = collector.shares(of: client, cpus: host.settings.cpus)
      let series = Chart.Series(
        name: "\(host.infos[client].name), due \(Self.due(due[index]))",
        points: ends.map { Chart.Point(x: unit.value($0), y: share(max(0, $0 - window), $0) * 100) }
      )
      return Line(
        client: client, due: due[index], got: share(range.lowerBound, range.upperBound), series)
    }
    // Differences that cannot be seen are none, so that the first of equals are drawn.
    let drawn = choice.standingOut(lines.map { (abs($0.got - $0.due) * 100).rounded() })
    let over = Value.nanoseconds(window).written()
    let chart = Chart(
      title: "CPU share over the last \(over), under \(host.schedulerText)",
      xLabel: "time in \(unit.name)", yLabel: "percent of \(counted(host.settings.cpus, "CPU"))",
      series: drawn.map { lines[$0].series })
    let remark = choice.remark(
      on: lines.count, "that got more or less than their due by most", "plot share")
    return (.chart(chart), remark + [.table(Self.table(host, lines))])
  }

  private struct Line {
    let client: Int
    let due: Double
    let got: Double
    let series: Chart.Series

    init(client: Int, due: Double, got: Double, _ series: Chart.Series) {
      (self.client, self.due, self.got, self.series) = (client, due, got, series)
    }
  }

  /// All that were there, for what is due to one depends on the others, and the places of those that are asked for.
  private func clients(of host: Host, before end: Int) throws -> (all: [Int], shown: [Int]) {
    let all = host.infos.indices.filter { !host.infos[$0].isRemoved && host.infos[$0].born < end }
    guard !choice.names.isEmpty else { return (all, Array(all.indices)) }
    let shown = try zip(choice.names, choice.clients(of: host)).map { name, client in
      if let index = all.firstIndex(of: client) { return index }
      throw LabError(
        .undefined("\(name.text) is gone, or came only after the time that is to be drawn."),
        at: name.place)
    }
    return (all, shown)
  }

  /// As short as it can be: 0.5%, 7%, 33%.
  private static func due(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return tenths >= 100 || tenths % 10 == 0
      ? "\(Int((share * 100).rounded()))%" : "\(tenths / 10).\(tenths % 10)%"
  }

  /// Beside what each got in the picture, what its weight entitles it to.
  private static func table(_ host: Host, _ lines: [Line]) -> Table {
    func percent(_ share: Double) -> String {
      let tenths = Int((share * 1000).rounded())
      return "\(tenths / 10).\(tenths % 10)%"
    }
    return Table(
      columns: ["", "weight", "cap", "due", "got"],
      alignments: [.left, .right, .right, .right, .right],
      rows: lines.map { line in
        let info = host.infos[line.client]
        return [
          Cell(info.name, .strong), Cell("\(host.core.clients[line.client].weight)"),
          Cell(info.cap.map { "\($0)%" } ?? "-"), Cell(percent(line.due)), Cell(percent(line.got)),
        ]
      })
  }
}
