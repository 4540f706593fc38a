/// `scheduler mine pick=min(vruntime/weight) quantum=5ms preempt=on`
struct SchedulerCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "scheduler",
    usage: ["scheduler NAME pick=min(EXPR)|max(EXPR) [quantum=10ms preempt=on|off]"],
    summary: "define a scheduler of your own, for `host scheduler=NAME`",
    detail: """
      Whenever a CPU is free, the ready task with the least or greatest EXPR runs, for a quantum at most; ties go to \
      the one that became ready first, and a task whose quantum is over counts as ready after those that wake at that \
      moment. With preempt=on a task that becomes ready takes the CPU of a running one that ranks behind it. EXPR is \
      made of a task's attributes (`help attributes`), numbers with units, + - * /, comparison, and, or, not, if, min \
      and max. A host that is there already keeps the scheduler that it began with. `machine` forgets all definitions.
      """,
    operands: [.newName],
    options: [
      CommandOption(
        name: "pick", values: "min(EXPR) or max(EXPR)", meaning: "which ready task runs next",
        kind: .words(["min(", "max("])),
      CommandOption(
        name: "quantum", values: "a time",
        meaning: "its time slice unless `host quantum=` says otherwise"),
      CommandOption(
        name: "preempt", values: "on or off",
        meaning: "whether CPUs are taken away; off unless told",
        kind: .words(["on", "off"])),
    ],
    examples: [
      "scheduler mine pick=min(vruntime)", "scheduler due pick=min(deadline) preempt=on",
      "scheduler fair pick=max(if(waiting > 50ms, waiting, 0ms) - cpu) quantum=2ms",
    ])

  let rule: ChoiceRule

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    let name = try scanner.newName("a name for the scheduler")
    if let taken = ComparisonKind(registered: name.text) {
      throw scanner.error(
        .conflict("`\(name.text)` is \(taken.words) already: choose another name"), at: name.place)
    }
    let here = scanner.place
    let options = try OptionReader(&scanner, of: Self.description)
    guard let pick = options.values["pick"] else {
      throw scanner.error(
        .expected("which task runs next, as pick=min(vruntime)", found: "nothing"), at: here)
    }
    var rule = try ChoiceRule.parse(pick, name: name.text)
    if let quantum = options.values["quantum"] {
      rule.quantum = try quantum.time(in: 1000...Host.longest, range: "1us to 1000000s")
    }
    rule.preempts = try options.choice("preempt", ["on", "off"], standard: "off") == "on"
    self.rule = rule
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let isNew = machine.schedulers.updateValue(rule, forKey: rule.name) == nil
    machine.memory.counts.commandEvents += 1
    let quantum = Value.nanoseconds(rule.quantum).written()
    return .text(
      "Scheduler \(rule.name)\(isNew ? "" : ", defined anew"): \(rule.description.title); quantum \(quantum)"
        + "\(rule.preempts ? ", preemptive" : "")."
    )
  }
}

extension Machine {
  /// The schedulers that a `[scheduler=NAME]` may name: those defined up to its end, or now.
  func schedulers(_ execution: Execution) -> [String: ChoiceRule] {
    schedulers.merging(execution.schedulers) { $1 }
  }
}
