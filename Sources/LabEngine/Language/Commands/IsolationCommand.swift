/// `isolation [process|container|vm|machine]`
struct IsolationCommand: Command {
  static let description = CommandDescription(
    verb: "isolation", usage: ["isolation [\(levels.joined(separator: "|"))]"],
    summary:
      "what a hostile program can reach as a process, in a container, in a VM, on a machine of its own",
    detail: """
      Runs it: a small kernel with a hostile program and its target, as two processes; in two containers, which are \
      groups of processes with names, files and a limit of their own in one kernel; in two virtual machines; and on two \
      machines. Each attempt is made and looked at. The kernel has a bug: what that gives away is what \
      containers share. With a level it says what came of each attempt there.
      """,
    operands: [.words(levels)], examples: ["isolation", "isolation container"], isOutput: true)

  private static let levels = IsolationExperiment.Level.allCases.map(\.rawValue)
  private let level: IsolationExperiment.Level?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    guard !scanner.isAtEnd else {
      level = nil
      return
    }
    let word = try scanner.name("one of " + Self.levels.joined(separator: ", "))
    level = IsolationExperiment.Level(
      rawValue: try word.chosen(from: Self.levels, kind: "level of isolation"))
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    // Four machines, six computers of at most 20,000 instructions each.
    try lab.budget.spend(instructions: 120_000)
    if let level {
      let rows = try IsolationExperiment(level).findings.map { finding -> [Cell] in
        [
          Cell(finding.attempt),
          Cell(finding.reaches ? "yes" : "no", finding.reaches ? .bad : .good),
          Cell(finding.words, .dim),
        ]
      }
      let table = Table(
        columns: ["the hostile program tries to", "reaches it", "what happened"], rows: rows)
      return CommandOutcome(report: Report([.table(table)]))
    }
    let all = try IsolationExperiment.Level.allCases.map { try IsolationExperiment($0).findings }
    let rows = (all.first ?? []).indices.map { index -> [Cell] in
      [Cell(all[0][index].attempt)]
        + all.map { findings in
          let reaches = findings[index].reaches
          return Cell(reaches ? "yes" : "no", reaches ? .bad : .good)
        }
    }
    let table = Table(
      columns: ["the hostile program tries to"] + Self.levels, rows: rows)
    return CommandOutcome(
      report: Report([
        .table(table),
        .text(
          "Processes share the kernel and what it shows them; containers share the kernel alone, and its bugs; VMs share the machine beneath their kernels; machines share nothing."
        ),
      ]))
  }
}
