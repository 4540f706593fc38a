/// `boot M guest=hello harts=1 ram=8MiB start=s|m|u profile=rv64|legacy disk=fs.img net=lan`
struct BootCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "boot",
    usage: [
      "boot NAME guest=GUEST [harts=1 ram=8MiB start=s|m|u profile=rv64 disk=DISK net=SWITCH]"
    ],
    summary: "make a bare RISC-V computer with a guest in its memory",
    detail: """
      Its memory begins at 0x80000000 and is paged by the one machine: the guest's image lies on disk, the rest \
      is zero-filled on demand. The devices are those of QEMU's virt board. start=s begins in supervisor mode \
      over an SBI firmware that takes no memory; start=m is the bare hart; with start=u a trap stops \
      the computer. a0 holds the hart's number. profile= chooses the hardware: `help profiles` has them. \
      `run NAME` runs it, `step NAME` steps it. Computers with the same net= have network cards (virtio-net) at one \
      switch, which learns their addresses; a frame for a computer that stands still waits at its port, which holds \
      \(VirtualSwitch.depth), until it runs.
      """,
    operands: [.newName],
    options: [
      CommandOption(name: "harts", values: "1 to 8", meaning: "hardware threads; 1 unless told")
    ] + ComputerSpecification.options,
    examples: ["boot M guest=hello", "boot M guest=kernel ram=128MiB start=m disk=fs.img"])

  private let specification: ComputerSpecification

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    let name = try scanner.newName("a name for the computer")
    let here = scanner.place
    let options = try OptionReader(&scanner, of: Self.description)
    specification = try ComputerSpecification(name, options, harts: "harts", at: here, in: lab)
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let plan = try specification.plan(for: machine, execution.budget.limits)
    execution.hasBegun = true
    let computer = machine.boot(plan)
    return .text(
      "Computer \(plan.name): \(specification.words(harts: "hart"))\(specification.card(of: computer))."
    )
  }
}
