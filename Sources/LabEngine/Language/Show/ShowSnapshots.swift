extension ShowView {
  static let snapshots = ShowView(
    name: "snapshots", usage: "snapshots [M]",
    summary: "the snapshots of a computer as a tree, and what each of them holds alone"
  ) { (context: EvaluationContext, given: Int?) in
    let machine = context.machine
    let computers = machine.computers.filter {
      given.map { [space = $0.space] in $0 == space } ?? machine.memory.spaces[$0.space].isAlive
    }
    if let given, computers.isEmpty {
      let name = machine.memory.spaces[given].name
      throw LabError(.refused("\(name) is a process; snapshots are of computers."))
    }
    let trees = computers.filter { given != nil || !machine.snapshots(of: $0).isEmpty }
    guard !trees.isEmpty else {
      return .text("No computer has a snapshot: `snapshot M s1` makes one.")
    }
    return Report(trees.flatMap { tree($0, machine, titled: trees.count > 1) })
  }

  private static func tree(
    _ computer: Computer, _ machine: Machine, titled: Bool
  ) -> [Report.Block] {
    let tree = machine.snapshots(of: computer)
    guard !tree.isEmpty else {
      return [.text("\(computer.name) has no snapshot: `snapshot \(computer.name) s1` makes one.")]
    }
    let names = Set(tree.map(\.name))
    var rows: [[Cell]] = []
    func add(_ snapshot: Snapshot, _ own: String, _ below: String) {
      rows.append(row(snapshot, own, computer, machine))
      let children = tree.filter { $0.parent == snapshot.name }
      for (index, child) in children.enumerated() {
        let isLast = index == children.count - 1
        add(child, below + (isLast ? "└─ " : "├─ "), below + (isLast ? "   " : "│  "))
      }
    }
    for root in tree where root.parent.map({ !names.contains($0) }) ?? true { add(root, "", "") }
    let table = Table(
      title: titled ? "Snapshots of \(computer.name)" : nil,
      columns: ["snapshot", "instructions", "clock", "resident", "its own", ""],
      alignments: [.left, .right, .right, .right, .right, .left], rows: rows)
    let own = machine.memory.ownPages(of: computer.space)
    return [
      .table(table),
      .text(
        "\(computer.name) has \(counted(own, "page")) of its own since; a page is a snapshot's own if "
          + "nobody else holds it."),
    ]
  }

  private static func row(
    _ snapshot: Snapshot, _ branch: String, _ computer: Computer, _ machine: Machine
  ) -> [Cell] {
    let clock = snapshot.computer.clock
    let (time, overflow) = clock.multipliedReportingOverflow(by: machine.settings.costs.cycle)
    return [
      Cell(branch + snapshot.name, .strong), Cell("\(snapshot.computer.steps)"),
      Cell(Value.nanoseconds(overflow ? clock : time).written()),
      Cell("\(machine.memory.residentPages(of: snapshot.space))"),
      Cell("\(machine.memory.ownPages(of: snapshot.space))"),
      Cell(computer.snapshot == snapshot.name ? "\(computer.name) comes from here" : "", .good),
    ]
  }
}
