extension ShowView {
  static let stats = ShowView(
    name: "stats", usage: "stats", summary: "everything that is counted, and what it cost"
  ) { (context: EvaluationContext) in
    let machine = context.machine
    let names = [
      "refs", "hits", "faults", "faultrate", "evictions", "pageins", "pageouts", "zerofills",
      "cowfaults", "cowcopies", "time", "eat",
    ]
    var rows: [[Cell]] = []
    for name in names {
      guard let entry = ObservableRegistry.named(name, .machine) else { continue }
      let value = try? entry.read(ObservableScope(context: context))
      rows.append([
        Cell(name, .strong), Cell(value?.written() ?? "-"), Cell(entry.meaning, .dim),
      ])
    }
    var blocks: [Report.Block] = [
      .table(
        Table(columns: ["what", "value", ""], alignments: [.left, .right, .left], rows: rows)),
      .text(machine.frameSummary),
    ]
    if machine.memory.spaces.count > 1 { blocks.append(processTable(machine)) }
    return Report(blocks)
  }

  static let processes = ShowView(
    name: "processes", usage: "processes",
    summary: "the processes and computers, and what they have in memory"
  ) { (context: EvaluationContext) in
    guard !context.machine.memory.spaces.isEmpty else {
      return .text("There is no process: `process A pages=8` makes one.")
    }
    return Report([processTable(context.machine)])
  }

  private static func processTable(_ machine: Machine) -> Report.Block {
    let spaces = machine.memory.spaces
    let shown = spaces.suffix(rows)
    let cells: [[Cell]] = shown.map { space in
      let computer = machine.computers.last { $0.space == Int(space.id.index) }
      let state =
        !space.isAlive
        ? space.ending ?? "ended"
        : space.swappedOut != nil
          ? "swapped out" : space.isSnapshot ? "kept" : computer?.state.word ?? "ready"
      let resident = space.isAlive ? machine.memory.residentPages(of: Int(space.id.index)) : 0
      return [
        Cell(space.name, .strong), Cell(space.kind, .dim),
        Cell(state, space.isAlive ? .good : .dim),
        Cell("\(space.pages)"),
        Cell("\(resident)"), Cell(space.isGuest ? "" : "\(space.refs)"), Cell("\(space.faults)"),
      ]
    }
    return .table(
      Table(
        title: spaces.count > shown.count
          ? "The last \(shown.count) of \(spaces.count) processes" : nil,
        columns: ["name", "kind", "state", "pages", "resident", "refs", "faults"],
        alignments: [.left, .left, .left, .right, .right, .right, .right], rows: cells))
  }
}
