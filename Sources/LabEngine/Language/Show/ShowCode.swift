extension ShowView {
  private static let codeLines = 16

  static let code = ShowView(
    name: "code", usage: "code M [ADDRESS|LABEL] [LINES]",
    summary: "the instructions around pc, or from an address on", address: .addressAndCount
  ) { (subject: ComputerSubject) in
    let (computer, hart) = (subject.computer, subject.hart)
    let count = subject.count ?? codeLines
    let next = computer.nextInstruction()
    let current = next.flatMap { $0.hart === hart ? $0.address : nil } ?? hart.pc
    var address = subject.address ?? computer.start(of: count / 2, before: current, hart)
    guard address & 1 == 0 else {
      throw LabError(.undefined("Instructions lie at even addresses only."))
    }
    var rows: [[Cell]] = []
    for _ in 0..<count {
      guard let bits = hart.peekInstruction(at: address, computer) else { break }
      rows.append(row(address, bits, address == current, computer))
      address &+= InstructionWords.length(bits)
    }
    guard !rows.isEmpty else {
      return .text("There is no memory at \(computer.place(address)).")
    }
    var columns = ["", "address", "code", "instruction", "label", "line"]
    if computer.image.lines.isEmpty {
      columns.removeLast()
      rows = rows.map { Array($0.dropLast()) }
    }
    return Report([
      .table(
        Table(
          columns: columns, alignments: [.left, .right, .right, .left, .left, .right], rows: rows)),
      .text("> is the next instruction of hart \(hart.id), b a breakpoint."),
    ])
  }

  private static func row(
    _ address: UInt64, _ bits: UInt32, _ isCurrent: Bool, _ computer: Computer
  ) -> [Cell] {
    let isBreak = computer.stops.breakpoints.contains(address)
    let digits = InstructionWords.length(bits) == 4 ? 8 : 4
    let code = String(bits, radix: 16)
    let line = computer.image.line(at: address)
    return [
      Cell((isCurrent ? ">" : "") + (isBreak ? "b" : ""), isBreak ? .bad : .changed),
      Cell(hexadecimal(address)),
      Cell(String(repeating: "0", count: max(0, digits - code.count)) + code, .dim),
      Cell(
        Disassembler.text(bits, at: address, symbol: computer.symbolText),
        isCurrent ? .strong : .plain),
      Cell(computer.symbolText(address) ?? "", .dim), Cell(line.map { "\($0)" } ?? "", .dim),
    ]
  }
}

extension Computer {
  /// Where to begin a listing so that about `count` instructions come before an address: at the nearest label, or
  /// at an address from which the instructions lead to it.
  fileprivate func start(of count: Int, before address: UInt64, _ hart: Hart) -> UInt64 {
    let furthest = address &- UInt64(4 * count)
    let label = image.symbol(at: address)?.symbol.address
    let first = max(furthest <= address ? furthest : 0, label ?? 0)
    for start in stride(from: first & ~1, to: address, by: 2) where leads(start, to: address, hart)
    {
      return start
    }
    return address
  }

  private func leads(_ start: UInt64, to address: UInt64, _ hart: Hart) -> Bool {
    var place = start
    while place < address {
      guard let bits = hart.peekInstruction(at: place, self) else { return false }
      place &+= InstructionWords.length(bits)
    }
    return place == address
  }
}

extension GuestImage {
  /// The line of the source whose code is at an address.
  func line(at address: UInt64) -> Int? {
    var (low, high) = (0, lines.count)
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].address < address { low = middle + 1 } else { high = middle }
    }
    return low < lines.count && lines[low].address == address ? lines[low].line : nil
  }
}
