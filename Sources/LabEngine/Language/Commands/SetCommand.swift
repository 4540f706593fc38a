/// `set V vcpus=2`
struct SetCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "set", usage: ["set VM vcpus=N"],
    summary: "change a virtual machine while it runs",
    detail: """
      vcpus= plugs virtual CPUs in, up to what `vm maxvcpus=` has made room for, or out again those that the guest has \
      stopped. A new one waits until the guest's kernel starts it by the firmware (hart_start), or begins at the entry \
      with start=m.
      """,
    operands: [.computer],
    options: [
      CommandOption(
        name: "vcpus", values: "a number", meaning: "virtual CPUs that are there from now on")
    ],
    examples: ["set V vcpus=2"])

  private let name: Named?
  private let here: SourcePlace
  private let wanted: Int
  private let place: SourcePlace

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    here = scanner.place
    name =
      scanner.isAtEnd || scanner.isAtOption
      ? nil : try scanner.name("the name of a virtual machine")
    let options = try OptionReader(&scanner, of: Self.description)
    guard let wanted = try options.integer("vcpus", in: 1...Computer.mostHarts) else {
      throw scanner.error(.expected("vcpus=NUMBER", found: "nothing to set"), at: here)
    }
    self.wanted = wanted
    place = options.values["vcpus"]?.place ?? here
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let (computer, _) = try machine.virtualMachine(name, at: here)
    guard wanted <= computer.harts.count else {
      throw LabError(
        .outOfRange(
          what: "vcpus", value: "\(wanted)",
          range: "1 to \(computer.harts.count): `vm … maxvcpus=\(wanted)` makes room for more"),
        at: place)
    }
    if let busy = computer.harts.first(where: { $0.id >= wanted && $0.isStarted }) {
      throw LabError(
        .conflict("vCPU \(busy.id) is running: the guest must stop it first."), at: place)
    }
    execution.hasBegun = true
    computer.plug(wanted)
    machine.memory.counts.commandEvents += 1
    return .text("\(computer.name) has \(counted(wanted, "vCPU")).")
  }
}

extension Computer {
  /// From now on this many of its harts are there; those that are not are off.
  func plug(_ count: Int) {
    for hart in harts where hart.id >= plugged && hart.id < count {
      hart.isStarted = start == .machine
    }
    for hart in harts where hart.id >= count { hart.isStarted = false }
    plugged = count
    eventsChanged = true
  }
}
