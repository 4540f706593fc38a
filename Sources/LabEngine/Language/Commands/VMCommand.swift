/// `vm V guest=k mode=trap|translate|para|hardware vcpus=1 ram=8MiB …`
struct VMCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "vm",
    usage: [
      "vm NAME guest=GUEST mode=\(TechniqueRegistry.names.joined(separator: "|")) [vcpus=1 ram=8MiB start=s|m|u profile=rv64 type=1|2 disk=DISK net=SWITCH]",
      "vm [NAME] file=FILE [OPTION=VALUE …]",
      "vm NAME workload=\"STEP…\" [vcpus=1 weight=256 cap=50% pin=0 clock=tick …]",
    ],
    summary: "make a virtual machine with a guest in it",
    detail: """
      The same guests as of `boot`, unmodified, under a hypervisor: `help techniques` tells how each mode runs them. \
      All that can be asked of a computer can be asked of a VM, where it means the virtual state; V.exits and \
      `exits V` tell how often the hypervisor was needed, and `step V` shows each exit. type=2 puts the hypervisor \
      into a process of a host, whose kernel every exit passes through. \
      With file= the VM is made as a configuration file says, see `help configuration`; what is given here goes before \
      it. `show config V` writes such a file's text. With workload= there is no code: its vCPUs do as described, \
      on the host's CPUs. weight=, cap=, pin= and clock= are for `run` of the host.
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
    ] + ComputerSpecification.options + WorkloadMachine.options + ClientOptions.entitlement,
    examples: [
      "vm V guest=kernel mode=trap", "vm W guest=kernel mode=hardware vcpus=2 ram=128MiB",
    ])

  private enum Kind: Sendable {
    case guest(GuestMachine)
    case workload(WorkloadMachine)
  }

  private let kind: Kind

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    let here = scanner.place
    let typed =
      scanner.isAtOption || scanner.isAtEnd
      ? nil : try scanner.newName("a name for the virtual machine")
    var options = try OptionReader(lastOf: &scanner, of: Self.description)
    let file = try options.values["file"].map { try VMFile($0, in: lab) }
    if let file { options.add(file.options) }
    guard let name = typed ?? file?.name else {
      throw scanner.error(
        .expected("a name for the virtual machine", found: "none"), at: here)
    }
    if file == nil, options.values["guest"] == nil, options.values["workload"] == nil {
      throw scanner.error(
        .expected("guest=NAME or workload=\"STEP…\"", found: "neither"), at: here)
    }
    if options.values["workload"] != nil {
      kind = .workload(try WorkloadMachine(name, options, at: here, in: lab))
    } else {
      kind = .guest(
        try GuestMachine(
          name, options, try file?.image(for: name.text, in: lab), at: here, in: lab))
    }
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    switch kind {
    case .guest(let guest): try guest.apply(to: &machine, execution)
    case .workload(let workload): try workload.apply(to: &machine, execution)
    }
  }
}
