/// `finish M`
struct FinishCommand: ComputerCommand {
  static let description = CommandDescription(
    verb: "finish", usage: ["finish [NAME]"],
    summary: "run a computer until its function returns",
    detail: """
      It counts calls and returns of the hart whose turn it is, so that it stops after the `ret` of the function \
      that it is in now, calls of its own and recursion passed over; in a trap handler, after its `mret` or \
      `sret`. A breakpoint on the way stops it. `steps` bounds it.
      """,
    operands: [.computer],
    options: [
      CommandOption(name: "steps", values: "a number", meaning: "instructions at most")
    ],
    examples: ["finish M"])

  private let computer: ComputerOperand
  private let steps: Int?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    computer = try ComputerOperand(&scanner, in: lab, mayFollow: false)
    steps = try OptionReader(&scanner, of: Self.description).integer("steps", in: 1...Int.max)
  }

  func subject(in machine: Machine) -> Computer? { try? computer.resolve(in: machine) }

  var expectedUnits: Int { steps ?? 1 << 20 }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let computer = try computer.resolve(in: machine)
    execution.hasBegun = true
    computer.forgetTranslations()
    var request = RunRequest(steps: steps)
    if execution.limit == nil, let next = computer.nextInstruction() {
      request.followed = .function(hart: next.hart.id)
    }
    return try machine.run(computer, request, execution)
  }
}
