/// `migrate V bandwidth=100MiB`
struct MigrateCommand: ComputerCommand {
  static let description = CommandDescription(
    verb: "migrate",
    usage: [
      "migrate VM bandwidth=100MiB [mode=precopy|postcopy threshold=49 rounds=29 factor=3 activation=1ms latency=100us]"
    ],
    summary: "move a virtual machine to another host while it runs",
    detail: """
      precopy sends all of its memory while it runs, then in rounds what was written meanwhile, until at most \
      `threshold` pages are left, a round leaves no fewer than it has sent, there were `rounds` of them, or `factor` times \
      the memory was sent; the rest goes while it stands still, which is the downtime (Clark and others, NSDI 2005). \
      postcopy moves the registers first and pages afterwards: one that is touched before its turn is fetched for \
      `latency` and its own time (Hines and Gopalan, VEE 2009). Its own clock stands still in the downtime. `show \
      migration` tells the rounds beside the formula, `plot migrate VM` draws them.
      """,
    operands: [.computer],
    options: [
      CommandOption(name: "bandwidth", values: "a size", meaning: "bytes a second of the link"),
      CommandOption(
        name: "mode", values: "precopy or postcopy", meaning: "precopy unless told",
        kind: .words(Migration.Mode.allCases.map(\.rawValue))),
      CommandOption(
        name: "threshold", values: "pages", meaning: "so few left are sent at once; 49 unless told"),
      CommandOption(name: "rounds", values: "a number", meaning: "rounds at most; 29 unless told"),
      CommandOption(
        name: "factor", values: "a number",
        meaning: "times the memory that may be sent; 3 unless told"),
      CommandOption(
        name: "activation", values: "a time",
        meaning: "from the last byte until it goes on; 1ms unless told"),
      CommandOption(
        name: "latency", values: "a time",
        meaning: "of the network, for a page that is fetched; 100us unless told"),
    ],
    examples: ["migrate V bandwidth=100MiB", "migrate V bandwidth=10MiB mode=postcopy"])

