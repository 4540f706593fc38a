/// `machine frames=3 policy=fifo …`: everything afresh.
struct NewMachineCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "machine", usage: ["machine [frames=64] [policy=fifo] [SETTING=VALUE …]"],
    summary: "start afresh with a new machine",
    detail: """
      Throws the present machine away and makes a new one; `back` brings the old one back. Every cost, size \
      and policy is a setting. Without `machine` there is one of 64 frames under fifo.
      """,
    options: MachineSettingRegistry.all.map {
      CommandOption(
        name: $0.name, values: $0.values, meaning: "\($0.meaning) (default \($0.standard))",
        kind: $0.name == "policy" ? .policy : $0.candidates.isEmpty ? .free : .words($0.candidates))
    },
    examples: ["machine frames=3 policy=lru", "machine frames=8 memory=100ns fault=5ms zero=off"])

  private let settings: MachineSettings
  private let given: [Setting]

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    var given: [Setting] = []
    while let name = try scanner.option() {
      given.append(
        Setting(name: name, value: try scanner.rawValue("the value of \(name.text)")))
    }
    self.given = given
    settings = try MachineSettings().applying(given, lab.limits)
  }

  var startsMachine: Bool { true }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    var settings = self.settings
    let overrides = execution.overrides.filter { !$0.isOfHost }
    if !overrides.isEmpty {
      let names = Set(overrides.map(\.name.text))
      settings = try MachineSettings().applying(
        given.filter { !names.contains($0.name.text) } + overrides,
        execution.budget.limits)
    }
    if let forced = execution.forcedPolicy { settings.policy = forced }
    machine = Machine(settings)
    let reserved = settings.reserved > 0 ? ", \(settings.reserved) of them reserved" : ""
    return .text(
      "A machine of \(counted(settings.frames, "frame"))\(reserved), policy \(settings.policy.text)."
    )
  }
}
