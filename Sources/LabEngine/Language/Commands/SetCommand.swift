/// `set V weight=512 cap=50% pin=0 vcpus=2`
struct SetCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "set",
    usage: [
      "set NAME [weight=N cap=50%|off reserve=20%|off pin=CPUS|off priority=N period=TIME slice=TIME] [vcpus=N]"
    ],
    summary: "change a task or virtual machine while it runs",
    detail: """
      weight=, cap=, reserve=, pin= and priority= are what it may have of the host's CPUs from now on. With period= or \
      slice= a new period begins now. vcpus= plugs virtual CPUs in or out. A VM with a guest can have as many as `vm maxvcpus=` has made room for, and loses only \
      those that the guest has stopped; a new one waits until the guest's kernel starts it by the firmware (hart_start), \
      or begins at the entry with start=m.
      """,
    operands: [.either([.client, .computer])],
    options: [
      CommandOption(
        name: "vcpus", values: "a number", meaning: "virtual CPUs that are there from now on")
    ] + ClientOptions.entitlement,
    examples: ["set V vcpus=2", "set V weight=512 cap=50%"])

  private let name: Named?
  private let here: SourcePlace
  private let vcpus: Int?
  private let vcpusPlace: SourcePlace
  private let options: ClientOptions

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    here = scanner.place
    name =
      scanner.isAtEnd || scanner.isAtOption
      ? nil : try scanner.name("the name of a task or virtual machine")
    let read = try OptionReader(lastOf: &scanner, of: Self.description)
    vcpus = try read.integer("vcpus", in: 1...WorkloadMachine.mostVCPUs)
    vcpusPlace = read.values["vcpus"]?.place ?? here
    options = try ClientOptions(read, at: here, isChange: true)
    guard !read.values.isEmpty else {
      throw scanner.error(
        .expected("what to set, as weight=512 or vcpus=2", found: "nothing"), at: here)
    }
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let host = try machine.madeHost(execution)
    var unwatched = HostLogSink()
    try host.adopt(log: &unwatched)
    let client = try machine.client(name, of: host, at: here)
    let info = host.infos[client]
    let count = vcpus ?? host.members(of: client).count { host.core.tasks[$0].state != .removed }
    if let vcpus { try checkCount(vcpus, info, machine) }
    try options.check(host, vcpus: count, besides: client)
    let served = try options.served(host.core.clients[client], info.name)
    execution.hasBegun = true
    if let vcpus, info.isGuest, let computer = machine.computer(named: info.name) {
      computer.plug(vcpus)
    }
    try machine.changeHost(host, execution) { log in
      if let vcpus { try host.setCount(client, vcpus, log: &log) }
      try apply(to: client, of: host, info, &log)
      if let served {
        try host.serve(client, period: served.period, slice: served.slice, log: &log)
      }
    }
    return .text("\(info.name): \(words(vcpus)).")
  }

  private func apply(
    to client: Int, of host: Host, _ info: ClientInfo, _ log: inout HostLogSink
  ) throws {
    if let weight = options.weight { try host.setWeight(client, weight, log: &log) }
    if options.cap != nil || options.reserve != nil {
      try host.limit(
        client, cap: options.cap ?? info.cap, reserve: options.reserve ?? info.reserve, log: &log)
    }
    if let pins = options.pins { try host.pin(client, pins, log: &log) }
    if let priority = options.priority { try host.setPriority(client, priority, log: &log) }
  }

  private func checkCount(_ vcpus: Int, _ info: ClientInfo, _ machine: Machine) throws {
    guard info.kind == .machine else {
      throw LabError(
        .conflict("\(info.name) is a task, which has one CPU at a time."), at: vcpusPlace)
    }
    guard info.isGuest, let computer = machine.computer(named: info.name) else { return }
    guard vcpus <= computer.harts.count else {
      throw LabError(
        .outOfRange(
          what: "vcpus", value: "\(vcpus)",
          range: "1 to \(computer.harts.count): `vm … maxvcpus=\(vcpus)` makes room for more"),
        at: vcpusPlace)
    }
    if let busy = computer.harts.first(where: { $0.id >= vcpus && $0.isStarted }) {
      throw LabError(
        .conflict("vCPU \(busy.id) is running: the guest must stop it first."), at: vcpusPlace)
    }
  }

  /// "pinned to CPU 0", "pinned to CPUs 0..1, 3".
  private static func words(_ pins: [ClosedRange<Int>]) -> String {
    let isOne = pins.count == 1 && pins[0].count == 1
    let cpus = pins.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)..\($0.upperBound)"
    }
    return "pinned to CPU\(isOne ? "" : "s") \(cpus.joined(separator: ", "))"
  }

  /// "2 vCPUs, weight 512".
  private func words(_ vcpus: Int?) -> String {
    var parts: [String] = []
    if let vcpus { parts.append("it has \(counted(vcpus, "vCPU"))") }
    if let weight = options.weight { parts.append("weight \(weight)") }
    if let cap = options.cap { parts.append(cap.map { "cap \($0)%" } ?? "no cap") }
    if let reserve = options.reserve {
      parts.append(reserve.map { "\($0)% reserved" } ?? "no reservation")
    }
    if let pins = options.pins { parts.append(pins.map(Self.words) ?? "runs on all CPUs") }
    if let priority = options.priority { parts.append("priority \(priority)") }
    if let period = options.period {
      parts.append("a period of \(Value.nanoseconds(period).written())")
    }
    if let slice = options.slice {
      parts.append("a slice of \(Value.nanoseconds(slice).written())")
    }
    return parts.joined(separator: ", ")
  }
}

extension Machine {
  /// The client of that name, or the only virtual machine.
  func client(_ name: Named?, of host: Host, at place: SourcePlace) throws -> Int {
    guard let name else {
      let machines = host.infos.indices.filter {
        !host.infos[$0].isRemoved && host.infos[$0].kind == .machine
      }
      if machines.count == 1, let only = machines.first { return only }
      throw LabError(
        .expected("the name of a task or virtual machine", found: "nothing"), at: place)
    }
    guard let client = host.client(named: name.text), !host.infos[client].isRemoved else {
      if computer(named: name.text) != nil {
        throw LabError(
          .refused("\(name.text) is a bare computer, which does not run on the host's CPUs."),
          at: name.place)
      }
      throw LabError(
        .unknown(
          kind: "task or virtual machine", name: name.text,
          nearest: nearest(name.text, among: host.names), known: host.names), at: name.place)
    }
    return client
  }
}

extension Computer {
  /// From now on this many of its harts are there; those that are not are off.
  func plug(_ count: Int) {
    for hart in harts where hart.id >= plugged && hart.id < count {
      hart.isStarted = start == .machine
    }
    for hart in harts where hart.id >= count { hart.isStarted = false }
    plugged = count
    eventsChanged = true
  }
}
