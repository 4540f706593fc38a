/// `terminate A`
struct TerminateCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "terminate", usage: ["terminate PROCESS"], summary: "end a process or a computer",
    detail: "Its frames become free, except those that another process still maps.",
    operands: [.process], examples: ["terminate A"])

  private let name: Named

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.name("the process to terminate")
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let space = try machine.living(name)
    execution.hasBegun = true
    let before = machine.memory.frames.freeCount
    try machine.change(execution) { memory, policy, log in
      memory.end(space, "terminated", policy: &policy, sink: &log)
    }
    machine.computers.last { $0.space == space }?.end(.stopped, "it was terminated")
    machine.dropLostSnapshots()
    let freed = machine.memory.frames.freeCount - before
    return .text("\(name.text) is terminated; \(counted(freed, "frame")) became free.")
  }
}

/// `swapout A`
struct SwapOutCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "swapout", usage: ["swapout PROCESS"],
    summary: "take a whole process, or a computer, out of memory",
    detail: """
      Its dirty pages are written out, at `pageout` each, and its frames become free. `swapin` brings the \
      same pages back; until then a reference brings in single pages by fault.
      """,
    operands: [.process], examples: ["swapout A"])

  private let name: Named

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.name("the process to swap out")
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let space = try machine.living(name)
    guard machine.memory.spaces[space].swappedOut == nil else {
      throw LabError(.conflict("\(name.text) is swapped out already."), at: name.place)
    }
    execution.hasBegun = true
    let before = machine.counts.pageouts
    let free = machine.memory.frames.freeCount
    try machine.change(execution) { memory, policy, log in
      memory.swapOut(space, policy: &policy, sink: &log)
    }
    let written = machine.counts.pageouts - before
    let freed = machine.memory.frames.freeCount - free
    return .text(
      "\(name.text) is swapped out: \(counted(written, "dirty page")) written, "
        + "\(counted(freed, "frame")) free again.")
  }
}

/// `swapin A`
struct SwapInCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "swapin", usage: ["swapin PROCESS"], summary: "bring a swapped-out process back",
    detail: "Each page that `swapout` took is read again, at the price of a page-in.",
    operands: [.process], examples: ["swapin A"])

  private let name: Named

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.name("the process to swap in")
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let space = try machine.living(name)
    guard machine.memory.spaces[space].swappedOut != nil else {
      throw LabError(.conflict("\(name.text) is not swapped out."), at: name.place)
    }
    execution.hasBegun = true
    let pages = try machine.change(execution) { memory, policy, log in
      memory.swapIn(space, policy: &policy, sink: &log)
    }
    return .text("\(name.text) is back: \(counted(pages, "page")) read.")
  }
}
