/// `process A pages=10 [fill=zero]`
struct ProcessCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "process",
    usage: ["process NAME pages=N [fill=image|zero] [invalid=FROM..TO] [readonly=FROM..TO]"],
    summary: "create a process",
    detail: """
      Its pages are numbered from 0 and lie on disk as the program's image, so that each first reference is \
      a fault with a page-in (pure demand paging). With fill=zero they are anonymous memory, zero-filled on \
      demand. `invalid` names pages that are not part of the address space: a reference to one aborts the \
      process. `readonly` names pages that it may not write.
      """,
    operands: [.newName],
    options: [
      CommandOption(name: "pages", values: "a number", meaning: "size of the address space"),
      CommandOption(
        name: "fill", values: "image|zero", meaning: "what the pages are at first (default image)",
        kind: .words(Fill.allCases.map(\.rawValue))),
      CommandOption(
        name: "invalid", values: "pages", meaning: "pages that no reference may touch, as 5..6,9"),
      CommandOption(name: "readonly", values: "pages", meaning: "pages that no write may touch"),
    ],
    examples: ["process A pages=8", "process B pages=100 fill=zero readonly=0..3"])

  private let name: Named
  private let pages: Int
  private let pagesPlace: SourcePlace
  private let fill: Fill
  private let invalid: [ClosedRange<Int>]
  private let readOnly: [ClosedRange<Int>]

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.newName("a name for the process")
    let here = scanner.place
    let options = try OptionReader(&scanner, of: Self.description)
    guard let pages = try options.integer("pages", in: 1...lab.limits.pages) else {
      throw scanner.error(.expected("pages=NUMBER", found: "none"), at: here)
    }
    self.pages = pages
    pagesPlace = options.values["pages"]?.place ?? here
    fill =
      Fill(rawValue: try options.choice("fill", Fill.allCases.map(\.rawValue), standard: "image"))
      ?? .image
    invalid =
      try options.values["invalid"].map {
        try numberRanges($0, in: 0...(pages - 1), what: "page")
      } ?? []
    readOnly =
      try options.values["readonly"].map {
        try numberRanges($0, in: 0...(pages - 1), what: "page")
      } ?? []
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let limits = execution.budget.limits
    try machine.checkFree(name, limits)
    try machine.checkPages(pages, limits, at: pagesPlace)
    machine.memory.create(
      name.text, pages: pages, fill: fill, invalid: invalid, readOnly: readOnly)
    let place = fill == .image ? "on disk" : "anonymous, zero-filled on demand"
    return .text("Process \(name.text): \(counted(pages, "page")), \(place).")
  }
}
