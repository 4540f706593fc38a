/// `balloon V 4MiB`
struct BalloonCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "balloon", usage: ["balloon VM SIZE"],
    summary: "ask a virtual machine to give memory back",
    detail: """
      Sets how much its balloon is to hold in all. The guest must have a balloon driver, which asks by hypercall \
      balloon_target and gives pages back by balloon_inflate; so it works under mode=para, for guests that are written \
      for it. It is told by a supervisor software interrupt of hart 0. V.ballooned says how many pages it has given.
      """,
    operands: [.computer, .free], examples: ["balloon V 4MiB", "balloon V 0B"])

  private let name: Named
  private let pages: Int

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.name("the name of a virtual machine")
    let size = try scanner.rawValue("a size, such as 4MiB")
    pages = try size.size(in: 0...Computer.greatestMemory) / 4096
    try scanner.end()
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let (computer, vm) = try machine.virtualMachine(name, at: name.place)
    guard vm.technique.takesHypercalls else {
      throw LabError(
        .conflict(
          "The guest of \(computer.name) is not to know of its hypervisor (mode=\(vm.description.name)): only mode=para has a balloon."
        ), at: name.place)
    }
    guard pages < computer.pageCount else {
      throw LabError(
        .outOfRange(
          what: "the balloon, in pages", value: "\(pages)", range: "0 to \(computer.pageCount - 1)"),
        at: name.place)
    }
    execution.hasBegun = true
    vm.paravirtual.balloonTarget = pages
    if let hart = computer.harts.first { hart.csr.mip |= ControlRegisters.Pending.ssip }
    machine.memory.counts.commandEvents += 1
    return .text(
      "\(computer.name) is to hold \(counted(pages, "page")) in its balloon; it holds \(vm.paravirtual.ballooned.count)."
    )
  }
}
