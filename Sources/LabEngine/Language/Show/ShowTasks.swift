/// What is on the host: a row a task or vCPU, a row a VM, a row a CPU, a row a lock.
extension ShowView {
  /// Rows that are drawn at most.
  private static let mostRows = 64

  static let tasks = ShowView(
    name: "tasks", usage: "tasks",
    summary: "the tasks and vCPUs on the host: what they do, and where their time went"
  ) { (context: EvaluationContext) in
    guard let host = context.machine.host, host.core.tasks.count > 0 else { return .text(nothing) }
    let core = host.core
    let rows = (0..<core.tasks.count).prefix(mostRows).map { task -> [Cell] in
      let record = core.tasks[task]
      return [
        Cell(host.name(of: task), .strong), state(record),
        Cell(record.cpu >= 0 ? "\(record.cpu)" : "-"), moment(record.arrive),
        moment(record.first), moment(record.finish),
        Cell(record.finish >= 0 ? written(record.finish - record.arrive) : "-"),
        Cell(record.first >= 0 ? written(record.first - record.arrive) : "-"),
        Cell(written(record.cpuTime + core.running(record))),
        Cell(written(record.ready + core.elapsed(record, in: .ready))),
        Cell(
          written(
            record.sleeping + record.barrier + core.elapsed(record, in: .sleeping)
              + core.elapsed(record, in: .barrier))),
        Cell(written(record.faulting + core.elapsed(record, in: .faulting))),
        Cell(written(record.spin + (record.isSpinning ? core.running(record) : 0))),
      ]
    }
    return drawn(
      [
        "", "state", "CPU", "arrive", "first", "finish", "turnaround", "response", "cpu", "waiting",
        "blocked", "hostwait", "spin",
      ], rows, keeping: 10, of: core.tasks.count, "task", host)
  }

  static let vcpus = ShowView(
    name: "vcpus", usage: "vcpus",
    summary: "the vCPUs of the virtual machines: weight, cap, share, entitlement, steal, clock"
  ) { (context: EvaluationContext) in
    guard let host = context.machine.host, host.infos.contains(where: { $0.kind == .machine })
    else { return .text("There is no virtual machine on the host: `vm V workload=cpu` makes one.") }
    let core = host.core
    let entitlements = host.entitlements()
    var rows: [[Cell]] = []
    for client in host.infos.indices
    where host.infos[client].kind == .machine && !host.infos[client].isRemoved {
      let drift = host.drift(of: client)
      let due = try part(entitlements[client], core)
      let had = try share(core.members[client], core)
      for (number, task) in core.members[client].enumerated() {
        let record = core.tasks[task]
        let isFirst = number == 0
        rows.append([
          Cell(host.name(of: task), .strong), state(record),
          Cell(isFirst ? "\(core.clients[client].weight)" : ""),
          Cell(isFirst ? host.infos[client].cap.map { "\($0)%" } ?? "-" : ""),
          Cell(isFirst ? due : ""),
          Cell(isFirst ? had : ""),
          Cell(written(record.cpuTime + core.running(record))),
          Cell(written(record.ready + core.elapsed(record, in: .ready))),
          Cell(isFirst ? written(drift) : "", isFirst && drift != 0 ? .bad : .plain),
        ])
      }
    }
    let shown = Array(rows.prefix(mostRows))
    return drawn(
      ["", "state", "weight", "cap", "entitled", "share", "cpu", "steal", "drift"], shown,
      keeping: 9, of: rows.count, "vCPU", host)
  }

  static let cpus = ShowView(
    name: "cpus", usage: "cpus",
    summary: "the host's CPUs: what runs where, and what their time went to"
  ) { (context: EvaluationContext) in
    guard let host = context.machine.host else { return .text(nothing) }
    let core = host.core
    let rows = try (0..<core.cpus.count).prefix(mostRows).map { cpu -> [Cell] in
      let record = core.cpus[cpu]
      let busy = core.busy(cpu)
      let switching = core.switched(cpu)
      let name = core.view.running(cpu).map { host.name(of: $0) }
      return [
        Cell("CPU \(cpu)", .strong), Cell(name ?? "idle", name == nil ? .dim : .good),
        Cell(name == nil ? "" : slice(record, core.now)), Cell(written(busy)),
        Cell(written(switching)), Cell(written(core.now - busy - switching)),
        Cell(
          core.now > 0
            ? Value.quantity(try Quantity(busy).divided(by: Quantity(core.now))).written() : "0"),
        Cell("\(record.switches)"),
      ]
    }
    return drawn(
      ["", "runs", "slice left", "busy", "switching", "idle", "utilized", "switches"], rows,
      keeping: 8, of: core.cpus.count, "CPU", host)
  }

