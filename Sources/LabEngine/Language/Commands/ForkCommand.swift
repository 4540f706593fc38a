/// `fork A B [mode=cow|copy]`
struct ForkCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "fork", usage: ["fork PARENT CHILD [mode=cow|copy]"],
    summary: "create a process as a copy of another",
    detail: """
      With mode=cow (the default) parent and child share every resident page; a write to a shared page traps \
      and copies it then, if anyone else still maps it. mode=copy copies every resident page at once. Pages \
      on disk stay there.
      """,
    operands: [.process, .newName],
    options: [
      CommandOption(
        name: "mode", values: "cow|copy", meaning: "share and copy on write, or copy at once",
        kind: .words(ForkMode.allCases.map(\.rawValue)))
    ],
    examples: ["fork A B", "fork A B mode=copy"])

  private let parent: Named
  private let child: Named
  private let mode: ForkMode

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    parent = try scanner.name("the process to fork")
    child = try scanner.newName("a name for the child")
    let options = try OptionReader(&scanner, of: Self.description)
    mode =
      ForkMode(
        rawValue: try options.choice("mode", ForkMode.allCases.map(\.rawValue), standard: "cow"))
      ?? .cow
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let limits = execution.budget.limits
    let space = try machine.ordinaryProcess(parent, for: "fork")
    try machine.checkFree(child, limits)
    try machine.checkPages(machine.memory.spaces[space].pages, limits, at: child.place)
    execution.hasBegun = true
    let before = machine.counts
    let frames = try machine.change(execution) { memory, policy, log in
      memory.fork(space, as: child.text, mode: mode, policy: &policy, sink: &log)
    }
    let evicted = machine.counts.evictions - before.evictions
    let made = evicted > 0 ? " Room was made for it: \(counted(evicted, "eviction"))." : ""
    let how =
      mode == .cow
      ? "shares \(counted(frames, "frame")) with it, copy-on-write."
      : "has copies of its \(counted(frames, "resident page"))."
    return .text("\(child.text) is a child of \(parent.text) and \(how)\(made)")
  }
}
