/// `task J run=10ms arrive=0ms burst=2ms io=5ms weight=256`
struct TaskCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "task",
    usage: [
      "task NAME run=TIME [arrive=0ms burst=TIME io=TIME weight=256 …]",
      "task NAME workload=\"STEP…\" [process=PROCESS …]",
    ],
    summary: "a described task for the host's CPUs",
    detail: """
      With run= it needs so much CPU time in all; with burst= and io= it computes for a burst, waits for a device, and so \
      on. With workload= it does the steps once, or until run= is used up; `help workloads` tells the steps. \
      process= names the process whose pages its `touch` steps refer to. Without `host` there is one CPU under rr.
      """,
    operands: [.newName],
    options: [
      CommandOption(name: "run", values: "a time", meaning: "CPU time that it needs in all"),
      CommandOption(
        name: "arrive", values: "a time",
        meaning: "when it comes, since the host began; 0ms unless told"),
      CommandOption(name: "burst", values: "a time", meaning: "CPU time between two waits"),
      CommandOption(
        name: "io", values: "a time", meaning: "how long each wait for its device lasts"),
      CommandOption(
        name: "workload", values: "steps", meaning: "what it does, see `help workloads`"),
      CommandOption(
        name: "process", values: "a process", meaning: "whose pages it touches", kind: .process),
    ] + ClientOptions.entitlement,
    examples: [
      "task J run=10ms", "task J run=12ms arrive=3ms burst=2ms io=5ms weight=512",
      "task J workload=\"cpu=3ms io=uniform(1ms..9ms) cpu=2ms\"",
    ])

  private let name: Named
  private let plan: ClientPlan
  private let options: ClientOptions
  private let process: Named?
  private let workloadPlace: SourcePlace

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.newName("a name for the task")
    let here = scanner.place
    let read = try OptionReader(lastOf: &scanner, of: Self.description)
    options = try ClientOptions(read, at: here)
    process = read.values["process"]
    workloadPlace = read.values["workload"]?.place ?? here
    var plan = ClientPlan(name: name.text, kind: .job)
    let all = 1...Host.longest
    let words = "1ns to 1000000s"
    plan.arrive = try read.time("arrive", in: 0...Host.longest, range: "0ns to 1000000s") ?? 0
    let run = try read.time("run", in: all, range: words)
    let burst = try read.time("burst", in: all, range: words)
    let io = try read.time("io", in: all, range: words)
    if (burst == nil) != (io == nil) {
      throw scanner.error(
        .expected("burst= and io= together", found: "only one of them"),
        at: (read.values["burst"] ?? read.values["io"])?.place ?? here)
    }
    plan.run = run ?? Host.endless
    if let text = read.values["workload"] {
      guard burst == nil else {
        throw scanner.error(
          .conflict("workload= says what it does: leave out burst= and io="), at: text.place)
      }
      plan.workloads = try WorkloadParser.workloads(text, limits: lab.limits)
      guard plan.workloads.count == 1 else {
        throw scanner.error(
          .expected("one workload: a task has one CPU", found: "several"), at: text.place)
      }
      plan.repeats = run != nil
    } else if let burst, let io {
      plan.workloads = [
        Workload(
          steps: [.cpu(.fixed(burst)), .io(.fixed(io))],
          text: "cpu=\(Value.nanoseconds(burst).written()) io=\(Value.nanoseconds(io).written())")
      ]
    } else {
      plan.workloads = [.cpu]
    }
    guard run != nil || read.values["workload"] != nil else {
      guard scanner.isAtEnd else { throw scanner.expected("run=TIME or workload=\"STEP…\"") }
      throw scanner.error(.expected("run=TIME or workload=\"STEP…\"", found: "neither"), at: here)
    }
    self.plan = plan
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    try machine.checkFree(name, execution.budget.limits)
    var plan = plan
    options.fill(&plan)
    let space = try process.map { try machine.ordinaryProcess($0, for: "task") }
    plan.space = space
    try machine.checkTouch(plan.workloads, space, at: process?.place ?? workloadPlace)
    let host = try machine.madeHost(execution)
    try options.check(host, vcpus: 1)
    execution.hasBegun = true
    host.isDeclared = true
    try machine.add(plan, to: host, execution)
    let run =
      plan.run < Host.endless
      ? "\(Value.nanoseconds(plan.run).written()) of CPU time" : plan.workloads[0].text
    return .text(
      "Task \(name.text): \(run), arrives at \(Value.nanoseconds(max(host.now, plan.arrive)).written())."
    )
  }
}

extension Machine {
  /// Adds a client, telling whoever watches.
  func add(_ plan: ClientPlan, to host: Host, _ execution: Execution) throws {
    try changeHost(host, execution) { log in try host.add(plan, log: &log) }
  }

  /// Does something to the host between runs.
  func changeHost(
    _ host: Host, _ execution: Execution, _ body: (inout HostLogSink) throws -> Void
  ) throws {
    var log = HostLogSink()
    host.rebase()
    try body(&log)
    try host.synchronise()
    memory.counts.commandEvents += 1
    if execution.observer?.watchesHost == true {
      execution.observer?.observe(log.records, on: host)
    }
  }

  /// Throws unless all pages that workloads touch are there.
  func checkTouch(_ workloads: [Workload], _ space: Int?, at place: SourcePlace) throws {
    let highest = workloads.map(\.highestPage).max() ?? -1
    guard highest >= 0 else { return }
    guard let space else {
      throw LabError(
        .expected("whose pages `touch` refers to: process= of a task, ram= of a VM", found: "none"),
        at: place)
    }
    guard !policy.description.looksAhead else {
      throw LabError(
        .conflict("\(policySpec.text) needs the future, which a scheduled task does not have."),
        at: place)
    }
    try checkPage(highest, of: space, at: place)
  }
}
