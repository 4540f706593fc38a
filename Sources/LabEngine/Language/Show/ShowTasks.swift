extension ShowView {
  static let tasks = ShowView(
    name: "tasks", usage: "tasks",
    summary: "the tasks and vCPUs on the host: what each does, and how its time went"
  ) { (context: EvaluationContext) in
    guard let host = context.machine.host else {
      return .text("There is no host yet: `host` begins one, `task` and `vm` put something on it.")
    }
    let core = host.core
    let names = TaskNames(core, host.infos)
    let rows = (0..<core.tasks.count).filter { core.tasks[$0].state != .removed }.map { task in
      row(names.name(of: task), core.tasks[task], core)
    }
    guard !rows.isEmpty else { return .text("There is no task on the host.") }
    return Report([
      .table(
        Table(
          columns: [
            "task", "doing", "CPU", "weight", "cpu", "ready", "blocked", "on disk", "arrived",
            "finished",
          ],
          alignments: [.left, .left] + Array(repeating: .right, count: 8), rows: rows))
    ])
  }

  private static func row(_ name: String, _ record: TaskRecord, _ core: HostCore) -> [Cell] {
    let isRunning = record.state == .running
    let ready = record.ready + core.elapsed(record, in: .ready)
    let blocked =
      record.sleeping + record.barrier + core.elapsed(record, in: .sleeping)
      + core.elapsed(record, in: .barrier)
    let faulting = record.faulting + core.elapsed(record, in: .faulting)
    return [
      Cell(name, .strong),
      Cell(
        isRunning && record.isSpinning ? "spinning" : "\(record.state)", isRunning ? .good : .plain),
      Cell(isRunning ? "\(record.cpu)" : ""),
      Cell("\(core.clients[Int(record.client)].weight)"),
      time(record.cpuTime + core.running(record)), time(ready), time(blocked), time(faulting),
      Cell(Value.nanoseconds(record.arrive).written()),
      Cell(record.finish >= 0 ? Value.nanoseconds(record.finish).written() : ""),
    ]
  }

  private static func time(_ nanoseconds: Int) -> Cell {
    Cell(nanoseconds == 0 ? "" : Value.nanoseconds(nanoseconds).written())
  }
}
