/// `1 frame`, `3 frames`.
func counted(_ count: Int, _ noun: String) -> String {
  let plural =
    noun.hasSuffix("s") || noun.hasSuffix("ch")
    ? noun + "es" : noun.hasSuffix("y") ? noun.dropLast() + "ies" : noun + "s"
  return "\(count) \(count == 1 ? noun : plural)"
}

/// `0 to 7`.
func words(_ range: Range<Int>) -> String { "\(range.lowerBound) to \(range.upperBound - 1)" }

/// Reads `name=value` options after the operands, each at most once, and tells which are not known.
struct OptionReader {
  private(set) var values: [String: Named] = [:]

  init(_ scanner: inout Scanner, of command: CommandDescription) throws {
    let known = command.options.map(\.name)
    while let name = try scanner.option() {
      guard known.contains(name.text) else {
        if let steps = values["workload"], WorkloadParser.words.contains(name.text) {
          throw scanner.error(
            .conflict(
              "\(name.text)= is a step of the workload: quote them all, as workload=\"\(steps.text) \(name.text)=…\""
            ),
            at: name.place)
        }
        throw scanner.error(
          .unknown(
            kind: "option of \(command.verb)", name: name.text,
            nearest: nearest(name.text, among: known), known: known), at: name.place)
      }
      guard values[name.text] == nil else {
        throw scanner.error(.conflict("\(name.text) is given twice."), at: name.place)
      }
      values[name.text] = try scanner.rawValue("the value of \(name.text)")
    }
  }

  /// The same where nothing may follow the options: throws for one without its `=`.
  init(lastOf scanner: inout Scanner, of command: CommandDescription) throws {
    self = try OptionReader(&scanner, of: command)
    try scanner.refuseBareOption(of: command)
  }

  /// What another place says, where nothing was given.
  mutating func add(_ others: [String: Named]) {
    values.merge(others) { given, _ in given }
  }

  /// One of a few words, or the standard one.
  func choice(_ name: String, _ words: [String], standard: String) throws -> String {
    guard let value = values[name] else { return standard }
    return try value.chosen(from: words, kind: name)
  }

  /// A whole number in a range, or nil.
  func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let value = values[name] else { return nil }
    var scanner = Scanner(value)
    let number = try scanner.integer("a number", in: range, what: name)
    try scanner.end()
    return number
  }
}

extension Scanner {
  /// Throws if an option's name comes next without its `=`.
  func refuseBareOption(of command: CommandDescription) throws {
    var ahead = self
    guard let word = try? ahead.name(""), command.options.contains(where: { $0.name == word.text })
    else { return }
    throw error(
      .expected("`=` and a value right behind \(word.text)", found: "`\(word.text)` alone"),
      at: word.place)
  }
}

extension Named {
  /// The text, which must be one of a few words.
  func chosen(from words: [String], kind: String) throws -> String {
    guard words.contains(text) else {
      throw LabError(
        .unknown(kind: kind, name: text, nearest: nearest(text, among: words), known: words),
        at: place)
    }
    return text
  }
}

/// Reads `3`, `1..4` or `1..2,7`, all within `range`.
func numberRanges(
  _ value: Named, in range: ClosedRange<Int>, what: String
) throws -> [ClosedRange<Int>] {
  var scanner = Scanner(value)
  var list: [ClosedRange<Int>] = []
  repeat {
    let first = try scanner.integer("a number", in: range, what: what)
    guard scanner.take("..") else {
      list.append(first...first)
      continue
    }
    list.append(first...(try scanner.integer("a number", in: first...range.upperBound, what: what)))
  } while scanner.take(",")
  try scanner.end()
  return list
}

extension Machine {
  /// The living process of that name.
  func living(_ name: Named) throws -> Int {
    let spaces = memory.spaces
    if let index = spaces.lastIndex(where: { $0.isAlive && $0.name == name.text }) { return index }
    if let ended = spaces.last(where: { $0.name == name.text }) {
      throw LabError(
        .undefined("Process \(name.text) has ended: \(ended.ending ?? "terminated")."),
        at: name.place)
    }
    if let host, host.has(name.text) {
      throw LabError(
        .refused(
          "\(name.text) is on the host and no process: `host` starts the host afresh, without it."),
        at: name.place)
    }
    let known = spaces.filter { $0.isAlive && !$0.isSnapshot }.map(\.name)
    throw LabError(
      .unknown(
        kind: "process", name: name.text, nearest: nearest(name.text, among: known), known: known),
      at: name.place)
  }

  /// The same, but not the memory of a computer, which its own program alone refers to.
  func ordinaryProcess(_ name: Named, for verb: String) throws -> Int {
    let space = try living(name)
    guard memory.spaces[space].isGuest else { return space }
    throw LabError(
      .refused(
        "\(name.text) is a computer: `\(verb)` is for processes. Its program uses its memory; "
          + "`run \(name.text)` runs it, `print \(name.text).mem(ADDRESS, 8)` looks at it."),
      at: name.place)
  }

  /// A name that no living process has.
  func checkFree(_ name: Named, _ limits: Limits) throws {
    let spaces = memory.spaces
    if spaces.contains(where: { $0.isAlive && $0.name == name.text }) {
      throw LabError(.conflict("There is a process \(name.text) already."), at: name.place)
    }
    if let host, host.has(name.text), let client = host.client(named: name.text) {
      let kind = host.infos[client].kind == .machine ? "virtual machine" : "task"
      throw LabError(.conflict("There is a \(kind) \(name.text) already."), at: name.place)
    }
    let alive =
      (host?.infos.count { !$0.isRemoved } ?? 0) + spaces.reduce(0) { $0 + ($1.isAlive ? 1 : 0) }
    guard alive < limits.processes, spaces.count < 65_534 else {
      throw LabError(.fuel(what: "processes", limit: limits.processes), at: name.place)
    }
  }

  /// Pages of all living processes and `more` stay within the limit.
  func checkPages(_ more: Int, _ limits: Limits, at place: SourcePlace) throws {
    let pages = memory.spaces.reduce(more) { $0 + ($1.isAlive ? $1.pages : 0) }
    guard pages <= limits.pages else {
      throw LabError(.fuel(what: "pages of all processes", limit: limits.pages), at: place)
    }
  }

  func checkPage(_ page: Int, of space: Int, at place: SourcePlace) throws {
    let pages = memory.spaces[space].pages
    guard (0..<pages).contains(page) else {
      throw LabError(
        .outOfRange(
          what: "page of \(memory.spaces[space].name)", value: "\(page)", range: words(0..<pages)),
        at: place)
    }
  }
}
