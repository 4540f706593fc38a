/// `clone V W [weight=512 …]`
struct CloneCommand: StateCommand {
  static let description = CommandDescription(
    verb: "clone", usage: ["clone COMPUTER NAME [weight=256 cap=50% reserve=20% pin=0 …]"],
    summary: "make a second computer exactly like another",
    detail: """
      Harts, devices, console, clock and disk are those of the first at this moment. Their memory is shared \
      copy-on-write, as between processes after `fork`: a clone takes frames only for what either of them \
      writes afterwards. The host gives the clone of a virtual machine what it gives the first: weight, cap, \
      reservation, CPUs and kind of clock, each unless told otherwise here.
      """,
    operands: [.computer, .newName], options: ClientOptions.entitlement,
    examples: ["clone M N", "clone V W pin=1"])

  private let source: Named
  private let name: Named
  private let options: ClientOptions

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    source = try scanner.name("the computer to clone")
    name = try scanner.newName("a name for the clone")
    let here = scanner.place
    options = try ClientOptions(try OptionReader(&scanner, of: Self.description), at: here)
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let limits = execution.budget.limits
    let computer = try machine.computer(source, at: source.place)
    try machine.checkFree(name, limits)
    try machine.checkPages(computer.pageCount, limits, at: name.place)
    let client = try options.plan(as: computer, named: name, in: machine, execution)
    execution.hasBegun = true
    let twin = try machine.clone(computer, as: name.text, execution)
    if let client { try machine.add(client, like: computer, for: twin, execution) }
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

extension ClientOptions {
  /// What a clone is to have of the host, checked; nil for a bare computer.
  fileprivate func plan(
    as computer: Computer, named name: Named, in machine: Machine, _ execution: Execution
  ) throws -> ClientPlan? {
    guard computer.vm != nil else {
      try refuse(on: computer.name)
      return nil
    }
    let host = try machine.madeHost(execution)
    guard let original = host.client(of: computer) else { return nil }
    var plan = host.plan(like: original)
    plan.name = name.text
    fill(&plan)
    try check(host, vcpus: plan.vcpus)
    try host.check(plan, at: name.place)
    return plan
  }
}

extension Machine {
  /// The clone of a VM becomes a client of the host.
  fileprivate func add(
    _ plan: ClientPlan, like computer: Computer, for twin: Computer, _ execution: Execution
  ) throws {
    guard let host, let original = host.client(of: computer) else { return }
    var plan = plan
    plan.space = twin.space
    try changeHost(host, execution) { log in
      try host.add(plan, log: &log)
      host.continueStretches(of: original, in: host.infos.count - 1)
    }
  }
}
