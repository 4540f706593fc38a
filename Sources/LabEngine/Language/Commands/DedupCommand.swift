/// `dedup`
struct DedupCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "dedup", usage: ["dedup"], summary: "share the equal pages of computers",
    detail: """
      Looks at every frame that holds a page of a computer or a snapshot, and merges those with equal bytes \
      into the lowest-numbered one, copy-on-write; the others become free (Waldspurger, "Memory Resource \
      Management in VMware ESX Server", OSDI 2002, section 4). A later write to such a page is a cowfault, as \
      after fork. `frames.saved` says how many frames sharing saves, `merges` how many pages `dedup` has moved.
      """,
    examples: ["dedup"])

  init(parsing scanner: inout Scanner, in lab: Lab) throws {}

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    execution.hasBegun = true
    let merging = try machine.change(execution) { memory, policy, log in
      memory.mergeEqualFrames(policy: &policy, sink: &log)
    }
    machine.forgetTranslations()
    let scanned = counted(merging.scanned, "frame")
    guard merging.frames > 0 else {
      return .text("No two of \(scanned) of computers hold the same bytes.")
    }
    return .text(
      "\(counted(merging.pages, "page")) merged into frames with equal bytes; "
        + "\(merging.frames) of \(scanned) of computers became free.")
  }
}
