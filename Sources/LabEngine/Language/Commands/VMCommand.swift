/// `vm V guest=k mode=trap|translate|para|hardware vcpus=1 ram=8MiB …`
struct VMCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "vm",
    usage: [
      "vm NAME guest=GUEST mode=\(TechniqueRegistry.names.joined(separator: "|")) [vcpus=1 ram=8MiB start=s|m|u profile=rv64 type=1|2 disk=DISK net=SWITCH]",
      "vm [NAME] file=FILE [OPTION=VALUE …]",
    ],
    summary: "make a virtual machine with a guest in it",
    detail: """
      The same guests as of `boot`, unmodified, under a hypervisor: `help techniques` tells how each mode runs them. \
      All that can be asked of a computer can be asked of a VM, where it means the virtual state; V.exits and \
      `exits V` tell how often the hypervisor was needed, and `step V` shows each exit. type=2 puts the hypervisor \
      into a process of a host, whose kernel every exit passes through. \
      With file= the VM is made as a configuration file says, see `help configuration`; what is given here goes before \
      it. `show config V` writes such a file's text.
      """,
    operands: [.newName],
    options: [
      CommandOption(
        name: "mode", values: TechniqueRegistry.names.joined(separator: ", "),
        meaning: "how the hypervisor runs it; trap unless told",
        kind: .words(TechniqueRegistry.names)),
      CommandOption(name: "vcpus", values: "1 to 8", meaning: "virtual CPUs; 1 unless told"),
      CommandOption(
        name: "maxvcpus", values: "1 to 8",
        meaning: "virtual CPUs that there is room for, see `set`; as many as there are unless told"),
      CommandOption(
        name: "type", values: "1 or 2",
        meaning: "hypervisor on the bare machine, or as a process of a host; 1 unless told",
        kind: .words(["1", "2"])),
      CommandOption(
        name: "file", values: "a file", meaning: "a configuration to make it from", kind: .file),
    ] + ComputerSpecification.options,
    examples: [
      "vm V guest=kernel mode=trap", "vm W guest=kernel mode=hardware vcpus=2 ram=128MiB",
    ])

  private let specification: ComputerSpecification
  private let technique: String
  private let host: VirtualMachine.HostType
  private let places: Int?

  /// What the configuration names in place of a guest of the machine.
  private let image: GuestImage?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    let here = scanner.place
    let typed =
      scanner.isAtOption || scanner.isAtEnd
      ? nil : try scanner.newName("a name for the virtual machine")
    var options = try OptionReader(&scanner, of: Self.description)
    let file = try options.values["file"].map { try VMFile($0, in: lab) }
    if let file { options.add(file.options) }
    guard let name = typed ?? file?.name else {
      throw scanner.error(
        .expected("a name for the virtual machine", found: "none"), at: here)
    }
    image = try file?.image(for: name.text, in: lab)
    technique = try options.choice(
      "mode", TechniqueRegistry.names, standard: TrapAndEmulate.description.name)
    host =
      try options.choice("type", ["1", "2"], standard: "1") == "1" ? .bareMetal : .hosted
    specification = try ComputerSpecification(name, options, harts: "vcpus", at: here, in: lab)
    places = try options.integer("maxvcpus", in: specification.harts...Computer.mostHarts)
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    guard let kind = TechniqueRegistry.named(technique) else {
      preconditionFailure("VMCommand.apply: a technique that was parsed is not registered")
    }
    var plan = try specification.plan(for: machine, execution.budget.limits, image)
    plan.places = places
    plan.hypervisor = HypervisorPlan(technique: kind, host: host)
    execution.hasBegun = true
    let computer = machine.boot(plan)
    let type = host == .hosted ? ", type 2 hypervisor" : ""
    return .text(
      "VM \(plan.name): \(specification.words(harts: "vCPU")), by \(kind.description.title)\(type)\(specification.card(of: computer))."
    )
  }
}
