extension ShowView {
  private static let stackWords = 16

  static let stack = ShowView(
    name: "stack", usage: "stack M", summary: "the words at sp and above it"
  ) { (subject: ComputerSubject) in
    let (computer, hart) = (subject.computer, subject.hart)
    let pointer = hart.x[2]
    var rows: [[Cell]] = []
    for index in 0..<stackWords {
      let address = pointer &+ UInt64(8 * index)
      guard let bytes = computer.peek(address, count: 8, by: hart) else { break }
      let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      rows.append([
        Cell("sp+\(8 * index)", index == 0 ? .changed : .dim), Cell(hexadecimal(address)),
        Cell(hexadecimal(value), value == 0 ? .dim : .plain),
        Cell(note(value, hart, computer), .dim),
      ])
    }
    guard !rows.isEmpty else {
      return .text("sp is \(computer.written(pointer)): there is no memory.")
    }
    return Report([
      .table(
        Table(
          columns: ["", "address", "word", ""], alignments: [.left, .right, .right, .left],
          rows: rows)),
      .text("The stack grows down: sp, \(computer.written(pointer)), is its top."),
    ])
  }

  /// A word that may be a return address is one behind a call.
  private static func note(_ value: UInt64, _ hart: Hart, _ computer: Computer) -> String {
    let remark = computer.remark(on: value)
    let isBehindCall = [4, 2].contains { (length: UInt64) in
      guard let bits = hart.peekInstruction(at: value &- length, computer) else { return false }
      return InstructionWords.length(bits) == length && InstructionWords.isCall(bits)
    }
    return isBehindCall ? remark + " behind a call" : remark
  }
}

extension Computer {
  /// Bytes at an address as a hart's loads see it; nil if a part is not memory.
  func peek(_ address: UInt64, count: Int, by hart: Hart) -> [UInt8]? {
    var bytes: [UInt8] = []
    for index in 0..<count {
      guard
        let place = hart.peekTranslation(address &+ UInt64(index), hart.dataMode, self),
        let byte = peek(place, count: 1)?.first
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
