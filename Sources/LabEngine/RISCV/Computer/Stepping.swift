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
      let request = RunRequest(steps: limit - Machine.told, passesStops: true)
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
  func stepTold() -> [String]? {
    let pictures = harts.map { HartPicture($0) }
    let log = TrapLog(keep: 4)
    trapLog = log
    let exitLog = vm.map { _ in ExitLog(keep: 8, of: self) }
    vm?.log = exitLog
    let before = HypervisorPicture(vm)
    defer {
      trapLog = nil
      vm?.log = nil
    }
    let codes = harts.map { $0.isStarted ? $0.peekInstruction(self) : nil }
    let wasWaiting = harts.map(\.isWaiting)
    let (port, hadArrivals) = (switchPort, hasArrivals)
    guard run(1) == 1 else { return nil }
    let stepped = harts.first { pictures[$0.id].differs($0) } ?? harts[turn]
    let old = pictures[stepped.id]
    let frames = told(since: port)
    var lines = hadArrivals ? frames.received : []
    if wasWaiting[stepped.id] { lines.append("  \(owner(stepped))wakes from wfi") }
    // An interrupt is taken before the instruction, which is then the handler's first.
    let interrupt = log.entries.first { $0.trap.isInterrupt && $0.hart == stepped.id }
    var address = old.pc
    var bits = codes[stepped.id]
    if let interrupt {
      lines += told(interrupt)
      address = interrupt.handler?.address ?? old.pc
      bits = stepped.peekInstruction(at: address, self)
    }
    lines.append(
      line(
        stepped, interrupt?.handler?.mode ?? old.mode, address, bits,
        effects(of: bits, old, stepped, completed: log.entries.allSatisfy(\.trap.isInterrupt))))
    for entry in log.entries where !entry.trap.isInterrupt { lines += told(entry) }
    for (index, exit) in (exitLog?.entries ?? []).enumerated() {
      let isLast = index + 1 == exitLog?.entries.count
      lines += told(exit, after: isLast ? harts[exit.hart] : nil)
    }
    lines += before.changes(vm, self)
    return lines + frames.sent + (hadArrivals ? [] : frames.received)
  }

  /// The instruction that is about to be executed, without effects.
  func line(of next: NextInstruction, _ bits: UInt32) -> String {
    line(next.hart, next.hart.mode, next.address, bits, [])
  }

  private func owner(_ hart: Hart) -> String { harts.count > 1 ? "hart \(hart.id) " : "" }

  private func line(
    _ hart: Hart, _ mode: PrivilegeMode, _ address: UInt64, _ bits: UInt32?, _ effects: [String]
  ) -> String {
    let text = bits.map { Disassembler.text($0, at: address, symbol: symbolText) } ?? "…"
    let real = vm.map { "/\($0.description.realMode(mode))" } ?? ""
    let head = "\(owner(hart))\(mode.letter)\(real) \(place(address)):".padded(to: 28)
    return "\(head) "
      + (effects.isEmpty ? text : text.padded(to: 20) + "  " + effects.joined(separator: ", "))
  }

  /// What an instruction has changed: memory or devices first, then registers.
  private func effects(
    of bits: UInt32?, _ old: HartPicture, _ hart: Hart, completed: Bool
  ) -> [String] {
    guard completed, let bits else { return old.changes(hart, self) }
    var list: [String] = []
    if let operand = InstructionWords.memoryOperand(bits) {
      let address = old.register(operand.base) &+ UInt64(bitPattern: operand.offset)
      list += told(operand, bits, address, old, hart)
    }
    if InstructionWords.isTrapReturn(bits) {
      return ["back to \(hart.mode.name) mode at \(place(hart.pc))"]
    }
    if InstructionWords.expanded(bits) & 0x7f == 0x63 {
      let isTaken = hart.pc != old.pc &+ InstructionWords.length(bits)
      return [isTaken ? "taken" : "not taken"]
    }
    list += old.changes(hart, self)
    if let number = InstructionWords.writtenControl(bits),
      let value = hart.readControl(number, self)
    {
      list.append("\(CSRNames.name(UInt16(number)) ?? "csr") = \(hexadecimal(value))")
    }
    return list
  }

  private func told(
    _ operand: InstructionWords.MemoryOperand, _ bits: UInt32, _ address: UInt64,
    _ old: HartPicture, _ hart: Hart
  ) -> [String] {
    guard let physical = hart.peekTranslation(address, old.dataMode, self) else { return [] }
    let place =
      symbolText(physical).map { "\(hexadecimal(address)) <\($0)>" }
      ?? hexadecimal(address)
    if let (device, offset) = board.device(at: physical, size: operand.size) {
      let register = "\(device.name), offset \(hexadecimal(offset))"
      guard operand.writes else { return ["from \(register)"] }
      let word = InstructionWords.expanded(bits)
      let mask: UInt64 = operand.size == 8 ? .max : 1 << UInt64(8 * operand.size) - 1
      return ["\(hexadecimal(old.register(Int(word.rs2)) & mask)) to \(register)"]
    }
    guard operand.writes, let bytes = peek(physical, count: operand.size) else { return [] }
    let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return [
      "\(operand.size == 1 ? "byte" : "\(operand.size) bytes") at \(place) = \(hexadecimal(value))"
    ]
  }

  /// A trap as what happened: cause, value, from which mode, to which handler, by which delegation.
  func told(_ entry: TrapLog.Entry) -> [String] {
    let trap = entry.trap
    let owner = harts.count > 1 ? "hart \(entry.hart): " : ""
    let kind = trap.isInterrupt ? "interrupt" : "exception"
    var lines = ["  \(owner)trap: \(trap.meaning) (\(kind) \(trap.code))\(value(of: trap))"]
    let from = "from \(entry.from.name) mode at \(place(entry.pc))"
    guard let handler = entry.handler else {
      let isCall = start != .machine && !trap.isInterrupt && trap.code == 9
      lines.append("    \(from), " + (isCall ? "to the firmware" : "and nobody handles it"))
      return lines
    }
    let (prefix, isDelegated) = handler.mode == .supervisor ? ("s", true) : ("m", false)
    lines.append("    \(from) to \(handler.mode.name) mode at \(place(handler.address))")
    let vector =
      isVectored(entry) ? "\(prefix)tvec, vectored: base + 4 × \(trap.code)" : "\(prefix)tvec"
    let delegation = isDelegated ? ", delegated by m\(trap.isInterrupt ? "i" : "e")deleg" : ""
    lines.append(
      "    (\(vector)\(delegation)); \(prefix)epc = \(hexadecimal(entry.pc)), "
        + "\(prefix)cause = \(hexadecimal(trap.cause))")
    return lines
  }

  private func isVectored(_ entry: TrapLog.Entry) -> Bool {
    guard entry.trap.isInterrupt, let handler = entry.handler else { return false }
    let csr = harts[entry.hart].csr
    return (handler.mode == .supervisor ? csr.stvec : csr.mtvec) & 3 == 1
  }

  private func value(of trap: Trap) -> String {
    guard !trap.isInterrupt else { return "" }
    switch trap.code {
    case 8, 9, 11: return ""
    case 2: return ", bits \(hexadecimal(trap.value))"
    default: return ", address \(hexadecimal(trap.value))"
    }
  }
}

