/// `next M`
struct NextCommand: ComputerCommand {
  static let description = CommandDescription(
    verb: "next", usage: ["next [NAME]"],
    summary: "execute one instruction, or a whole call",
    detail: """
      Like `step`, but a call (a jump that leaves its return address in ra or t0) is executed up to its return, \
      other harts and interrupts included. A breakpoint on the way stops it.
      """,
    operands: [.computer], examples: ["next M"])

  private let computer: ComputerOperand

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    computer = try ComputerOperand(&scanner, in: lab, mayFollow: false)
  }

  func subject(in machine: Machine) -> Computer? { try? computer.resolve(in: machine) }

  func apply(to machine: inout Machine, _ execution: Execution) throws -> Report {
    let computer = try computer.resolve(in: machine)
    execution.hasBegun = true
    computer.forgetTranslations()
    // A replay goes by units.
    guard execution.limit == nil else {
      return try machine.run(computer, RunRequest(), execution)
    }
    guard let next = computer.nextInstruction(), next.interrupt == nil,
      let bits = next.hart.peekInstruction(computer), InstructionWords.isCall(bits)
    else {
      let report = try machine.step(computer, 1, execution)
      execution.endsByUnits = true
      return report
    }
    var request = RunRequest()
    request.followed = .call(
      hart: next.hart.id, returnAddress: next.address &+ InstructionWords.length(bits),
      stackPointer: next.hart.x[2])
    let call = computer.line(of: next, bits)
    let before = HartPicture(next.hart)
    var report = try machine.run(computer, request, execution)
    let changes = before.changes(next.hart, computer)
    let lines = [call] + (changes.isEmpty ? [] : ["  over it: " + changes.joined(separator: ", ")])
    report.blocks.insert(.listing(lines, more: 0), at: 0)
    return report
  }
}
