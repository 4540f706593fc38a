/// `run M [for=10ms] [steps=100] [until EXPR]`
struct RunCommand: ComputerCommand {
  static let description = CommandDescription(
    verb: "run",
    usage: [
      "run NAME [for=10ms] [steps=100] [until EXPRESSION]",
      "run [for=10ms] [steps=100] [live] [until EXPRESSION]",
    ],
    summary: "run a computer, or the host with all that is on it",
    detail: """
      It runs until it stops, until all its harts wait for an interrupt that is not to come, or as far as asked: \
      `steps` counts instructions of all harts, `for` virtual time. `until` stops as soon as the expression is \
      true, as if it were looked at after every instruction; `break` and `watch` stop it too. Ctrl-C stops it and \
      keeps what was done. At a terminal, without `steps` and `for`, the keyboard is connected to its console \
      until Ctrl-]. Without a name the host runs, with everything on its CPUs: breakpoints of its guests stop it, and the \
      keyboard is the guest's if there is only one. With `live`, at a terminal, it is \
      drawn while it goes on, in a hundred pictures where it is known how long it takes and else one a time slice, \
      until it ends or a key is pressed, which stops it as Ctrl-C does.
      """,
    operands: [.computer, .words(["live", "until"]), .expression],
    options: [
      CommandOption(name: "for", values: "a time", meaning: "virtual time to run for"),
      CommandOption(name: "steps", values: "a number", meaning: "instructions to run"),
    ],
    examples: [
      "run M", "run M steps=1000", "run M until M.pc == 0x80000010", "run for=10s live",
    ])

  private let name: Named?
  private let steps: Int?
  private let time: Int?
  private let condition: Expression?
  private let here: SourcePlace
  private let typed = TypedInput()
  private let isLive: Bool
  private let livePlace: SourcePlace

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    here = scanner.place
    // A computer may be called so.
    var isLive = lab.machine.computer(named: "live") == nil && scanner.takeWord("live")
    if isLive || scanner.isAtEnd || scanner.isAtOption || scanner.isAhead("until") {
      name = nil
    } else {
      let typed = scanner
      name = try scanner.name("the name of a computer, for=TIME or until")
      if let name, lab.machine.computer(named: name.text) == nil {
        try typed.refuseBareOption(of: Self.description)
      }
    }
    let options = try OptionReader(lastOf: &scanner, of: Self.description)
    steps = try options.integer("steps", in: 1...Int.max)
    time = try options.values["for"].map { try $0.time() }
    livePlace = scanner.isAhead("live") ? scanner.place : here
    isLive = scanner.takeWord("live") || isLive
    self.isLive = isLive
    if isLive, let name {
      throw scanner.error(Self.noPicture(of: name.text), at: livePlace)
    }
    guard !scanner.isAtEnd else {
      condition = nil
      return
    }
    guard scanner.takeWord("until") else {
      throw scanner.expected("steps=, for=, live or until")
    }
    condition = try scanner.expression("what is to become true")
  }

  private static func noPicture(of name: String) -> Problem {
    .conflict("`live` draws all CPUs of the host, not \(name) alone: leave out one of them.")
  }

  var expectedUnits: Int { steps ?? 1 << 20 }

  func subject(in machine: Machine) -> Computer? { try? machine.computer(name, at: here) }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    if name == nil, machine.runsHost {
      let request = RunRequest(
        steps: steps, condition: condition, typed: typed, isLive: isLive)
      execution.hasBegun = true
      return try machine.runHost(request, for: time, execution)
    }
    let computer = try machine.computer(name, at: here)
    if isLive { throw LabError(Self.noPicture(of: computer.name), at: livePlace) }
    let request = RunRequest(
      steps: steps, deadline: time.map { machine.time.addingClamped($0) }, condition: condition,
      typed: typed)
    execution.hasBegun = true
    return try machine.run(computer, request, execution)
  }
}

extension Machine {
  /// True if `run` without a name means the host: it was asked for, or there is more than one virtual machine.
  var runsHost: Bool {
    if host?.isDeclared == true { return true }
    return computers.count { $0.vm != nil && memory.spaces[$0.space].isAlive } > 1
  }
}

