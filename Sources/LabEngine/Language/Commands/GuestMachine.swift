/// `vm V guest=k mode=trap`: a virtual machine with a guest's code in it.
struct GuestMachine: Sendable {
  private let specification: ComputerSpecification
  private let technique: String
  private let type: VirtualMachine.HostType
  private let places: Int?
  /// What a configuration file names in place of a guest of the machine.
  private let image: GuestImage?
  private let options: ClientOptions
  private let client: ClientPlan

  init(
    _ name: Named, _ read: OptionReader, _ image: GuestImage?, at here: SourcePlace, in lab: Lab
  ) throws {
    self.image = image
    technique = try read.choice(
      "mode", TechniqueRegistry.names, standard: TrapAndEmulate.description.name)
    type = try read.choice("type", ["1", "2"], standard: "1") == "1" ? .bareMetal : .hosted
    specification = try ComputerSpecification(name, read, harts: "vcpus", at: here, in: lab)
    places = try read.integer("maxvcpus", in: specification.harts...Computer.mostHarts)
    options = try ClientOptions(read, at: here)
    var client = ClientPlan(name: name.text, kind: .machine)
    client.vcpus = specification.harts
    client.isGuest = true
    client.arrive =
      try read.time("arrive", in: 0...Host.longest, range: "0ns to 1000000s") ?? 0
    try WorkloadMachine.readClock(read, &client)
    self.client = client
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    guard let kind = TechniqueRegistry.named(technique) else {
      preconditionFailure("GuestMachine.apply: a technique that was parsed is not registered")
    }
    var plan = try specification.plan(for: machine, execution.budget.limits, image)
    plan.places = places
    plan.hypervisor = HypervisorPlan(technique: kind, host: type)
    let host = try machine.madeHost(execution)
    try options.check(host, vcpus: plan.harts)
    execution.hasBegun = true
    let computer = machine.boot(plan)
    var client = client
    options.fill(&client)
    client.space = computer.space
    try machine.add(client, to: host, execution)
    let words = type == .hosted ? ", type 2 hypervisor" : ""
    return .text(
      "VM \(plan.name): \(specification.words(harts: "vCPU")), by \(kind.description.title)\(words)\(specification.card(of: computer))."
    )
  }
}
