/// `resume web1.vmss [as W] [weight=512 …]`
struct ResumeCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "resume", usage: ["resume FILE [as NAME] [weight=256 cap=50% reserve=20% pin=0 …]"],
    summary: "go on with a computer from the file that `suspend` wrote",
    detail: """
      It comes back under its old name unless told otherwise, and its program cannot tell that it was away: its \
      clock stood still. Its pages lie on disk and come in when they are touched. The file is checked whole before \
      anything happens, and read once: going back never reads it again. One file can be resumed more than once, \
      under several names. The host gives a virtual machine what it was given where it was suspended, unless told \
      otherwise: weight, cap, reservation, CPUs and kind of clock, which is as far off as it was.
      """,
    operands: [.file, .words(["as"]), .newName], options: ClientOptions.entitlement,
    examples: ["resume web1.vmss", "resume web1.vmss as W", "resume web1.vmss pin=off"],
    namesFile: true)

  private let file: Named
  private let name: Named
  private let suspended: SuspendedComputer
  private let options: ClientOptions

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    file = try scanner.word("the name of the file that `suspend` wrote")
    guard let files = lab.files, !lab.limits.refusesFiles else {
      throw scanner.error(.refused("Files cannot be named here."), at: file.place)
    }
    let newName = scanner.takeWord("as") ? try scanner.newName("a name for the computer") : nil
    options = try ClientOptions(try OptionReader(&scanner, of: Self.description), at: file.place)
    try scanner.end()
    do {
      suspended = try SuspendedComputer(try files.read(file.text), file: file.text)
    } catch let error as LabError {
      throw error.filled(place: file.place, lineText: "")
    }
    name = newName ?? Named(text: suspended.name, place: file.place)
    guard !isReserved(name.text) else {
      throw scanner.error(
        .conflict("`\(name.text)` is a word of the language: `as NAME` gives it another name"),
        at: file.place)
    }
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let limits = execution.budget.limits
    let plan = suspended.plan
    try machine.checkForGuests(at: file.place)
    if machine.memory.find(name.text) != nil {
      throw LabError(
        .conflict(
          "There is already something named \(name.text): `resume \(file.text) as NAME` gives it another name."
        ),
        at: name.place)
    }
    try machine.checkFree(name, limits)
    try machine.checkPages(plan.pages, limits, at: file.place)
    if let disk = plan.sharedDisk, machine.disk(named: disk) == nil {
      throw LabError(
        .conflict("It was on disk \(disk), which this machine has not: `disk \(disk) …` makes it."),
        at: file.place)
    }
    let host = try host(for: plan, in: machine, execution)
    execution.hasBegun = true
    let isUnplugged = suspended.isAddressTaken(in: machine)
    let computer = try suspended.make(
      in: machine, as: name.text, consoleBytes: limits.consoleBytes)
    if let host {
      var client = client.plan(for: computer, on: host)
      options.fill(&client)
      try machine.add(client, to: host, execution)
    }
    let size = Value.quantity(Quantity(plan.pages * 4096, .data)).written()
    var state = "\(computer.state.word) after \(counted(computer.steps, "instruction"))"
    if !computer.ending.isEmpty { state += ": \(computer.ending)" }
    if isUnplugged {
      state += "; its card is not plugged in, as another computer has its address"
    }
    let (kind, noun) = computer.vm == nil ? ("Computer", "hart") : ("VM", "vCPU")
    return .text(
      "\(kind) \(name.text): \(counted(plan.harts, noun)), \(size) of memory, "
        + "\(counted(suspended.pages, "page")) of it on disk; \(state).")
  }

  /// What its host gave it, or what `vm` gives.
  private var client: KeptClient {
    suspended.client
      ?? KeptClient(
        plan: ClientPlan(name: name.text, kind: .machine, isGuest: true),
        clock: KeptClock(age: 0, drift: 0, corrected: 0, worst: 0))
  }

  /// The host that a virtual machine goes on on, which must be able to give it what it had; nil for a bare computer.
  private func host(
    for plan: ComputerPlan, in machine: Machine, _ execution: Execution
  ) throws -> Host? {
    guard plan.hypervisor != nil else {
      try options.refuse(on: name.text)
      return nil
    }
    let host = try machine.madeHost(execution)
    var client = client.plan
    client.name = name.text
    client.vcpus = plan.harts
    options.fill(&client)
    try options.check(host, vcpus: plan.harts)
    try host.check(client, at: file.place)
    return host
  }
}
