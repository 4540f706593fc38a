/// `suspend M web1.vmss`
struct SuspendCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "suspend", usage: ["suspend NAME FILE"],
    summary: "write a computer to a file; it leaves the machine",
    detail: """
      The file holds all that its program could tell: harts, devices, what is on its disk, console, and the pages \
      of its memory that are not zero, wherever they lie; so `resume` goes on with it in any machine, as if it \
      had never stopped. What the host gives it is kept, too: weight, cap, reservation, CPUs and clock. Its frames become free. `back` brings the computer back, and the file stays. Breakpoints \
      and watched bytes are not kept.
      """,
    operands: [.computer, .file], examples: ["suspend M web1.vmss"], namesFile: true)

  private let name: Named
  private let file: Named

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.name("the name of a computer")
    file = try scanner.word("the name of the file to write")
    guard lab.files != nil, !lab.limits.refusesFiles else {
      throw scanner.error(.refused("Files cannot be named here."), at: file.place)
    }
  }

  /// The file is written here, once; what is recorded and played again is that the computer leaves.
  func run(in lab: Lab) throws -> CommandOutcome {
    let computer = try lab.machine.computer(name, at: name.place)
    let (bytes, pages) = SuspendedComputer.bytes(of: computer)
    do { try lab.files?.write(bytes, to: file.text) } catch let error as LabError {
      throw error.filled(place: file.place, lineText: "")
    }
    let written =
      "Written to \(file.text): \(counted(bytes.count, "byte")), "
      + "\(pages) of \(counted(computer.pageCount, "page"))."
    let report = try lab.perform(self)
    return CommandOutcome(
      report: Report(report.blocks + [.text(written)]), changedMachine: true)
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let computer = try machine.computer(name, at: name.place)
    execution.hasBegun = true
    let before = machine.memory.frames.freeCount
    try machine.change(execution) { memory, policy, log in
      memory.end(computer.space, "suspended", policy: &policy, sink: &log)
    }
    computer.end(computer.state, "it was suspended to \(file.text)")
    let freed = machine.memory.frames.freeCount - before
    return .text("\(name.text) is suspended; \(counted(freed, "frame")) became free.")
  }
}
