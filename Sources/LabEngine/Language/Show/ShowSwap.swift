extension ShowView {
  static let swap = ShowView(
    name: "swap", usage: "swap", summary: "the pages whose latest copy lies in the backing store"
  ) { (context: EvaluationContext) in
    let machine = context.machine
    var rows: [[Cell]] = []
    var total = 0
    for (index, space) in machine.memory.spaces.enumerated() where space.isAlive {
      space.table.forEachTouched { page, word in
        guard word & PageWord.swapped != 0 else { return }
        total += 1
        guard rows.count < ShowView.rows else { return }
        let mapping = Mapping(space: UInt32(truncatingIfNeeded: index), page: page)
        let value = machine.memory.backing[mapping].map { Int(bitPattern: UInt($0[word: 0])) } ?? 0
        let resident = word & PageWord.valid != 0
        rows.append([
          Cell(PageName(space.name, page).description, .strong), Cell("\(value)"),
          Cell(resident ? "also in frame \(PageWord.frame(word).index)" : "on disk only"),
        ])
      }
    }
    var blocks: [Report.Block] = []
    if !rows.isEmpty {
      blocks.append(
        .table(
          Table(columns: ["page", "value", ""], alignments: [.left, .right, .left], rows: rows)))
    }
    if total > rows.count { blocks.append(.text("… and \(total - rows.count) more.")) }
    let out = machine.memory.spaces.filter { $0.isAlive && $0.swappedOut != nil }.map(\.name)
    let swapped = out.isEmpty ? "" : " Swapped out: \(out.joined(separator: ", "))."
    blocks.append(
      .text(
        "\(counted(total, "page")) in the backing store; "
          + "\(counted(machine.counts.pageouts, "page")) written and "
          + "\(counted(machine.counts.pageins, "page")) read so far.\(swapped)"))
    return Report(blocks)
  }
}
