/// `host cpus=2 scheduler=credit quantum=30ms switch=0`
struct HostCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "host", usage: ["host [SETTING=VALUE …]"],
    summary: "start the physical CPUs afresh, with a scheduler",
    detail: """
      Tasks and virtual machines are gone, frames and processes stay. What is made afterwards by `task` and `vm` runs on \
      these CPUs with `run`; arrivals, the timeline and shares count from here. `help schedulers` tells how each \
      chooses.
      """,
    options: HostSettingRegistry.all.map {
      CommandOption(
        name: $0.name, values: $0.values, meaning: "\($0.meaning) (default \($0.standard))",
        kind: $0.kind)
    },
    examples: ["host cpus=2 scheduler=credit", "host scheduler=rr quantum=1ms switch=10us"])

  private let given: [Setting]

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    var given: [Setting] = []
    while let name = try scanner.option() {
      given.append(
        Setting(name: name, value: try scanner.rawValue("the value of \(name.text)")))
    }
    guard scanner.isAtEnd else {
      throw scanner.expected("a setting, as scheduler=rr or cpus=2")
    }
    self.given = given
    _ = try HostSettings().applying(given, defined: lab.machine.schedulers)
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let overrides = execution.overrides.hostSettings
    let names = Set(overrides.map(\.name.text))
    let settings = try HostSettings()
      .applying(
        given.filter { !names.contains($0.name.text) }, defined: machine.schedulers
      )
      .applying(overrides, defined: machine.schedulers(execution))
    execution.hasBegun = true
    try machine.removeClients(execution)
    let host = Host(settings, machine)
    host.isDeclared = true
    machine.host = host
    machine.memory.counts.commandEvents += 1
    let quantum = settings.quantum ?? settings.scheduler.description.quantum
    return .text(
      "\(counted(settings.cpus, "CPU")) under \(settings.scheduler.text), \(settings.scheduler.description.title); quantum \(Value.nanoseconds(quantum).written())."
    )
  }
}

extension Machine {
  /// All jobs and virtual machines go; memory that they had is free.
  fileprivate func removeClients(_ execution: Execution) throws {
    let machines = computers.filter { $0.vm != nil && memory.spaces[$0.space].isAlive }
    let spaces =
      (host?.infos ?? []).filter { $0.kind == .machine && !$0.isGuest }
      .compactMap(\.space) + machines.map(\.space)
    for computer in machines { computer.end(computer.state, "the host was started afresh") }
    for space in spaces where memory.spaces[space].isAlive {
      try change(execution) { memory, policy, log in
        memory.end(space, "the host was started afresh", policy: &policy, sink: &log)
      }
    }
    memory.unlockAll()
    host = nil
  }
}

extension HostSettings {
  /// Throws unless each is a setting of the machine or of the host.
  static func check(_ settings: [Setting]) throws {
    let known = MachineSettingRegistry.all.map(\.name) + HostSettingRegistry.all.map(\.name)
    for setting in settings where !known.contains(setting.name.text) {
      throw LabError(
        .unknown(
          kind: "setting of the machine or the host", name: setting.name.text,
          nearest: nearest(setting.name.text, among: known), known: known), at: setting.name.place)
    }
  }
}

extension [Setting] {
  /// Those that `host` has.
  var hostSettings: [Setting] { filter { HostSettingRegistry.named($0.name.text) != nil } }
}

extension Setting {
  /// True for what only `host` sets.
  var isOfHost: Bool {
    HostSettingRegistry.named(name.text) != nil && MachineSettingRegistry.named(name.text) == nil
  }
}
