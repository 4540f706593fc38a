extension ShowView {
  static let virtualMachines = ShowView(
    name: "vms", usage: "vms",
    summary: "the virtual machines, virtual and real mode, exits and overhead"
  ) { (context: EvaluationContext) in
    let machine = context.machine
    var rows: [[Cell]] = []
    for computer in machine.computers where machine.memory.spaces[computer.space].isAlive {
      guard let vm = computer.vm else { continue }
      for hart in computer.harts {
        let isFirst = hart.id == 0
        rows.append([
          Cell(isFirst ? computer.name : "", .strong),
          Cell(isFirst ? vm.description.name : ""),
          Cell(isFirst ? computer.state.word : "", .good), Cell("\(hart.id)"),
          Cell(
            !hart.isStarted
              ? "off" : hart.isWaiting ? hart.mode.letter + " wfi" : hart.mode.letter),
          Cell(vm.description.realMode(hart.mode)), Cell(computer.place(hart.pc)),
          Cell(isFirst ? "\(vm.exits.total)" : ""),
          Cell(isFirst ? overhead(computer, vm) : ""),
        ])
      }
    }
    guard !rows.isEmpty else {
      return .text("There is no virtual machine: `vm V guest=NAME mode=trap` makes one.")
    }
    return Report([
      .table(
        Table(
          columns: ["vm", "mode", "state", "vcpu", "virtual", "real", "pc", "exits", "overhead"],
          alignments: [.left, .left, .left, .right, .left, .left, .left, .right, .right],
          rows: rows))
    ])
  }

  /// The hypervisor's cycles over the guest's own, as `V.overhead` has it.
  static func overhead(_ computer: Computer, _ vm: VirtualMachine) -> String {
    guard computer.clock > 0,
      let ratio = try? Quantity(vm.overheadCycles).divided(by: Quantity(computer.clock))
    else { return "0" }
    return Value.quantity(ratio).written()
  }

  static let exits = ShowView(
    name: "exits", usage: "exits V", summary: "the exits of a virtual machine, by reason"
  ) { (subject: ComputerSubject) in
    exitReport(subject.computer, try subject.machineBeneath())
  }

  /// By reason, with counts and cycles; below it what else the hypervisor's cycles went to.
  static func exitReport(_ computer: Computer, _ vm: VirtualMachine) -> Report {
    let rows = ExitReason.allCases.filter { vm.exits[$0] > 0 }.map { reason -> [Cell] in
      [
        Cell(reason.name, .strong), Cell("\(vm.exits[reason])"), Cell("\(vm.exitCycles[reason])"),
        Cell(reason.meaning, .dim),
      ]
    }
    var blocks: [Report.Block] = []
    if rows.isEmpty {
      blocks.append(.text("\(computer.name) has made no exit yet."))
    } else {
      let sum: [Cell] = [
        Cell("all", .strong), Cell("\(vm.exits.total)", .strong),
        Cell("\(vm.exitCycles.total)", .strong), "",
      ]
      blocks.append(
        .table(
          Table(
            columns: ["reason", "exits", "cycles", "meaning"],
            alignments: [.left, .right, .right, .left], rows: rows + [sum])))
    }
    blocks.append(.text(sentence(computer, vm)))
    if vm.description.hasExitBitmap {
      let on = ExitReason.allCases.filter { vm.bitmap[$0] }.map(\.name).joined(separator: " ")
      blocks.append(.text("The exit bitmap has: \(on)."))
    }
    return Report(blocks + violations(computer, vm))
  }

  private static func sentence(_ computer: Computer, _ vm: VirtualMachine) -> String {
    var parts = ["\(counted(computer.clock, "cycle")) of the guest's own"]
    parts.append("\(counted(vm.overheadCycles, "cycle")) of the hypervisor's")
    if vm.callouts > 0 { parts.append(counted(vm.callouts, "callout")) }
    if let translator = vm.technique.translator {
      parts.append("\(counted(translator.translated, "instruction")) translated")
    }
    if let nested = vm.technique.nested {
      parts.append(
        "\(counted(nested.walks, "nested walk")) of \(counted(nested.references, "reference"))")
    }
    return parts.joined(separator: ", ") + ": overhead \(overhead(computer, vm))."
  }

  private static func violations(_ computer: Computer, _ vm: VirtualMachine) -> [Report.Block] {
    guard vm.violationCount > 0 else { return [] }
    let told = vm.violations.prefix(4)
    let lines = told.flatMap { violation in
      violation.lines(computer).enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
    }
    return [
      .text(
        "\(counted(vm.violationCount, "sensitive instruction")) did not trap, and went wrong:"),
      .listing(lines, more: vm.violationCount - told.count),
    ]
  }
}

extension ComputerSubject {
  /// The hypervisor's side of the computer, which must be a virtual machine.
  func machineBeneath() throws -> VirtualMachine {
    guard let vm = computer.vm else {
      throw LabError(
        .refused("\(computer.name) is a bare computer, not a virtual machine: `vm` makes one."))
    }
    return vm
  }
}
