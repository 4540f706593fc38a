/// `snapshot V s1`
struct SnapshotCommand: KeepingCommand {
  static let description = CommandDescription(
    verb: "snapshot", usage: ["snapshot COMPUTER NAME"],
    summary: "keep the present state of a computer, to be restored",
    detail: """
      Memory, harts, devices and disk are kept as they are; memory is shared copy-on-write, so that a snapshot \
      takes frames only for what changes afterwards, and its pages are paged like all others. Snapshots are \
      the hypervisor's and go back with one computer; `back` undoes what you did with the whole lab. \
      Those taken after `restore` branch off: `show snapshots` draws the tree.
      """,
    operands: [.computer, .newName], examples: ["snapshot M s1"])

  private let computer: Named
  private let name: Named

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    computer = try scanner.name("the computer whose state to keep")
    name = try scanner.newName("a name for the snapshot")
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let limits = execution.budget.limits
    let computer = try machine.computer(self.computer, at: self.computer.place)
    guard !machine.snapshots(of: computer).contains(where: { $0.name == name.text }) else {
      throw LabError(
        .conflict(
          "\(computer.name) has a snapshot \(name.text) already: `forget \(computer.name) \(name.text)` "
            + "gives it up."),
        at: name.place)
    }
    let space = Named(
      text: Snapshot.spaceName(computer.name, name.text), place: name.place)
    try machine.checkFree(space, limits)
    try machine.checkPages(computer.pageCount, limits, at: name.place)
    execution.hasBegun = true
    let parent = computer.snapshot
    try machine.takeSnapshot(of: computer, as: name.text, execution)
    let branch = parent.map { ", below \($0)" } ?? ""
    let pages = machine.memory.residentPages(of: computer.space)
    return .text(
      "Snapshot \(name.text) of \(computer.name)\(branch): \(counted(pages, "page")) shared, "
        + "copy-on-write.")
  }

  func keeps(_ snapshot: String, of space: Int, in machine: Machine) -> Bool {
    name.text == snapshot && machine.computer(named: computer.text)?.space == space
  }
}

/// `restore V s1`
struct RestoreCommand: StateCommand {
  static let description = CommandDescription(
    verb: "restore", usage: ["restore COMPUTER SNAPSHOT"],
    summary: "take a computer back to a snapshot",
    detail: """
      The computer is as it was then, console and clock included; the snapshot stays and can be restored \
      again. Time of the machine and its counts go on: restoring is something that the hypervisor does, where \
      `back` undoes it. Weight, cap and whatever else the host gives a virtual machine stay as they are now.
      """,
    operands: [.computer, .snapshot], examples: ["restore M s1"])

  private let operands: SnapshotOperands

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    operands = try SnapshotOperands(&scanner, "the snapshot to restore")
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let (computer, snapshot) = try operands.resolve(in: machine)
    execution.hasBegun = true
    let changed = try machine.restore(computer, to: snapshot, execution)
    if let host = machine.host, let client = host.client(of: computer),
      let restored = machine.computer(named: computer.name)
    {
      try machine.changeHost(host, execution) { try host.revive(client, restored, log: &$0) }
    }
    let steps = counted(snapshot.computer.steps, "instruction")
    return .text(
      "\(computer.name) is as it was at \(snapshot.name), after \(steps); "
        + "\(counted(changed, "page")) had changed.")
  }

  func origin(of space: Int, in machine: Machine) -> StateOrigin? {
    guard let (computer, snapshot) = try? operands.resolve(in: machine), computer.space == space
    else { return nil }
    return .snapshot(snapshot.name)
  }
}

/// `forget V s1`
struct ForgetCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "forget", usage: ["forget COMPUTER SNAPSHOT"], summary: "give a snapshot up",
    detail: """
      The frames that nobody else maps become free. Snapshots below it stay, and hang from the one above it.
      """,
    operands: [.computer, .snapshot], examples: ["forget M s1"])

  private let operands: SnapshotOperands

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    operands = try SnapshotOperands(&scanner, "the snapshot to give up")
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let (computer, snapshot) = try operands.resolve(in: machine)
    execution.hasBegun = true
    let before = machine.memory.frames.freeCount
    try machine.forget(snapshot, execution)
    let freed = machine.memory.frames.freeCount - before
    return .text(
      "Snapshot \(snapshot.name) of \(computer.name) is gone; \(counted(freed, "frame")) became free."
    )
  }
}

/// A computer and one of its snapshots.
private struct SnapshotOperands: Sendable {
  let computer: Named
  let snapshot: Named

  init(_ scanner: inout Scanner, _ expected: String) throws {
    computer = try scanner.name("the name of a computer")
    snapshot = try scanner.name(expected)
  }

  func resolve(in machine: Machine) throws -> (Computer, Snapshot) {
    let computer = try machine.computer(self.computer, at: self.computer.place)
    let known = machine.snapshots(of: computer)
    if let found = known.first(where: { $0.name == snapshot.text }) { return (computer, found) }
    guard !known.isEmpty else {
      throw LabError(
        .undefined(
          "\(computer.name) has no snapshot: `snapshot \(computer.name) \(snapshot.text)` makes one."
        ),
        at: snapshot.place)
    }
    let names = known.map(\.name)
    throw LabError(
      .unknown(
        kind: "snapshot of \(computer.name)", name: snapshot.text,
        nearest: nearest(snapshot.text, among: names), known: names), at: snapshot.place)
  }
}
