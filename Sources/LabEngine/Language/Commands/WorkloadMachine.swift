/// `vm V workload=cpu weight=512 vcpus=2`: a virtual machine whose vCPUs do as described, without code.
struct WorkloadMachine: Sendable {
  static let options = [
    CommandOption(
      name: "workload", values: "steps",
      meaning: "no guest: its vCPUs do these steps, see `help workloads`"),
    CommandOption(
      name: "clock", values: GuestClockMode.allCases.map(\.rawValue).joined(separator: ", "),
      meaning: "how the guest keeps time; tick unless told",
      kind: .words(GuestClockMode.allCases.map(\.rawValue))),
    CommandOption(
      name: "tick", values: "a time", meaning: "the period of its timer; 10ms unless told"),
    CommandOption(
      name: "sync", values: "a time",
      meaning: "how often clock=sync sets the clock right; 1s unless told"),
    CommandOption(
      name: "arrive", values: "a time",
      meaning: "when it comes, since the host began; 0ms unless told"),
  ]

  private let name: Named
  private let plan: ClientPlan
  private let options: ClientOptions
  private let pages: Int
  private let pagesPlace: SourcePlace

  /// Options that only a guest with code has are refused.
  init(_ name: Named, _ read: OptionReader, at here: SourcePlace, in lab: Lab) throws {
    self.name = name
    let own =
      Set((Self.options + ClientOptions.entitlement).map(\.name)).union(["vcpus", "ram"])
    if let other = read.values.sorted(by: { $0.key < $1.key }).first(where: {
      !own.contains($0.key)
    }
    ) {
      throw LabError(
        .conflict(
          "\(other.key)= is for a guest with code, workload= for a VM without: leave one out."),
        at: other.value.place)
    }
    options = try ClientOptions(read, at: here)
    var plan = ClientPlan(name: name.text, kind: .machine)
    guard let text = read.values["workload"] else {
      throw LabError(.expected("workload=STEPS", found: "none"), at: here)
    }
    plan.workloads = Workload.joined(try WorkloadParser.workloads(text, limits: lab.limits))
    plan.vcpus = try read.integer("vcpus", in: 1...Self.mostVCPUs) ?? 1
    plan.arrive = try read.time("arrive", in: 0...Host.longest, range: "0ns to 1000000s") ?? 0
    try Self.readClock(read, &plan)
    self.plan = plan
    let size = try read.size("ram", in: 4096...Computer.greatestMemory) ?? 0
    guard size % 4096 == 0 else {
      throw LabError(
        .expected("a multiple of 4KiB", found: "`\(read.values["ram"]?.text ?? "")`"),
        at: read.values["ram"]?.place ?? here)
    }
    pages = size / 4096
    pagesPlace = read.values["ram"]?.place ?? here
  }

  static let mostVCPUs = 256

  static func readClock(_ read: OptionReader, _ plan: inout ClientPlan) throws {
    let modes = GuestClockMode.allCases.map(\.rawValue)
    let mode = try read.choice("clock", modes, standard: GuestClockMode.tick.rawValue)
    plan.clock = GuestClockMode(rawValue: mode) ?? .tick
    let words = "1us to 1000000s"
    plan.tick = try read.time("tick", in: 1000...Host.longest, range: words)
    if let sync = try read.time("sync", in: 1000...Host.longest, range: words) { plan.sync = sync }
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let limits = execution.budget.limits
    try machine.checkFree(name, limits)
    var plan = plan
    options.fill(&plan)
    let host = try machine.madeHost(execution)
    try options.check(host, vcpus: plan.vcpus)
    guard host.core.tasks.count + plan.vcpus <= limits.processes * Self.mostVCPUs else {
      throw LabError(
        .fuel(what: "vCPUs and tasks", limit: limits.processes * Self.mostVCPUs), at: name.place)
    }
    if pages > 0 {
      try machine.checkPages(pages, limits, at: pagesPlace)
      let highest = plan.workloads.map(\.highestPage).max() ?? -1
      guard highest < pages else {
        throw LabError(
          .outOfRange(
            what: "page of \(name.text)", value: "\(highest)", range: "0 to \(pages - 1)"),
          at: pagesPlace)
      }
      guard !machine.policy.description.looksAhead else {
        throw LabError(
          .conflict(
            "\(machine.policySpec.text) needs the future, which a scheduled task does not have."),
          at: pagesPlace)
      }
    } else {
      try machine.checkTouch(plan.workloads, nil, at: name.place)
    }
    execution.hasBegun = true
    if pages > 0 {
      machine.memory.create(name.text, pages: pages, fill: .zero)
      plan.space = machine.memory.spaces.count - 1
    }
    host.isDeclared = true
    try machine.add(plan, to: host, execution)
    let what = plan.workloads.map(\.text).joined(separator: " | ")
    return .text(
      "VM \(name.text): \(counted(plan.vcpus, "vCPU")), each \(what), weight \(plan.weight).")
  }
}
