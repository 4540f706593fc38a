/// `read A 3`
struct ReadCommand: StringCommand {
  static let description = CommandDescription(
    verb: "read", usage: ["read PROCESS PAGE"], summary: "one reference that reads",
    detail: "Says whether it hit, and if not how the fault was handled.",
    operands: [.process, .free], examples: ["read A 3"])

  private let access: Access

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    access = try Access(&scanner, isWrite: false)
  }

  var trace: ReferenceTrace { access.trace }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    try access.apply(to: machine, execution)
  }
}

/// `write A 3 [value=42]`
struct WriteCommand: StringCommand {
  static let description = CommandDescription(
    verb: "write", usage: ["write PROCESS PAGE [value=N]"], summary: "one reference that writes",
    detail: """
      `value` is the 64-bit word to put at the start of the page, to be read back as `A.page(3).value`; \
      without it the page only becomes dirty.
      """,
    operands: [.process, .free],
    options: [
      CommandOption(name: "value", values: "a number", meaning: "the word to write")
    ],
    examples: ["write A 3", "write A 3 value=42"])

  private let access: Access
  private let value: Int?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    access = try Access(&scanner, isWrite: true)
    let options = try OptionReader(&scanner, of: Self.description)
    value = try options.integer("value", in: Int.min...Int.max)
  }

  var trace: ReferenceTrace { access.trace }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let report = try access.apply(to: machine, execution)
    if let value { machine.store(value, page: access.page, of: access.name.text) }
    return report
  }
}

extension Machine {
  /// Puts a word at the start of a page that was just written; nothing if the process did not survive it.
  func store(_ value: Int, page: Int, of name: String) {
    guard let space = memory.find(name) else { return }
    let word = space.table.words[page]
    guard word & PageWord.valid != 0 else { return }
    let bytes = memory.frames.uniqueBytes(of: PageWord.frame(word), size: memory.pageSize)
    bytes[word: 0] = UInt64(bitPattern: Int64(value))
  }
}

/// What `read` and `write` have in common: a string of one reference.
struct Access: Sendable {
  let name: Named
  let page: Int
  let pagePlace: SourcePlace
  let trace: ReferenceTrace

  init(_ scanner: inout Scanner, isWrite: Bool) throws {
    name = try scanner.name("a process")
    let start = scanner.place
    page = try scanner.integer("a page number", in: 0...(Limits.greatestCount - 1), what: "page")
    pagePlace = start
    trace = ReferenceTrace([Reference(page: page, isWrite: isWrite)])
  }

  func apply(to machine: Machine, _ execution: Execution) throws -> Report {
    let verb = trace.count > 0 && trace[0].isWrite ? "write" : "read"
    let space = try machine.ordinaryProcess(name, for: verb)
    try machine.checkPage(page, of: space, at: pagePlace)
    execution.hasBegun = true
    let before = machine.counts
    let presence = machine.presence
    try machine.run(trace, space: space, execution)
    let gone = machine.departures(since: presence, other: space)
    return .text(machine.tell(since: before, space: space, page: page) + gone + ".")
  }
}

extension Machine {
  /// One reference in a sentence.
  fileprivate func tell(since before: Statistics, space: Int, page: Int) -> String {
    let now = counts
    let owner = memory.spaces[space]
    let name = PageName(owner.name, page).description
    if let ending = owner.ending { return "\(owner.name) is gone: \(ending)" }
    let frame = "frame \(PageWord.frame(owner.table.words[page]).index)"
    var text: String
    if now.pageins > before.pageins {
      text = "Fault: \(name) read from disk into \(frame)"
    } else if now.zerofills > before.zerofills {
      text =
        settings.zeroes
        ? "Fault: \(name) zero-filled in \(frame)" : "Fault: \(name) given \(frame) as it is"
    } else if now.cowcopies > before.cowcopies {
      text = "Copy-on-write fault: \(name) copied into \(frame)"
    } else if now.cowfaults > before.cowfaults {
      text = "Copy-on-write fault: \(name) keeps \(frame), its last owner"
    } else {
      text = "Hit: \(name) in \(frame)"
    }
    if now.evictions > before.evictions { text += ", a page was evicted" }
    if now.pageouts > before.pageouts {
      text += ", \(counted(now.pageouts - before.pageouts, "page")) written out"
    }
    let time = (settings.costs.time(of: now) ?? .max) - (settings.costs.time(of: before) ?? 0)
    return text + " (\(Value.nanoseconds(time).written()))"
  }
}
