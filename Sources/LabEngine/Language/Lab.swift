/// One machine with its history, driven by the commands of the language.
///
/// Not Sendable: one a thread. Grading a thousand answers takes a thousand of them, one after the other.
///
/// ```swift
/// let lab = Lab()
/// try lab.execute("machine frames=3 policy=lru; process A pages=8")
/// try lab.execute("refs A 7 0 1 2 0 3")
/// try lab.evaluate("faults")  // 5
/// ```
public final class Lab {
  public let limits: Limits
  let files: (any FileAccess)?
  public var stopRequest: (any StopRequest)? {
    didSet { budget.stopRequest = stopRequest }
  }
  /// Connected to a computer while it runs; see `ConsoleLink`.
  public var console: (any ConsoleLink)?
  /// What `run … live` is drawn on; nil where nobody looks, and then it is a plain run.
  public var liveScreen: (any LiveScreen)?
  var machine: Machine
  private(set) var history: History
  let budget: Budget
  private var commandsLeft: Int
  private var cachedContext: EvaluationContext?

  public init(limits: Limits = .interactive, files: (any FileAccess)? = nil) {
    self.limits = limits
    self.files = files
    budget = Budget(limits)
    commandsLeft = limits.commands
    machine = Machine(MachineSettings())
    history = History()
  }

  private init(copying other: Lab) {
    limits = other.limits
    files = other.files
    stopRequest = other.stopRequest
    console = other.console
    liveScreen = other.liveScreen
    budget = Budget(other.limits)
    budget.stopRequest = other.stopRequest
    commandsLeft = other.commandsLeft
    machine = other.machine.clone()
    history = other.history.copy()
  }

  /// An independent lab in the same state with the same history.
  public func copy() -> Lab { Lab(copying: self) }

  /// The statements of a script, or the first mistake in how it is put together.
  public static func statements(of script: String, firstLine: Int = 1) throws -> [Statement] {
    var reader = ScriptReader(script, firstLine: firstLine, blockVerbs: CommandRegistry.blockVerbs)
    var list: [Statement] = []
    while let next = reader.next() { list.append(try next.get()) }
    return list
  }

  /// Executes a script command by command, handing over what each did. Stops at the first mistake with a
  /// `LabError` that has its place; the commands before it have happened, and nothing of it or after it.
  public func execute(
    _ script: String, firstLine: Int = 1, each: (CommandResult) throws -> Void
  ) throws {
    var reader = ScriptReader(script, firstLine: firstLine, blockVerbs: CommandRegistry.blockVerbs)
    while let next = reader.next() { try each(try execute(try next.get())) }
  }

  /// The same, collecting what each command did.
  @discardableResult
  public func execute(_ script: String) throws -> [CommandResult] {
    var results: [CommandResult] = []
    try execute(script) { results.append($0) }
    return results
  }

  /// Executes one statement.
  public func execute(_ statement: Statement) throws -> CommandResult {
    guard commandsLeft > 0 else {
      throw LabError(
        .fuel(what: "commands", limit: limits.commands), at: statement.place,
        lineText: statement.lineText)
    }
    commandsLeft -= 1
    do {
      return try run(statement)
    } catch let error as LabError {
      throw error.filled(place: statement.place, lineText: statement.lineText)
    }
  }

  private func run(_ statement: Statement) throws -> CommandResult {
    guard let kind = CommandRegistry.named(statement.verb) else {
      let verbs = CommandRegistry.verbs
      var place = statement.place
      place.length = max(1, statement.verb.count)
      if let command = WayToSee.command(for: statement.verb) {
        throw LabError(
          .expected("a command, as `\(command)`", found: "`\(statement.verb)`"), at: place)
      }
      throw LabError(
        .unknown(
          kind: "command", name: statement.verb, nearest: nearest(statement.verb, among: verbs),
          known: verbs), at: place)
    }
    let description = kind.description
    if description.namesFile, files == nil, limits.refusesFiles {
      throw LabError(.refused("`\(description.verb)` names a file, which is not allowed here."))
    }
    var scanner = Scanner(statement)
    scanner.depthLimit = limits.depth
    let command = try kind.init(parsing: &scanner, in: self)
    try scanner.end()
    let before = machine.counts.events
    current = statement
    let outcome = try command.run(in: self)
    return CommandResult(
      statement: statement, report: outcome.report, isOutput: description.isOutput,
      value: outcome.value,
      events: outcome.changedMachine ? max(0, machine.counts.events - before) : 0,
      changedMachine: outcome.changedMachine)
  }