/// A hart as it was, to see what changed.
struct HartPicture {
  let pc: UInt64
  let mode: PrivilegeMode
  let dataMode: PrivilegeMode
  private let x: [UInt64]
  private let retired: UInt64
  private let traps: Int

  init(_ hart: Hart) {
    pc = hart.pc
    mode = hart.mode
    dataMode = hart.dataMode
    x = (0..<32).map { hart.x[$0] }
    retired = hart.retired
    traps = hart.trapCounts.total
  }

  func register(_ number: Int) -> UInt64 { x.indices.contains(number) ? x[number] : 0 }

  func differs(_ hart: Hart) -> Bool {
    hart.retired != retired || hart.trapCounts.total != traps || hart.pc != pc
  }

  /// `a0 = 0x80001000 <buffer>`, and a change of mode.
  func changes(_ hart: Hart, _ computer: Computer) -> [String] {
    var list = (1..<32).filter { hart.x[$0] != x[$0] }.map {
      "\(RegisterNames.name(UInt32($0))) = \(computer.written(hart.x[$0]))"
    }
    if hart.mode != mode, hart.trapCounts.total == traps {
      list.append("\(mode.letter) → \(hart.mode.letter)")
    }
    return list
  }
}

extension Computer {
  /// A value as people read it: with its label if it is an address in memory, as a number where that is small.
  func written(_ value: UInt64) -> String {
    let note = remark(on: value)
    return note.isEmpty ? hexadecimal(value) : "\(hexadecimal(value)) \(note)"
  }

  /// `<buffer>`, or `(-1)`; empty for what reads the same in hexadecimal, and for large numbers.
  func remark(on value: UInt64) -> String {
    if pageIndex(value) != nil, let (symbol, offset) = image.symbol(at: value), offset < 0x200 {
      return "<" + symbol.name + (offset == 0 ? ">" : "+\(hexadecimal(offset))>")
    }
    let number = Int64(bitPattern: value)
    return (-1_000_000..<1_000_000).contains(number) && !(0..<10).contains(number)
      ? "(\(number))" : ""
  }
}

extension String {
  func padded(to width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self
  }
}
