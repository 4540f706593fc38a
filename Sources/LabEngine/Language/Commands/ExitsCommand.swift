/// `exits V`, `exits V csr=on wfi=off`
struct ExitsCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "exits", usage: ["exits VM", "exits VM REASON=on|off …"],
    summary: "the exits of a virtual machine so far, or which of them its hardware makes",
    detail: """
      Alone it lists the exits by reason with their cycles. With REASON=on or =off it sets the exit bitmap of a VM \
      under mode=hardware: what is off, the processor does by itself. Exits that nobody else can handle stay on.
      """,
    operands: [.computer],
    options: ExitReason.allCases.map {
      CommandOption(
        name: $0.name, values: "on or off", meaning: $0.meaning, kind: .words(["on", "off"]))
    },
    examples: ["exits V", "exits V csr=on wfi=off"], isOutput: true, optionsChange: true)

  private let name: Named?
  private let here: SourcePlace
  private let changes: [(reason: ExitReason, isOn: Bool, place: SourcePlace)]

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    here = scanner.place
    name =
      scanner.isAtEnd || scanner.isAtOption
      ? nil : try scanner.name("the name of a virtual machine")
    let options = try OptionReader(&scanner, of: Self.description)
    var list: [(ExitReason, Bool, SourcePlace)] = []
    for reason in ExitReason.allCases {
      guard let value = options.values[reason.name] else { continue }
      let word = try value.chosen(from: ["on", "off"], kind: "switch")
      list.append((reason, word == "on", value.place))
    }
    changes = list
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    guard changes.isEmpty else {
      return CommandOutcome(report: try lab.perform(self), changedMachine: true)
    }
    let (computer, vm) = try lab.machine.virtualMachine(name, at: here)
    return CommandOutcome(report: ShowView.exitReport(computer, vm))
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let (computer, vm) = try machine.virtualMachine(name, at: here)
    guard vm.description.hasExitBitmap else {
      throw LabError(
        .conflict(
          "\(computer.name) runs by \(vm.description.title), which has no exit bitmap: only mode=hardware has one."
        ), at: here)
    }
    var bitmap = vm.bitmap
    for change in changes {
      let isNeeded =
        change.reason.isUnavoidable || change.reason == .ecall && computer.start != .machine
      guard change.isOn || !isNeeded else {
        throw LabError(
          .conflict(
            "An exit for \(change.reason.name) cannot be switched off: nobody else can handle it."),
          at: change.place)
      }
      bitmap[change.reason] = change.isOn
    }
    execution.hasBegun = true
    vm.bitmap = bitmap
    machine.memory.counts.commandEvents += 1
    let on = ExitReason.allCases.filter { bitmap[$0] }.map(\.name).joined(separator: " ")
    return .text("\(computer.name) exits for: \(on).")
  }
}

extension Machine {
  /// The virtual machine of that name, or the only one there is.
  func virtualMachine(
    _ name: Named?, at place: SourcePlace
  ) throws -> (computer: Computer, vm: VirtualMachine) {
    let known = computers.filter { $0.vm != nil && memory.spaces[$0.space].isAlive }
    if name == nil, known.count == 1, let only = known.first, let vm = only.vm { return (only, vm) }
    guard name != nil else {
      throw LabError(
        .expected(
          "the name of a virtual machine",
          found: known.isEmpty ? "nothing: there is none yet, `vm` makes one" : "nothing"),
        at: place)
    }
    let computer = try computer(name, at: place)
    guard let vm = computer.vm else {
      throw LabError(
        .refused("\(computer.name) is a bare computer, not a virtual machine: `vm` makes one."),
        at: name?.place ?? place)
    }
    return (computer, vm)
  }
}