  private var current = Statement(
    verb: "", text: "", place: SourcePlace(line: 1, column: 1), lineText: "")

  // MARK: The machine

  /// Applies a command and records it. A mistake leaves the machine as it was; a stop keeps what was done.
  func perform(_ command: any MachineCommand) throws -> Report {
    history.truncate(machine)
    history.prepare(for: command.expectedUnits, machine)
    let index = history.entries.count
    let execution = Execution(
      budget: budget, stopRequest: stopRequest,
      checkpoint: { [history] machine, unit in history.offer(machine, unit: unit) },
      past: { [history, budget] observer in
        let tape = Tape(
          entries: Array(history.entries[..<index]), overrides: [], budget: budget)
        _ = try tape.play(observer: observer)
      })
    execution.console = console
    execution.liveScreen = liveScreen
    let report: Report
    let wasMachine = machine
    let countsBefore = machine.counts
    do {
      machine.leaveString()
      report = try command.apply(to: &machine, execution)
    } catch {
      machine = wasMachine
      history.forgetAfterPresent()
      if execution.hasBegun { try restore() }
      throw error
    }
    var entry = History.Entry(command: command, statement: current)
    entry.units = execution.done
    entry.limit = execution.wasStopped || execution.endsByUnits ? execution.done : nil
    entry.countsBefore = countsBefore
    entry.counts = machine.counts
    entry.time = machine.time
    history.append(entry, machine)
    if execution.wasStopped { throw LabError(.interrupted) }
    return report
  }

  /// Puts the machine back to where its history says it is, whatever is requested meanwhile.
  private func restore() throws {
    let unlimited = Budget(.interactive)
    machine = try history.seek(history.present, budget: unlimited)
  }

  /// Takes the machine to another moment of its history.
  func seek(_ moment: Moment) throws {
    machine = try history.seek(moment, budget: budget)
  }

  // MARK: Questions

  /// The value of an expression on the present machine, which it does not change.
  public func evaluate(_ expression: String) throws -> Value {
    let place = SourcePlace(line: 1, column: 1)
    var scanner = Scanner(expression, at: place, lineText: expression)
    scanner.depthLimit = limits.depth
    do {
      let parsed = try scanner.expression("an expression")
      try scanner.end()
      return try context().value(of: parsed)
    } catch let error as LabError {
      throw error.filled(place: place, lineText: expression)
    }
  }

  /// What expressions see now; kept as long as the machine stays where it is.
  func context() -> EvaluationContext {
    if let cachedContext, cachedContext.machine === machine,
      cachedContext.moment == history.present, cachedContext.counts == machine.counts
    {
      return cachedContext
    }
    let context = EvaluationContext(
      machine: machine, history: history, moment: history.present, overrides: [], budget: budget)
    cachedContext = context
    return context
  }

  private var running: String {
    let computers = machine.computers.filter { machine.memory.spaces[$0.space].isAlive }
    guard computers.count == 1, let computer = computers.first,
      computer.state == .running || computer.state == .waiting
    else { return "" }
    let hart = computer.nextInstructionHart
    return "\(hart.mode.letter) \(computer.symbolText(hart.pc) ?? hexadecimal(hart.pc))"
  }

  public var summary: LabSummary {
    LabSummary(
      position: history.present.entry + (history.present.unit > 0 ? 1 : 0),
      references: machine.counts.refs, faults: machine.counts.faults, time: machine.time,
      frames: machine.settings.frames, freeFrames: machine.memory.frames.freeCount,
      policy: machine.policySpec.text,
      processes: machine.processNames, running: running,
      runningComputers: machine.computers.count {
        machine.memory.spaces[$0.space].isAlive && $0.state == .running
      },
      canUndo: history.canUndo,
      canRedo: history.canRedo)
  }

  /// True if `text` ends inside a block command whose `end` is still to come.
  public static func needsMoreLines(_ text: String) -> Bool {
    ScriptReader.endsInsideBlock(text, blockVerbs: CommandRegistry.blockVerbs)
  }
}

extension LabError {
  /// The same with what is still missing of place and line.
  func filled(place: SourcePlace, lineText: String) -> LabError {
    LabError(
      problem, at: self.place ?? place,
      lineText: self.lineText.flatMap { $0.isEmpty ? nil : $0 } ?? lineText)
  }
}
