/// An exit in words: trap, decode, emulate, resume.
extension Computer {
  /// The four steps, with what the emulation has changed of the virtual state if `hart` is as it was left.
  func told(_ exit: ExitLog.Entry, after hart: Hart?) -> [String] {
    guard let vm else { return [] }
    let real = vm.description.realMode(exit.mode)
    let owner = harts.count > 1 ? " of vCPU \(exit.hart)" : ""
    var lines = [
      "  exit \(exit.number)\(owner), \(exit.reason.name): \(exit.passage) + \(exit.emulation) cycles",
      "    (\(exit.reason.meaning))",
      "    trap:    \(cause(of: exit)), real mode \(real)",
    ]
    if let decoded = decoded(exit) { lines.append("    decode:  " + decoded) }
    let changes = hart.map { changed(since: exit, $0) } ?? []
    lines.append("    emulate: \(work(of: exit))")
    lines += changes.map { "             " + $0 }
    if let hart {
      lines.append("    resume:  at \(place(hart.pc)), virtual mode \(hart.mode.letter)")
    }
    return lines
  }

  private func cause(of exit: ExitLog.Entry) -> String {
    switch exit.reason {
    case .interrupt: "the \(exit.trap.meaning)"
    case .mmio, .shadow, .protect, .host:
      "\(exit.trap.meaning), address \(hexadecimal(exit.trap.value))"
    default: exit.trap.meaning
    }
  }

  private func decoded(_ exit: ExitLog.Entry) -> String? {
    guard let bits = exit.bits else { return nil }
    let text = Disassembler.text(bits, at: exit.pc, symbol: symbolText)
    return "`\(text)`, virtual mode \(exit.mode.letter)"
  }

  private func work(of exit: ExitLog.Entry) -> String {
    switch exit.reason {
    case .csr, .sret, .mret, .sfence, .wfi: "on the virtual registers"
    case .ecall: "the kernel's call"
    case .syscall, .illegal, .pagefault, .interrupt: "reflected into the guest"
    case .mmio: "by the virtual device"
    case .shadow: "the guest's table is walked and the shadow entry filled"
    case .protect: "the write is done, and what was derived from it dropped"
    case .host: "the host's pager brings the page"
    case .hypercall: hypercallName(exit)
    }
  }

  private func hypercallName(_ exit: ExitLog.Entry) -> String {
    guard exit.registers.count > 17, let call = Hypercall.find(exit.registers[17]) else {
      return "an unknown hypercall"
    }
    return "hypercall \(call.name)"
  }

  private func changed(since exit: ExitLog.Entry, _ hart: Hart) -> [String] {
    var list: [String] = []
    if hart.mode != exit.mode { list.append("virtual \(exit.mode.letter) → \(hart.mode.letter)") }
    for (name, path) in ControlRegisters.told {
      let (old, new) = (exit.controls[keyPath: path], hart.csr[keyPath: path])
      if old != new { list.append("\(name) \(hexadecimal(old)) → \(hexadecimal(new))") }
    }
    // After a page was brought the instruction runs again: what it writes is its own.
    if exit.reason == .host || exit.reason == .shadow { return list }
    for number in 1..<32 where exit.registers[number] != hart.x[number] {
      let name = RegisterNames.name(UInt32(number))
      list.append("\(name) \(hexadecimal(exit.registers[number])) → \(hexadecimal(hart.x[number]))")
    }
    return list
  }

  /// For `why V.exits`: the last ones, and how many there were in all.
  func exits(for reason: ExitReason?, _ search: InstructionSearch) throws -> [Report.Block] {
    guard let vm else { return [.text("\(name) is a bare computer: nobody is there to exit to.")] }
    let total = reason.map { vm.exits[$0] } ?? vm.exits.total
    guard total > 0 else { return [] }
    var list: [ExitLog.Entry] = []
    let finding: InstructionSearch.Finding<Bool> = try search.backwards { stretch in
      let log = ExitLog(keep: WhyCommand.lines, of: stretch.computer) {
        reason == nil || $0 == reason
      }
      stretch.computer.vm?.log = log
      _ = stretch.computer.run(stretch.count)
      list = Array((log.entries + list).suffix(WhyCommand.lines))
      return list.count == WhyCommand.lines ? true : nil
    }
    var blocks: [Report.Block] = [.table(table(of: list))]
    if case .givenUp = finding, list.isEmpty {
      blocks = [.text("There was none in the last \(InstructionSearch.bound) instructions.")]
    }
    if total > list.count {
      blocks.append(.text("The last \(list.count) of \(counted(total, "exit"))."))
    }
    return blocks
  }

  private func table(of list: [ExitLog.Entry]) -> Table {
    let rows = list.map { exit -> [Cell] in
      [
        Cell("\(exit.number)"), Cell("\(exit.step)"), Cell(exit.reason.name, .strong),
        Cell("\(exit.mode.letter) \(place(exit.pc))"),
        Cell(exit.bits.map { Disassembler.text($0, at: exit.pc, symbol: symbolText) } ?? ""),
        Cell("\(exit.passage + exit.emulation)"),
      ]
    }
    return Table(
      columns: ["exit", "step", "reason", "virtual mode, pc", "instruction", "cycles"],
      alignments: [.right, .right, .left, .left, .left, .right], rows: rows)
  }
}

extension ControlRegisters {
  /// What is told when it changes.
  fileprivate static let told: [(String, KeyPath<ControlRegisters, UInt64> & Sendable)] = [
    ("mstatus", \.mstatus), ("stvec", \.stvec), ("sepc", \.sepc), ("scause", \.scause),
    ("stval", \.stval), ("sscratch", \.sscratch), ("satp", \.satp), ("mie", \.mie),
    ("mip", \.mip), ("stimecmp", \.stimecmp), ("mtvec", \.mtvec), ("mepc", \.mepc),
    ("mcause", \.mcause), ("mtval", \.mtval), ("mscratch", \.mscratch), ("medeleg", \.medeleg),
    ("mideleg", \.mideleg), ("menvcfg", \.menvcfg), ("mcounteren", \.mcounteren),
    ("scounteren", \.scounteren),
  ]
}
