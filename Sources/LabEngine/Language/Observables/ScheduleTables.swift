/// Tables that `why` shows below a ratio or an average: what it is computed from.
extension ObservableScope {
  /// A row a CPU: what became of its time.
  func cpuTable() throws -> [Report.Block] {
    let core = try presentHost().core
    let rows = (0..<core.cpus.count).prefix(Self.mostRows).map { cpu -> [Cell] in
      let busy = core.busy(cpu)
      let switched = core.switched(cpu)
      return [
        Cell("CPU \(cpu)", .strong), time(busy), time(switched), time(core.now - busy - switched),
        Cell("\(core.cpus[cpu].switches)"),
      ]
    }
    return [
      .table(
        Table(
          columns: ["", "busy", "switching", "idle", "switches"],
          alignments: [.left, .right, .right, .right, .right], rows: Array(rows)))
    ] + rest(core.cpus.count, "CPU")
  }

  /// A row a task or VM: what it had, and what it was due.
  func shareTable() throws -> [Report.Block] {
    let host = try presentHost()
    let core = host.core
    let entitlements = host.entitlements()
    let clients = host.infos.indices.filter { !host.infos[$0].isRemoved }
    let rows = try clients.prefix(Self.mostRows).map { client -> [Cell] in
      let tasks = core.members[client]
      let cpu = tasks.reduce(0) { $0 + core.tasks[$1].cpuTime + core.running(core.tasks[$1]) }
      let part = entitlements[client]
      let due = try Quantity(part.numerator)
        .divided(by: Quantity(part.denominator * 100 * core.cpus.count))
      let weight = core.clients[client].weight
      let rate = try Quantity(cpu, .time).divided(by: Quantity(weight))
      let share = try quotient(cpu, core.now, core.cpus.count)
      return [
        Cell(host.infos[client].name, .strong), Cell("\(weight)"),
        Cell(host.infos[client].cap.map { "\($0)%" } ?? ""),
        Cell(tasks.contains { core.isPresent($0) } ? Value.quantity(due).written() : "-"),
        Cell(share.written()), time(cpu), Cell(Value.quantity(rate).written()),
      ]
    }
    return [
      .table(
        Table(
          columns: ["", "weight", "cap", "entitled", "share", "CPU time", "over weight"],
          alignments: [.left] + Array(repeating: .right, count: 6), rows: rows))
    ] + rest(clients.count, "task")
  }

  /// The sum over the tasks that an average is of.
  func averageTable(
    _ read: (TaskRecord, HostCore) -> Int?
  ) throws -> [Report.Block] {
    let host = try presentHost()
    let core = host.core
    let values = (0..<core.tasks.count).filter { core.tasks[$0].state != .removed }
      .compactMap { task in read(core.tasks[task], core).map { (task, $0) } }
    let rows = values.prefix(Self.mostRows).map { task, value in
      [Cell(host.name(of: task), .strong), time(value)]
    }
    let sum = values.reduce(0) { $0 + $1.1 }
    let total = [Cell("sum, over \(values.count)", .strong), time(sum)]
    return [
      .table(Table(columns: ["", "each"], alignments: [.left, .right], rows: rows + [total]))
    ] + rest(values.count, "task")
  }

  private static var mostRows: Int { WhyCommand.lines }

  private func time(_ value: Int) -> Cell { Cell(Value.nanoseconds(value).written()) }

  private func rest(_ count: Int, _ noun: String) -> [Report.Block] {
    count > Self.mostRows ? [.text("And \(counted(count - Self.mostRows, "more " + noun)).")] : []
  }
}
