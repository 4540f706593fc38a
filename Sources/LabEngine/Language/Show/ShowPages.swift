extension ShowView {
  static let pages = ShowView(
    name: "pages", usage: "pages PROCESS", summary: "the page table of a process"
  ) { context, given in
    let machine = context.machine
    let space = try given ?? onlyProcess(machine)
    let process = machine.memory.spaces[space]
    var rows: [[Cell]] = []
    var skipped = 0
    for page in 0..<process.pages {
      let scope = ObservableScope(context: context, space: space, page: page)
      if process.pages > ShowView.rows, scope.word == 0 { continue }
      if rows.count >= ShowView.rows {
        skipped += 1
        if page > 1 << 20 { break }
        continue
      }
      rows.append(row(scope))
    }
    var blocks: [Report.Block] = []
    if !rows.isEmpty {
      blocks.append(
        .table(
          Table(
            title: "Page table of \(process.name)",
            columns: ["page", "state", "frame", "V", "W", "COW", "A", "D", "value"],
            alignments: [
              .right, .left, .right, .centre, .centre, .centre, .centre, .centre, .right,
            ],
            rows: rows)))
    }
    if skipped > 0 { blocks.append(.text("… and \(skipped) more that were touched.")) }
    let resident = machine.memory.residentPages(of: space)
    let kind =
      process.isGuest
      ? "a computer, its guest on disk and the rest anonymous"
      : process.fill == .image ? "an image on disk" : "anonymous memory"
    blocks.append(
      .text(
        "\(process.name): \(counted(process.pages, "page")) of \(kind), \(resident) resident; "
          + "\(counted(process.refs, "reference")), \(counted(process.faults, "fault"))."))
    return Report(blocks)
  }

  private static func row(_ scope: ObservableScope) -> [Cell] {
    let state = scope.pageState
    let emphasis: Emphasis =
      switch state {
      case "resident": .good
      case "invalid": .bad
      default: .dim
      }
    let resident = scope.isResident
    let value = scope.pageValue
    return [
      Cell("\(scope.page)"), Cell(state, emphasis),
      Cell(resident ? "\(PageWord.frame(scope.word).index)" : ""), mark(resident),
      mark(resident && scope.word & PageWord.writable != 0),
      mark(resident && scope.word & PageWord.copyOnWrite != 0, .changed),
      mark(scope.bits & FrameBits.referenced != 0),
      mark(scope.bits & FrameBits.dirty != 0, .changed),
      Cell("\(value)", value == 0 ? .dim : .plain),
    ]
  }

  private static func onlyProcess(_ machine: Machine) throws -> Int {
    let alive = machine.memory.spaces.filter { $0.isAlive && !$0.isSnapshot }
    if alive.count == 1, let only = alive.first { return Int(only.id.index) }
    throw LabError(
      .expected(
        alive.isEmpty
          ? "a process, but there is none: `process A pages=8` makes one"
          : "which process: \(alive.map(\.name).joined(separator: ", "))", found: "none"))
  }
}
