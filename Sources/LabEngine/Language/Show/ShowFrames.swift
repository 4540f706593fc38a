extension ShowView {
  /// Rows that are drawn before the rest is only counted.
  static let rows = 64
  /// Further pages of a shared frame that are named.
  private static let others = 6

  static let frames = ShowView(
    name: "frames", usage: "frames", summary: "each frame, the page in it and its bits"
  ) { (context: EvaluationContext) in
    let machine = context.machine
    let next = machine.nextVictim
    var rows: [[Cell]] = []
    for index in 0..<machine.memory.frames.touched {
      let frame = Frame(index)
      guard machine.memory.frames.isUsed(frame) else { continue }
      rows.append(row(frame, machine, isNext: frame == next))
      if rows.count == ShowView.rows { break }
    }
    let used = machine.memory.frames.usedCount
    var blocks: [Report.Block] = []
    if !rows.isEmpty {
      blocks.append(
        .table(
          Table(
            columns: ["frame", "page", "also mapped by", "referenced", "dirty", "value", ""],
            alignments: [.right, .left, .left, .centre, .centre, .right, .left], rows: rows)))
    }
    if used > rows.count {
      blocks.append(.text("… and \(counted(used - rows.count, "used frame")) more."))
    }
    blocks.append(.text(machine.frameSummary))
    return Report(blocks)
  }

  private static func row(_ frame: Frame, _ machine: Machine, isNext: Bool) -> [Cell] {
    let bits = machine.memory.frames.bits[frame]
    let mappings = machine.memory.frames.mappings(of: frame)
    var names = mappings.prefix(1 + others).map {
      PageName(machine.memory.spaces[$0.space].name, $0.page).description
    }
    if mappings.count > names.count { names.append("… \(mappings.count - names.count) more") }
    let value = machine.memory.frames.value(of: frame)
    return [
      Cell("\(frame.index)"), Cell(names.first ?? "", .strong),
      Cell(names.dropFirst().joined(separator: " "), .changed),
      mark(bits & FrameBits.referenced != 0), mark(bits & FrameBits.dirty != 0, .changed),
      Cell(value == 0 ? "0" : "\(value)", value == 0 ? .dim : .plain),
      Cell(isNext ? "next victim" : bits & FrameBits.reserved != 0 ? "under I/O" : "", .bad),
    ]
  }

  static func mark(_ isSet: Bool, _ emphasis: Emphasis = .good) -> Cell {
    isSet ? Cell("x", emphasis) : Cell("-", .dim)
  }
}

extension Machine {
  /// Whom the policy would choose now, if no frame is free; asked of a copy, so that no hand moves.
  var nextVictim: Frame? {
    guard memory.frames.freeCount == 0, settings.full == .replace, !policy.description.looksAhead
    else { return nil }
    let copy = clone()
    let table: PageTable = PageTable(pages: 1)
    let view = FaultView(
      bits: copy.memory.frames.bits, pinned: nil, position: 0,
      pageTable: UnsafePointer(table.words), hasLocks: copy.memory.hasLocks)
    return withExtendedLifetime(table) { copy.policy.victim(view) }
  }

  /// `3 frames, policy lru: 2 used, 1 free.`
  var frameSummary: String {
    let frames = (memory.frames.count, memory.frames.usedCount, memory.frames.freeCount)
    let reserved = memory.frames.reserved
    var text = "\(counted(frames.0, "frame")), policy \(policySpec.text): "
    text += "\(frames.1) used, \(frames.2) free"
    if reserved > 0 { text += ", \(reserved) reserved for the kernel" }
    return text + "."
  }
}
