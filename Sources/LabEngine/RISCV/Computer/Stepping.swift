extension Machine {
  /// Instructions that `step` tells of.
  private static let told = 20

  /// Executes `count` instructions and tells the last of them, each with what it changed.
  func step(_ computer: Computer, _ count: Int, _ execution: Execution) throws -> Report {
    computer.observer = execution.observer
    defer { computer.observer = nil }
    computer.forgetTranslations()
    let limit = min(execution.limit ?? .max, count)
    if limit - execution.done > Machine.told {
      let request = RunRequest(steps: limit - Machine.told)
      _ = try run(computer, request, execution)
      execution.endsByUnits = false
    }
    var lines: [String] = []
    let console = computer.console.count
    while execution.done < limit, computer.canRun, !execution.shouldStop {
      try execution.budget.spend(instructions: 1)
      let line = computer.stepTold()
      guard let line else { break }
      lines.append(contentsOf: line)
      execution.done += 1
      if execution.done < limit { execution.offerCheckpoint(self, execution.done) }
    }
    return steppingReport(computer, lines, console)
  }

  private func steppingReport(
    _ computer: Computer, _ lines: [String], _ console: Int
  ) -> Report {
    var blocks: [Report.Block] = lines.isEmpty ? [] : [.listing(lines, more: 0)]
    let output = String(decoding: computer.console[console...], as: UTF8.self)
    if !output.isEmpty { blocks.append(.text("Console: \(output.debugDescription)")) }
    if !computer.canRun || computer.state == .waiting {
      let why = computer.ending.isEmpty ? "" : ": \(computer.ending)"
      blocks.append(.text("\(computer.name) is \(computer.state.word)\(why)."))
    }
    return Report(blocks)
  }
}

extension Computer {
  /// Executes one instruction of the hart whose turn it is and says what happened; nil if none could.
  fileprivate func stepTold() -> [String]? {
    let before = harts.map { HartPicture($0) }
    let log = TrapLog(keep: 4)
    trapLog = log
    defer { trapLog = nil }
    let codes = harts.map { $0.isStarted ? $0.peekInstruction(self) : nil }
    guard run(1) == 1 else { return nil }
    let stepped = harts.first { before[$0.id].differs($0) } ?? harts[turn]
    let old = before[stepped.id]
    // An interrupt is taken before the instruction, which is then another one.
    let interrupt = log.entries.first { $0.trap.isInterrupt && $0.hart == stepped.id }
    var lines: [String] = []
    if let interrupt { lines.append(told(interrupt, stepped)) }
    let address = interrupt == nil ? old.pc : stepped.handlerEntry
    let bits = interrupt == nil ? codes[stepped.id] : nil
    lines.append(line(stepped, address, bits, old))
    for entry in log.entries where !entry.trap.isInterrupt { lines.append(told(entry, stepped)) }
    return lines
  }

  private func line(
    _ hart: Hart, _ address: UInt64, _ bits: UInt32?, _ old: HartPicture
  ) -> String {
    let text = bits.map { Disassembler.text($0, at: address, symbol: symbolText) } ?? "…"
    let name = symbolText(address).map { " <\($0)>" } ?? ""
    let hartName = harts.count > 1 ? "hart \(hart.id) " : ""
    let changes = old.changes(hart)
    let padded = text.padded(to: 32)
    return "\(hartName)\(old.mode.letter) \(hexadecimal(address))\(name): "
      + (changes.isEmpty ? text : padded + "  " + changes.joined(separator: ", "))
  }

  /// `handler+0x8`
  func symbolText(_ address: UInt64) -> String? {
    guard let (symbol, offset) = image.symbol(at: address), offset < 1 << 20 else { return nil }
    return offset == 0 ? symbol.name : "\(symbol.name)+\(hexadecimal(offset))"
  }

  /// A trap as what happened: cause, value, from which mode, to which handler, by which delegation.
  func told(_ entry: TrapLog.Entry, _ hart: Hart) -> String {
    let trap = entry.trap
    var text = "  trap: \(trap.meaning)"
    if !trap.isInterrupt, trap.value != 0 { text += ", value \(hexadecimal(trap.value))" }
    text += "; from \(entry.from.name) mode at \(hexadecimal(entry.pc))"
    if start != .machine, !trap.isInterrupt, trap.code == 9 { return text + ", to the firmware" }
    if !canRun { return text + ", and nobody handles it" }
    let register = hart.mode == .supervisor ? "stvec" : "mtvec"
    text += " to \(hart.mode.name) mode at \(hexadecimal(hart.pc)) (\(register))"
    if hart.mode == .supervisor {
      text += trap.isInterrupt ? ", delegated by mideleg" : ", delegated by medeleg"
    }
    return text
  }
}

/// A hart as it was, to see what changed.
private struct HartPicture {
  let pc: UInt64
  let mode: PrivilegeMode
  private let x: [UInt64]
  private let retired: UInt64
  private let traps: Int

  init(_ hart: Hart) {
    pc = hart.pc
    mode = hart.mode
    x = (0..<32).map { hart.x[$0] }
    retired = hart.retired
    traps = hart.trapCounts.total
  }

  func differs(_ hart: Hart) -> Bool {
    hart.retired != retired || hart.trapCounts.total != traps || hart.pc != pc
  }

  func changes(_ hart: Hart) -> [String] {
    var list = (1..<32).filter { hart.x[$0] != x[$0] }.map {
      "\(RegisterNames.name(UInt32($0))) = \(hexadecimal(hart.x[$0]))"
    }
    if hart.mode != mode { list.append("\(mode.letter) → \(hart.mode.letter)") }
    return list
  }
}

extension Hart {
  /// Where the last trap led to.
  fileprivate var handlerEntry: UInt64 {
    (mode == .supervisor ? csr.stvec : csr.mtvec) & ~3
  }

  /// The bits at `pc` without faulting anything in: what `step` shows.
  func peekInstruction(_ computer: Computer) -> UInt32? {
    guard let physical = peekTranslation(pc, computer),
      let low = computer.peek(physical, count: 2)
    else { return nil }
    let half = UInt32(low[0]) | UInt32(low[1]) << 8
    guard half & 3 == 3 else { return half }
    guard let next = peekTranslation(pc &+ 2, computer),
      let high = computer.peek(next, count: 2)
    else { return nil }
    return half | UInt32(high[0]) << 16 | UInt32(high[1]) << 24
  }

  /// The physical address as a walk finds it now; nil where it would fault.
  func peekTranslation(_ address: UInt64, _ computer: Computer) -> UInt64? {
    if mode == .machine || csr.satp >> 60 == 0 { return address }
    guard let leaf = walk(address, computer).last, leaf.entry.isValid, leaf.entry.isLeaf,
      !leaf.entry.isReserved
    else { return nil }
    let low = UInt64(1) << UInt64(12 + 9 * leaf.level) - 1
    return leaf.entry.ppn << 12 & ~low | address & low
  }
}

extension String {
  func padded(to width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self
  }
}
