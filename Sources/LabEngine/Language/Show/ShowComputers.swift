extension ShowView {
  static let devices = ShowView(
    name: "devices", usage: "devices M", summary: "the devices on a computer's bus, and their state"
  ) { (subject: ComputerSubject) in
    let rows = subject.computer.board.rows.map { row -> [Cell] in
      [
        Cell(row.name, .strong),
        Cell("\(hexadecimal(row.range.lowerBound))-\(hexadecimal(row.range.upperBound &- 1))"),
        Cell(row.interrupt.map { "\($0)" } ?? ""), Cell(row.state, .dim),
      ]
    }
    let computer = subject.computer
    let last = Computer.memoryBase &+ computer.ramSize &- 1
    return Report([
      .table(
        Table(
          columns: ["device", "addresses", "irq", "state"],
          alignments: [.left, .left, .right, .left], rows: rows)),
      .text("Memory lies at \(hexadecimal(Computer.memoryBase))-\(hexadecimal(last))."),
    ])
  }

  static let traps = ShowView(
    name: "traps", usage: "traps M", summary: "how often each trap was taken"
  ) { (subject: ComputerSubject) in
    let computer = subject.computer
    let harts = subject.namesHart ? [subject.hart] : computer.harts
    let kinds =
      Trap.exceptionNames.map { ("exception", $0) } + Trap.interruptNames.map { ("interrupt", $0) }
    var rows: [[Cell]] = []
    for (kind, entry) in kinds {
      let count = harts.reduce(0) { sum, hart in
        sum
          &+ (kind == "interrupt"
            ? hart.trapCounts.interrupts(entry.code) : hart.trapCounts.exceptions(entry.code))
      }
      guard count > 0 else { continue }
      rows.append([
        Cell(entry.name, .strong), Cell(kind), Cell("\(entry.code)"), Cell("\(count)"),
        Cell(entry.meaning, .dim),
      ])
    }
    guard !rows.isEmpty else { return .text("\(computer.name) has taken no trap yet.") }
    return Report([
      .table(
        Table(
          columns: ["trap", "kind", "code", "times", "meaning"],
          alignments: [.left, .left, .right, .right, .left], rows: rows)),
      .text("`why \(computer.name).traps` tells the last of them."),
    ])
  }

  static let computers = ShowView(
    name: "computers", usage: "computers", summary: "the computers, their harts and where they are"
  ) { (context: EvaluationContext) in
    let machine = context.machine
    var rows: [[Cell]] = []
    for computer in machine.computers where machine.memory.spaces[computer.space].isAlive {
      for hart in computer.harts {
        rows.append([
          Cell(hart.id == 0 ? computer.name : "", .strong),
          Cell(hart.id == 0 ? computer.state.word : "", .good), Cell("\(hart.id)"),
          Cell(
            !hart.isStarted ? "off" : hart.isWaiting ? hart.mode.letter + " wfi" : hart.mode.letter),
          Cell(computer.place(hart.pc)), Cell("\(hart.retired)"),
        ])
      }
    }
    guard !rows.isEmpty else {
      return .text("There is no computer: `boot M guest=NAME` makes one.")
    }
    return Report([
      .table(
        Table(
          columns: ["computer", "state", "hart", "mode", "pc", "instructions"],
          alignments: [.left, .left, .right, .left, .left, .right], rows: rows))
    ])
  }
}
