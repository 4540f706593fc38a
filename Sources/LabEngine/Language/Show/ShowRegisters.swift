extension ShowView {
  static let registers = ShowView(
    name: "regs", usage: "regs M",
    summary: "the registers of a hart; those that the last command changed are marked"
  ) { (subject: ComputerSubject) in
    let (computer, hart) = (subject.computer, subject.hart)
    let before = try subject.hartBefore()
    var rows: [[Cell]] = []
    for number in 0..<16 {
      rows.append(
        cells(number, hart, before, computer) + cells(number + 16, hart, before, computer))
    }
    let isMarked = before.map { old in (0..<32).contains { old.x[$0] != hart.x[$0] } } ?? false
    return Report([
      .table(
        Table(
          columns: ["", "register", "", "", "register", ""],
          alignments: [.left, .right, .left, .left, .right, .left], rows: rows)),
      .text(
        state(of: hart, in: computer)
          + (isMarked ? " * marks what the last command changed." : "")),
    ])
  }

  private static func cells(
    _ number: Int, _ hart: Hart, _ before: Hart?, _ computer: Computer
  ) -> [Cell] {
    let value = hart.x[number]
    let isChanged = before.map { $0.x[number] != value } ?? false
    return [
      Cell(RegisterNames.name(UInt32(number)), .strong),
      Cell(
        (isChanged ? "*" : "") + hexadecimal(value),
        isChanged ? .changed : value == 0 ? .dim : .plain),
      Cell(computer.remark(on: value), .dim),
    ]
  }

  /// `Hart 0 in supervisor mode at 0x80000010 <loop>, 12 instructions completed.`
  static func state(of hart: Hart, in computer: Computer) -> String {
    let condition = !hart.isStarted ? ", not started" : hart.isWaiting ? ", waiting in wfi" : ""
    return
      "Hart \(hart.id) in \(hart.mode.name) mode at pc \(computer.place(hart.pc))\(condition), "
      + "\(counted(Int(truncatingIfNeeded: hart.retired), "instruction")) completed; "
      + "\(computer.name) is \(computer.state.word)."
  }
}
