/// `show frames|pages A|table|regs M|…`
struct ShowCommand: Command {
  static let description = CommandDescription(
    verb: "show", usage: ["show " + ShowRegistry.all.map(\.usage).joined(separator: "|")],
    summary: "draw a part of the machine",
    detail: ShowRegistry.all.map { "\($0.usage): \($0.summary)." }.joined(separator: " ")
      + " Where there is just one computer its name may be left out; hart=N asks for another hart than 0.",
    operands: [
      .words(ShowRegistry.all.map(\.name)), .either([.process, .address]), .address,
    ],
    options: [
      CommandOption(
        name: "hart", values: "a number", meaning: "the hart of a computer; 0 unless told")
    ],
    examples: ["show frames", "show pages A", "show table", "show regs M", "show walk M 0x1000"],
    isOutput: true)

  private let view: ShowView
  private let operands: ShowOperands

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    let known = ShowRegistry.all.map(\.name)
    let name = try scanner.name("one of " + known.joined(separator: ", "))
    guard let view = ShowRegistry.all.first(where: { $0.name == name.text }) else {
      if nearest(name.text, among: known) == nil, let command = WayToSee.command(for: name.text) {
        throw scanner.error(
          .expected(
            "what `show` knows; `\(command)` is the command", found: "`\(name.text)`"),
          at: name.place)
      }
      throw scanner.error(
        .unknown(
          kind: "thing to show", name: name.text, nearest: nearest(name.text, among: known),
          known: known), at: name.place)
    }
    self.view = view
    operands = try ShowOperands(&scanner, of: view, in: lab)
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    let report =
      switch view.drawing {
      case .machine(let draw): try draw(lab.context())
      case .process(let draw):
        try draw(lab.context(), try operands.process.map { try lab.machine.living($0) })
      case .computer(_, let draw): try draw(try operands.subject(in: lab))
      }
    return CommandOutcome(report: report)
  }
}

/// What stands behind `show VIEW`.
private struct ShowOperands: Sendable {
  var process: Named?
  private var computer: ComputerOperand?
  private var address: AddressOperand?
  private var count: Int?
  private var hart: Int?
  private var hartPlace: SourcePlace?
  private let here: SourcePlace

  init(_ scanner: inout Scanner, of view: ShowView, in lab: Lab) throws {
    here = scanner.place
    switch view.drawing {
    case .machine: break
    case .process: if !scanner.isAtEnd { process = try scanner.name("a process") }
    case .computer(let address, _): try readComputer(&scanner, address, in: lab)
    }
  }

  private mutating func readComputer(
    _ scanner: inout Scanner, _ takes: ShowView.AddressUse, in lab: Lab
  ) throws {
    computer = try ComputerOperand(&scanner, in: lab, mayFollow: takes != .none)
    var ahead = scanner
    if takes != .none, !scanner.isAtEnd, (try? ahead.option()) == nil {
      address = try AddressOperand(&scanner)
    }
    ahead = scanner
    if takes == .addressAndCount, address != nil, !scanner.isAtEnd, (try? ahead.option()) == nil {
      count = try scanner.integer("how many lines", in: 1...1000, what: "the number of lines")
    }
    if takes == .needed, address == nil {
      throw scanner.expected("an address or a label")
    }
    let options = try OptionReader(&scanner, of: ShowCommand.description)
    hart = try options.integer("hart", in: 0...63)
    hartPlace = options.values["hart"]?.place
  }

  func subject(in lab: Lab) throws -> ComputerSubject {
    guard let computer = try computer?.resolve(in: lab.machine) else {
      throw LabError(.expected("the name of a computer", found: "nothing"), at: here)
    }
    let index = hart ?? 0
    guard computer.harts.indices.contains(index) else {
      throw LabError(
        .outOfRange(
          what: "hart", value: "\(index)",
          range: computer.harts.count == 1 ? "0" : words(0..<computer.harts.count)),
        at: hartPlace ?? here)
    }
    return ComputerSubject(
      lab: lab, computer: computer, hart: computer.harts[index], namesHart: hart != nil,
      address: try address?.resolve(in: computer, lab.machine, lab.budget), count: count)
  }
}

/// What a view of a computer is drawn of.
struct ComputerSubject {
  let lab: Lab
  let computer: Computer
  let hart: Hart
  let namesHart: Bool
  let address: UInt64?
  let count: Int?

  /// The hart as it was before the last command, if that ran the computer.
  func hartBefore() throws -> Hart? {
    let history = lab.history
    let index = history.present.entry - (history.present.unit > 0 ? 0 : 1)
    guard history.entries.indices.contains(index),
      history.entries[index].command is any ComputerCommand
    else { return nil }
    let past = try history.replay(to: Moment(entry: index), budget: lab.budget)
    return past.computers.first { $0.space == computer.space }?.harts[hart.id]
  }
}

/// One thing that `show` draws.
struct ShowView: Sendable {
  /// What a view of a computer does with an address.
  enum AddressUse: Sendable { case none, needed, optional, addressAndCount }

  enum Drawing: Sendable {
    case machine(@Sendable (EvaluationContext) throws -> Report)
    /// Of a process; nil if none is named.
    case process(@Sendable (EvaluationContext, _ space: Int?) throws -> Report)
    case computer(AddressUse, @Sendable (ComputerSubject) throws -> Report)
  }

  let name: String
  let usage: String
  let summary: String
  let drawing: Drawing

  private init(_ name: String, _ usage: String, _ summary: String, _ drawing: Drawing) {
    self.name = name
    self.usage = usage
    self.summary = summary
    self.drawing = drawing
  }

  init(
    name: String, usage: String, summary: String,
    machine: @escaping @Sendable (EvaluationContext) throws -> Report
  ) {
    self.init(name, usage, summary, .machine(machine))
  }

  init(
    name: String, usage: String, summary: String,
    process: @escaping @Sendable (EvaluationContext, Int?) throws -> Report
  ) {
    self.init(name, usage, summary, .process(process))
  }

  init(
    name: String, usage: String, summary: String, address: AddressUse = .none,
    computer: @escaping @Sendable (ComputerSubject) throws -> Report
  ) {
    self.init(name, usage, summary, .computer(address, computer))
  }
}

/// Everything that `show` draws. A new view is a file in `Show` and a line here.
enum ShowRegistry {
  static let all: [ShowView] = [
    .frames, .pages, .table, .swap, .stats, .events, .processes,
    .computers, .registers, .controls, .code, .stack, .walk, .devices, .traps,
    .virtualMachines, .exits, .shadow, .translations, .nested, .migration, .config, .files, .log,
    .snapshots,
    .network, .disks,
    .tasks, .vcpus, .cpus, .locks,
  ]
}
