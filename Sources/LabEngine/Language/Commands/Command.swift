/// What Tab can offer at an operand or after `NAME=`.
indirect enum OperandKind: Sendable {
  case process
  case computer
  case snapshot
  case guest
  /// A switch of the machine.
  case network
  /// A disk of the machine.
  case disk
  /// A label of a guest, or an address.
  case address
  case newName
  case policy
  case scheduler
  /// A task or virtual machine on the host.
  case client
  case expression
  case file
  case words([String])
  case either([OperandKind])
  case free
}

/// An option of a command, as help and completion show it.
struct CommandOption: Sendable {
  let name: String
  let values: String
  let meaning: String
  var kind = OperandKind.free
}

/// What help, completion and the documentation say of a command.
struct CommandDescription: Sendable {
  let verb: String
  /// As the language reference writes it.
  let usage: [String]
  let summary: String
  /// A few sentences for `help VERB`.
  let detail: String
  /// The kinds of its operands, the last one repeating.
  var operands: [OperandKind] = []
  var options: [CommandOption] = []
  var examples: [String] = []
  /// Writes to standard output in a script.
  var isOutput = false
  /// With an option it changes the machine, although it is output otherwise.
  var optionsChange = false
  /// The operands or options that name files: refused in submissions.
  var namesFile = false
  /// Its body reaches to a line that is `end` alone.
  var hasBody = false
}

/// One command, parsed. A new one is a new file and a line in `CommandRegistry`.
protocol Command: Sendable {
  static var description: CommandDescription { get }
  /// Reads the operands after the verb, up to the end.
  init(parsing scanner: inout Scanner, in lab: Lab) throws
  func run(in lab: Lab) throws -> CommandOutcome
}

/// What a command gives back to whoever executes it.
struct CommandOutcome {
  var report: Report
  var value: Value?
  var changedMachine = false
}

/// A command that changes the machine: recorded in the history, undone by replaying those before it.
protocol MachineCommand: Command {
  /// Does it, or a part of it as `execution` says. The first mistake is thrown before anything has changed, or
  /// with `execution.hasBegun` set.
  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report
  /// True if it makes a new machine.
  var startsMachine: Bool { get }
  /// About how many references it will run.
  var expectedUnits: Int { get }
  /// True if it is a string of references, which `@N` and `show table` speak of.
  var isString: Bool { get }
}

extension MachineCommand {
  var startsMachine: Bool { false }
  var expectedUnits: Int { 0 }
  var isString: Bool { false }

  func run(in lab: Lab) throws -> CommandOutcome {
    CommandOutcome(report: try lab.perform(self), changedMachine: true)
  }
}

/// Every command of the language.
enum CommandRegistry {
  static let all: [any Command.Type] = [
    NewMachineCommand.self,
    ProcessCommand.self,
    ForkCommand.self,
    TerminateCommand.self,
    SwapOutCommand.self,
    SwapInCommand.self,
    ReadCommand.self,
    WriteCommand.self,
    RefsCommand.self,
    LoadCommand.self,
    PolicyCommand.self,
    SchedulerCommand.self,
    HostCommand.self,
    TaskCommand.self,
    GuestCommand.self,
    DiskCommand.self,
    BootCommand.self,
    VMCommand.self,
    ExitsCommand.self,
    SetCommand.self,
    MigrateCommand.self,
    BalloonCommand.self,
    IsolationCommand.self,
    ConsolidateCommand.self,
    CloneCommand.self,
    SnapshotCommand.self,
    RestoreCommand.self,
    ForgetCommand.self,
    DedupCommand.self,
    RunCommand.self,
    StepCommand.self,
    NextCommand.self,
    FinishCommand.self,
    BreakCommand.self,
    WatchCommand.self,
    InputCommand.self,
    SuspendCommand.self,
    ResumeCommand.self,
    ShowCommand.self,
    PrintCommand.self,
    ExpectCommand.self,
    WhyCommand.self,
    CompareCommand.self,
    PlotCommand.self,
    ClassifyCommand.self,
    BackCommand.self,
    RedoCommand.self,
    GotoCommand.self,
  ]

  static let verbs = all.map { $0.description.verb }
  /// Verbs whose body reaches to a line that is `end` alone.
  static let blockVerbs: Set<String> = Set(
    all.filter { $0.description.hasBody }.map { $0.description.verb })

  static func named(_ verb: String) -> (any Command.Type)? {
    all.first { $0.description.verb == verb }
  }
}