  static let locks = ShowView(
    name: "locks", usage: "locks",
    summary: "the spinlocks and barriers of VMs: who holds them, who waits"
  ) { (context: EvaluationContext) in
    guard let host = context.machine.host, !(host.core.locks.isEmpty && host.core.barriers.isEmpty)
    else { return .text("No workload has a lock or a barrier.") }
    let core = host.core
    let locks = core.locks.map { lock -> [Cell] in
      let holder = lock.holder >= 0 ? lock.holder : nil
      let doing = holder.map { "\(core.tasks[$0].state)" } ?? ""
      return [
        Cell(lock.name, .strong), "lock", Cell(holder.map { host.name(of: $0) } ?? "free"),
        // The holder that does not run is what lock-holder preemption is about.
        Cell(doing, holder == nil || doing == "running" ? .good : .bad),
        Cell(lock.waiting.map { host.name(of: $0) }.joined(separator: " ")),
      ]
    }
    let barriers = core.barriers.map { barrier -> [Cell] in
      [
        Cell(barrier.name, .strong), "barrier", Cell(host.infos[barrier.client].name), "",
        Cell(barrier.waiting.map { host.name(of: $0) }.joined(separator: " ")),
      ]
    }
    return Report([
      .table(
        Table(
          columns: ["", "kind", "holder", "which is", "waiting"],
          rows: Array((locks + barriers).prefix(mostRows))))
    ])
  }

  // MARK: Cells

  private static let nothing =
    "There is nothing on the host yet: `task J run=10ms` or `vm V workload=cpu` puts something there."

  private static func written(_ time: Int) -> String { Value.nanoseconds(time).written() }

  /// A moment that may not have come yet.
  private static func moment(_ time: Int) -> Cell { Cell(time >= 0 ? written(time) : "-") }

  private static func state(_ record: TaskRecord) -> Cell {
    switch record.state {
    case .running:
      Cell(record.isSpinning ? "spinning" : "running", record.isSpinning ? .bad : .good)
    case .ready: Cell(record.isParked ? "capped" : "ready", .changed)
    default: Cell("\(record.state)", .dim)
    }
  }

  private static func slice(_ record: CPURecord, _ now: Int) -> String {
    record.sliceEnd < Host.endless ? written(max(0, record.sliceEnd - now)) : "no end"
  }

  private static func part(_ part: WaterFilling.Part, _ core: HostCore) throws -> String {
    guard part.numerator > 0 else { return "-" }
    return try Value.quantity(
      Quantity(part.numerator).divided(by: Quantity(part.denominator * 100 * core.cpus.count))
    ).written()
  }

  private static func share(_ tasks: [Int], _ core: HostCore) throws -> String {
    guard core.now > 0 else { return "0" }
    let cpu = tasks.reduce(0) { $0 + core.tasks[$1].cpuTime + core.running(core.tasks[$1]) }
    return try Value.quantity(
      Quantity(cpu).divided(by: Quantity(core.now)).divided(by: Quantity(core.cpus.count))
    ).written()
  }

  /// A table whose columns from `keeping` on are left out where all is zero.
  private static func drawn(
    _ columns: [String], _ rows: [[Cell]], keeping: Int, of count: Int, _ noun: String, _ host: Host
  ) -> Report {
    let kept = columns.indices.filter { column in
      column < keeping || rows.contains { $0[column].text != "0ns" }
    }
    let table = Table(
      columns: kept.map { columns[$0] },
      alignments: kept.map { $0 < 2 ? .left : .right },
      rows: rows.map { row in kept.map { row[$0] } })
    let more = count > rows.count ? " The first \(rows.count) of \(counted(count, noun))." : ""
    return Report([
      .table(table),
      .text(
        "At \(written(host.now)) on \(counted(host.settings.cpus, "CPU")) under \(host.schedulerText).\(more)"
      ),
    ])
  }
}
