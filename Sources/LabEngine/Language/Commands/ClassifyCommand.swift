/// `classify profile=rv64|legacy [counters=on]`
struct ClassifyCommand: Command {
  static let description = CommandDescription(
    verb: "classify", usage: ["classify [profile=rv64|legacy counters=off|on]"],
    summary: "which instructions are privileged, which are sensitive, and what that means for VMs",
    detail: """
      Popek and Goldberg's test of 1974, by executing every instruction in every mode with the resources \
      changed: privileged is what traps in user mode and not in supervisor mode (or, for the registers of machine \
      mode, in machine mode); control-sensitive what changes mode or resources without a trap; behaviour-sensitive \
      what gives another result in another mode or with other resources. The hardware is strictly virtualizable \
      if all that is sensitive is privileged. If not, each exception comes with two states that show it. \
      With --json the value lists the exceptions.
      """,
    options: [
      ProfileRegistry.option,
      CommandOption(
        name: "counters", values: "on or off",
        meaning: "whether user mode may read cycle, time and instret; off unless told",
        kind: .words(["on", "off"])),
    ],
    examples: ["classify", "classify profile=legacy", "classify counters=on"], isOutput: true)

  private let profile: HardwareProfile
  private let counters: Bool

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    let options = try OptionReader(&scanner, of: Self.description)
    profile = try options.profile()
    counters = try options.choice("counters", ["on", "off"], standard: "off") == "on"
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    guard let classification = Classification(profile, counters: counters) else {
      throw LabError(.refused("There is no room for a machine to try instructions on."))
    }
    // Making a state costs more than the instruction that is tried in it.
    try lab.budget.spend(instructions: 10 * classification.trials)
    let exceptions = classification.entries.filter(\.isException)
    return CommandOutcome(
      report: classification.report, value: .list(exceptions.map { .text($0.instruction.name) }))
  }
}
