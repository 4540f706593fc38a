/// `refs A 7 0 1w 2 0*1000 (3..5)*2`
struct RefsCommand: StringCommand {
  static let description = CommandDescription(
    verb: "refs", usage: ["refs PROCESS ITEM…"], summary: "run a reference string",
    detail: """
      An item is a page, a range as 3..5, or items in brackets, then `w` for a write, then `*` and a count. \
      `@N` asks for the middle of the last string, `show table` draws it, `back 3 refs` goes back inside it.
      """,
    operands: [.process, .free],
    examples: ["refs A 7 0 1 2 0 3 0 4", "refs A 1w 0*1000 (3..5)*2"])

  let trace: ReferenceTrace
  private let name: Named
  private let place: SourcePlace

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.name("a process")
    place = scanner.place
    trace = ReferenceTrace(try scanner.references(limit: lab.limits.referencesPerCommand))
  }

  var isString: Bool { true }
  var expectedUnits: Int { trace.count }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let space = try machine.ordinaryProcess(name, for: "refs")
    if trace.highestPage >= 0 {
      try machine.checkPage(trace.highestPage, of: space, at: place)
    }
    execution.hasBegun = true
    return try machine.runString(trace, space: space, execution)
  }
}

extension Machine {
  /// Runs a string and says how it went.
  func runString(
    _ trace: ReferenceTrace, space: Int, _ execution: Execution
  ) throws -> Report {
    let before = counts
    let presence = presence
    try run(trace, space: space, execution)
    let done = counts - before
    var text = "\(counted(done.refs, "reference")): \(counted(done.faults, "fault")), "
    text += counted(done.hits, "hit")
    if done.evictions > 0 { text += ", \(counted(done.evictions, "eviction"))" }
    if done.pageouts > 0 { text += ", \(counted(done.pageouts, "page")) written out" }
    text += departures(since: presence, other: space)
    if let ending = memory.spaces[space].ending {
      text += ". \(memory.spaces[space].name) is gone: \(ending)"
    }
    return .text(text + ".")
  }
}
