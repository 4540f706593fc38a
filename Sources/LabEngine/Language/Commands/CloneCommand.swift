/// `clone V W`
struct CloneCommand: StateCommand {
  static let description = CommandDescription(
    verb: "clone", usage: ["clone COMPUTER NAME"],
    summary: "make a second computer exactly like another",
    detail: """
      Harts, devices, console, clock and disk are those of the first at this moment. Their memory is shared \
      copy-on-write, as between processes after `fork`: a clone takes frames only for what either of them \
      writes afterwards.
      """,
    operands: [.computer, .newName], examples: ["clone M N"])

  private let source: Named
  private let name: Named

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    source = try scanner.name("the computer to clone")
    name = try scanner.newName("a name for the clone")
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let limits = execution.budget.limits
    let computer = try machine.computer(source, at: source.place)
    try machine.checkFree(name, limits)
    try machine.checkPages(computer.pageCount, limits, at: name.place)
    execution.hasBegun = true
    let twin = try machine.clone(computer, as: name.text, execution)
    let frames = machine.memory.residentPages(of: twin.space)
    return .text(
      "\(name.text) is a clone of \(source.text) and shares \(counted(frames, "frame")) with it, "
        + "copy-on-write.")
  }

  func origin(of space: Int, in machine: Machine) -> StateOrigin? {
    guard machine.memory.spaces.count == space,
      let computer = machine.computer(named: source.text)
    else { return nil }
    return .computer(space: computer.space)
  }
}
