/// `load A trace.txt [format=lackey|plain]`
struct LoadCommand: StringCommand {
  static let description = CommandDescription(
    verb: "load", usage: ["load PROCESS FILE [format=\(TraceFormatRegistry.names)]"],
    summary: "run a real program's references from a file",
    detail: """
      The process is created if there is none of that name, with as many pages as the trace needs. The file \
      is read once: going back and asking what would have been never reads it again. Formats: \
      \(TraceFormatRegistry.all.map { "\($0.name): \($0.summary)" }.joined(separator: " "))
      """,
    operands: [.process, .file],
    options: [
      CommandOption(
        name: "format", values: TraceFormatRegistry.names,
        meaning: "how the file is written (default plain)",
        kind: .words(TraceFormatRegistry.all.map(\.name)))
    ],
    examples: ["load A trace.txt format=lackey"], namesFile: true)

  let trace: ReferenceTrace
  private let name: Named

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.name("a process")
    let path = try scanner.word("the name of a file")
    let options = try OptionReader(&scanner, of: Self.description)
    let formats = TraceFormatRegistry.all.map(\.name)
    let chosen = try options.choice("format", formats, standard: "plain")
    guard let files = lab.files else {
      throw scanner.error(.refused("Files cannot be named here."), at: path.place)
    }
    guard let format = TraceFormatRegistry.all.first(where: { $0.name == chosen }) else {
      throw scanner.expected("a format")
    }
    do {
      let bytes = try files.read(path.text)
      trace = try format.read(
        bytes, path.text, lab.machine.settings.pageSize, lab.limits.referencesPerCommand)
    } catch let error as LabError {
      throw error.filled(place: path.place, lineText: "")
    }
  }

  /// A trace that is in memory already.
  init(_ trace: ReferenceTrace, into process: String) {
    self.trace = trace
    name = Named(text: process, place: SourcePlace(line: 1, column: 1))
  }

  var isString: Bool { true }
  var expectedUnits: Int { trace.count }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let pages = max(1, trace.highestPage + 1)
    let limits = execution.budget.limits
    if machine.memory.find(name.text) == nil {
      guard !isReserved(name.text) else {
        throw LabError(
          .conflict("`\(name.text)` is a word of the language and cannot name a process."),
          at: name.place)
      }
      try machine.checkFree(name, limits)
      try machine.checkPages(pages, limits, at: name.place)
      execution.hasBegun = true
      machine.memory.create(name.text, pages: pages, fill: .image)
    }
    let space = try machine.ordinaryProcess(name, for: "load")
    try machine.checkPage(pages - 1, of: space, at: name.place)
    execution.hasBegun = true
    return try machine.runString(trace, space: space, execution)
  }
}