extension Scanner {
  /// True if this word comes next.
  fileprivate func isAhead(_ word: String) -> Bool {
    var copy = self
    return copy.takeWord(word)
  }
}

extension Named {
  /// A time such as 10ms, in nanoseconds.
  func time() throws -> Int {
    var scanner = Scanner(self)
    let (quantity, place) = try scanner.constant("a time, such as 10ms", .time)
    try scanner.end()
    return try quantity.time(writtenAs: text, at: place)
  }
}

extension Quantity {
  /// Nanoseconds; `text` is how the time was written.
  func time(writtenAs text: String, at place: SourcePlace) throws -> Int {
    if let exact = wholeBase, exact >= 0 { return exact }
    guard number.double < Double(Int.max) else {
      throw LabError(
        .outOfRange(what: "the time", value: text, range: "less than 292 years"), at: place)
    }
    throw LabError(.expected("a time from 0ns on, in whole nanoseconds", found: text), at: place)
  }
}

extension Int {
  func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

/// `step M [N]`
struct StepCommand: ComputerCommand {
  static let description = CommandDescription(
    verb: "step", usage: ["step NAME [N]"], summary: "execute one instruction, or N, and tell each",
    detail: """
      Each is shown with its address, what it is, and what it changed; a trap is told as what happened: \
      its cause, from which mode it comes, and to which handler it leads. Breakpoints do not stop it.
      """,
    operands: [.computer, .free], examples: ["step M", "step M 10"])

  private let name: Named?
  private let count: Int
  private let here: SourcePlace

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    here = scanner.place
    var ahead = scanner
    name = (try? ahead.name("")) == nil ? nil : try scanner.name("the name of a computer")
    count =
      scanner.isAtEnd ? 1 : try scanner.integer("a number", in: 1...Int.max, what: "the count")
  }

  var expectedUnits: Int { count }

  func subject(in machine: Machine) -> Computer? { try? machine.computer(name, at: here) }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let computer = try machine.computer(name, at: here)
    execution.hasBegun = true
    return try machine.step(computer, count, execution)
  }
}

/// `input M "ls\n"`
struct InputCommand: MachineCommand {
  static let description = CommandDescription(
    verb: "input", usage: ["input NAME \"TEXT\""], summary: "type something for a computer",
    detail:
      "The characters wait until the guest reads them from its console. \\n is the Enter key.",
    operands: [.computer, .free], examples: ["input M \"ls\\n\""])

  private let name: Named
  private let text: String

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    name = try scanner.name("the name of a computer")
    text = try scanner.quoted("a text in quotes").text
  }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let computer = try machine.computer(name, at: name.place)
    guard computer.input.count + text.utf8.count <= 1 << 20 else {
      throw LabError(.fuel(what: "characters of input", limit: 1 << 20), at: name.place)
    }
    execution.hasBegun = true
    computer.forgetTranslations()
    computer.type(Array(text.utf8))
    machine.memory.counts.commandEvents += 1
    return .text("\(counted(text.utf8.count, "character")) typed for \(name.text).")
  }
}

extension Machine {
  /// The computer of that name, or the only one there is.
  func computer(_ name: Named?, at place: SourcePlace) throws -> Computer {
    let known = computers.filter { memory.spaces[$0.space].isAlive }
    guard let name else {
      if known.count == 1, let only = known.first { return only }
      throw LabError(
        .expected(
          "the name of a computer",
          found: known.isEmpty ? "nothing: there is none yet, `boot` makes one" : "nothing"),
        at: place)
    }
    if let found = computer(named: name.text) { return found }
    if let ended = computers.last(where: { $0.name == name.text }),
      memory.find(name.text) == nil
    {
      throw LabError(
        .undefined("Computer \(name.text) has ended: \(ended.ending)."), at: name.place)
    }
    if memory.find(name.text) != nil {
      throw LabError(
        .refused("\(name.text) is a process, not a computer: `boot` makes a computer."),
        at: name.place)
    }
    if let host, host.has(name.text) {
      throw LabError(
        .refused(
          "\(name.text) has no code that could run alone: `run` without a name runs all that is on the host."
        ), at: name.place)
    }
    let names = known.map(\.name)
    throw LabError(
      .unknown(
        kind: "computer", name: name.text, nearest: nearest(name.text, among: names), known: names),
      at: name.place)
  }
}
