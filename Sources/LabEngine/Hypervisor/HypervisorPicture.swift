/// What a hypervisor had counted, to see what an instruction has added beside its exits.
struct HypervisorPicture {
  private let callouts: Int
  private let translated: Int
  private let blocks: Int
  private let links: Int
  private let lookups: Int
  private let walks: Int
  private let references: Int
  private let violations: Int

  init(_ vm: VirtualMachine?) {
    let translator = vm?.technique.translator
    callouts = vm?.callouts ?? 0
    translated = translator?.translated ?? 0
    blocks = translator?.blocksMade ?? 0
    links = translator?.links ?? 0
    lookups = translator?.lookups ?? 0
    walks = vm?.technique.nested?.walks ?? 0
    references = vm?.technique.nested?.references ?? 0
    violations = vm?.violationCount ?? 0
  }

  /// A line for each thing that is new.
  func changes(_ vm: VirtualMachine?, _ computer: Computer) -> [String] {
    guard let vm else { return [] }
    let now = HypervisorPicture(vm)
    var lines: [String] = []
    if now.blocks > blocks {
      lines.append(
        "  translated: a block of \(counted(now.translated - translated, "instruction"))")
    }
    if now.links > links {
      lines.append("  linked: the block leads straight to the next from now on")
    }
    if now.lookups > lookups { lines.append("  looked up: where the target's translation lies") }
    if now.callouts > callouts {
      lines.append("  callout: done by the hypervisor's code, without a trap")
    }
    if now.walks > walks {
      lines.append("  nested walk: \(counted(now.references - references, "memory reference"))")
    }
    if now.violations > violations, let last = vm.violations.last {
      lines += last.lines(computer).enumerated().map { ($0 == 0 ? "  wrong: " : "    ") + $1 }
    }
    return lines
  }
}