  private let name: Named?
  private let here: SourcePlace
  private let link: MigrationLink
  private let limits: PrecopyLimits
  private let mode: Migration.Mode
  private let latency: Int

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    here = scanner.place
    name =
      scanner.isAtEnd || scanner.isAtOption
      ? nil : try scanner.name("the name of a virtual machine")
    let options = try OptionReader(&scanner, of: Self.description)
    guard let bandwidth = options.values["bandwidth"] else {
      throw scanner.error(
        .expected("bandwidth=SIZE, the bytes a second of the link", found: "none"), at: here)
    }
    let activation = try options.values["activation"].map { try $0.time() } ?? 1_000_000
    link = try MigrationLink(
      bandwidth: try bandwidth.bandwidth(), activation: activation)
    var limits = PrecopyLimits()
    limits.threshold =
      try options.integer("threshold", in: 0...Limits.greatestCount) ?? limits.threshold
    limits.rounds = try options.integer("rounds", in: 1...1000) ?? limits.rounds
    limits.factor = try options.integer("factor", in: 1...1000) ?? limits.factor
    self.limits = limits
    mode =
      Migration.Mode(
        rawValue: try options.choice(
          "mode", Migration.Mode.allCases.map(\.rawValue), standard: "precopy")) ?? .precopy
    latency = try options.values["latency"].map { try $0.time() } ?? 100_000
  }

  var expectedUnits: Int { 1 << 20 }

  func subject(in machine: Machine) -> Computer? {
    try? machine.virtualMachine(name, at: here).computer
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let (computer, _) = try machine.virtualMachine(name, at: here)
    guard machine.settings.costs.cycle > 0 else {
      throw LabError(
        .conflict("A migration takes time, and with cycle=0ns none passes while a guest runs."),
        at: here)
    }
    var migration = Migration(
      mode: mode,
      plan: try PrecopyPlan(pages: computer.pageCount, link: link, limits: limits),
      began: machine.time)
    execution.hasBegun = true
    execution.endsByUnits = true
    computer.observer = execution.observer
    defer {
      computer.observer = nil
      computer.endDirtyRounds()
    }
    computer.arrival = nil
    if machine.runsHost { try machine.madeHost(execution).prepare(execution.observer) }
    migration = Migration(mode: mode, plan: migration.plan, began: machine.time)
    switch mode {
    case .precopy: migration = try precopy(computer, migration, machine, execution)
    case .postcopy: migration = try postcopy(computer, migration, machine, execution)
    }
    computer.migration = migration
    return .text(words(migration, computer))
  }

  private func precopy(
    _ computer: Computer, _ begun: Migration, _ machine: Machine, _ execution: Execution
  ) throws -> Migration {
    var plan = begun.plan
    var received: [Int: PageBytes] = [:]
    var sending = Array(0..<computer.pageCount)
    while plan.stop == nil {
      for page in sending { received[page] = machine.contents(of: page, space: computer.space) }
      computer.beginDirtyRound()
      let isWhole = try run(computer, for: plan.next.duration, machine, execution)
      sending = computer.dirtyPages
      guard isWhole else { return begun }
      _ = try plan.sent(dirtied: sending.count)
    }
    for page in sending { received[page] = machine.contents(of: page, space: computer.space) }
    computer.endDirtyRounds()
    let downtime = try plan.downtime
    guard try standStill(computer, for: downtime, machine, execution) else { return begun }
    computer.receive(received)
    return Migration(
      mode: .precopy, plan: plan, began: begun.began, downtime: downtime,
      total: machine.time - begun.began, isComplete: true)
  }

  /// The VM runs while a round is sent. False if it was stopped, or if a replay ends here.
  private func run(
    _ computer: Computer, for duration: Int, _ machine: Machine, _ execution: Execution
  ) throws -> Bool {
    if machine.runsHost {
      let host = try machine.madeHost(execution)
      return try machine.pass(host, until: host.now.addingClamped(duration), execution)
    }
    let deadline = machine.time.addingClamped(duration)
    let limit = execution.limit ?? .max
    while machine.time < deadline, computer.canRun {
      if execution.shouldStop || execution.done >= limit { return false }
      let begun = computer.run(min(1 << 18, limit - execution.done), until: deadline)
      try execution.budget.spend(instructions: computer.charge(begun))
      execution.done += begun
      if begun == 0 { break }
    }
    if machine.time < deadline { try computer.standStill(for: deadline - machine.time) }
    return true
  }

  /// The VM does nothing for a while; what else is on the host goes on. False as for `run`.
  private func standStill(
    _ computer: Computer, for time: Int, _ machine: Machine, _ execution: Execution
  ) throws -> Bool {
    guard machine.runsHost, let host = machine.host, let client = host.client(named: computer.name)
    else {
      try computer.standStill(for: time)
      return true
    }
    try machine.changeHost(host, execution) { log in
      for task in host.members(of: client) { try host.apply(.pause(task), log: &log) }
    }
    let isWhole = try machine.pass(host, until: host.now.addingClamped(time), execution)
    // Also when it was stopped meanwhile: nobody else would let it go.
    try machine.changeHost(host, execution) { log in
      for task in host.members(of: client) { try host.apply(.release(task), log: &log) }
    }
    return isWhole
  }

  private func postcopy(
    _ computer: Computer, _ begun: Migration, _ machine: Machine, _ execution: Execution
  ) throws -> Migration {
    // Registers and devices: about a page for each hart, and one for the devices.
    let state = try link.duration(of: computer.hartCount + 1)
    let downtime = state.addingClamped(link.activation)
    guard try standStill(computer, for: downtime, machine, execution) else { return begun }
    let page = try link.duration(of: 1)
    computer.arrival = PageArrival(
      began: machine.time, pageTime: page, fetch: latency.addingClamped(page))
    computer.forgetTranslations()
    return Migration(
      mode: .postcopy, plan: begun.plan, began: begun.began, downtime: downtime,
      total: downtime.addingClamped(try link.duration(of: computer.pageCount)), isComplete: true)
  }

  private func words(_ migration: Migration, _ computer: Computer) -> String {
    func time(_ value: Int) -> String { Value.nanoseconds(value).written() }
    guard migration.isComplete else { return "The migration of \(computer.name) was cut short." }
    let down = "downtime \(time(migration.downtime)), \(time(migration.total)) in all"
    guard migration.mode == .precopy, let stop = migration.plan.stop else {
      return "\(computer.name) runs at its new host, its pages follow: \(down)."
    }
    let note = stop.isConverged ? "" : " It does not converge."
    return "\(computer.name) moved in \(counted(migration.plan.rounds.count, "round")) and a stop, "
      + "because \(stop.words(migration.plan.limits)): \(down).\(note)"
  }
}

extension Named {
  /// `100MiB` or `100MiB/s`, in bytes a second.
  fileprivate func bandwidth() throws -> Int {
    var size = self
    if size.text.hasSuffix("/s") { size.text.removeLast(2) }
    return try size.size(in: 1...(1 << 50))
  }
}
