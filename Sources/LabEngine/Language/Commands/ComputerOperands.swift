/// The computer that a command is for, which need not be named where there is just one.
struct ComputerOperand: Sendable {
  let name: Named?
  private let here: SourcePlace

  /// Reads a name if it is that of a computer of the lab; otherwise, if `mayFollow` says that an operand of
  /// another kind may stand here, none.
  init(_ scanner: inout Scanner, in lab: Lab, mayFollow: Bool) throws {
    here = scanner.place
    var ahead = scanner
    guard !scanner.isAtEnd, (try? scanner.startsOption()) != true else {
      name = nil
      return
    }
    let computers = lab.machine.computers.filter { lab.machine.memory.spaces[$0.space].isAlive }
    guard let word = try? ahead.name("") else {
      guard mayFollow else { throw scanner.expected("the name of a computer") }
      name = nil
      return
    }
    if mayFollow, computers.count == 1, computers[0].name != word.text {
      name = nil
      return
    }
    name = word
    scanner = ahead
  }

  func resolve(in machine: Machine) throws -> Computer { try machine.computer(name, at: here) }
}

extension Scanner {
  /// True if `NAME=` stands here.
  fileprivate func startsOption() throws -> Bool {
    var ahead = self
    return try ahead.option() != nil
  }
}

/// An address: a label, a number, or an expression of both, such as `main+8` or `M.sp`.
struct AddressOperand: Sendable {
  let expression: Expression

  init(_ scanner: inout Scanner) throws {
    expression = try scanner.expression("an address or a label")
  }

  func resolve(in computer: Computer, _ machine: Machine, _ budget: Budget) throws -> UInt64 {
    let context = EvaluationContext(machine: machine, budget: budget)
    let value = try LabelContext(computer, context).value(of: expression)
    guard case .quantity(let quantity) = value, case .integer(let number) = quantity.number,
      quantity.dimension.isPlain
    else {
      throw LabError(.expected("an address or a label", found: value.kind), at: expression.place)
    }
    return UInt64(bitPattern: Int64(number))
  }
}

/// Where expressions know the labels of a guest, beside all that can be observed.
final class LabelContext: ExpressionContext {
  private let computer: Computer
  private let context: EvaluationContext

  init(_ computer: Computer, _ context: EvaluationContext) {
    self.computer = computer
    self.context = context
  }

  var listEntries: Int { context.listEntries }

  func value(of expression: Expression) throws -> Value { try expression.value(in: self) }

  func observable(_ path: ObservablePath) throws -> Value {
    guard path.parts.count == 1, path.parts[0].arguments == nil else {
      return try context.observable(path)
    }
    let name = path.parts[0].name
    if let address = computer.image.address(of: name.text) {
      return .integer(Int(Int64(bitPattern: address)))
    }
    guard ObservableRegistry.named(name.text, .machine) == nil else {
      return try context.observable(path)
    }
    let names = computer.image.symbols.map(\.name)
    throw LabError(
      .unknown(
        kind: "label", name: name.text, nearest: nearest(name.text, among: names), known: names),
      at: name.place)
  }

  func value(of expression: Expression, afterReference n: Int, place: SourcePlace) throws -> Value {
    try context.value(of: expression, afterReference: n, place: place)
  }

  func value(of expression: Expression, supposing settings: [Setting]) throws -> Value {
    try context.value(of: expression, supposing: settings)
  }
}

/// A command whose units are the instructions of one computer, so that any of them can be gone back to and asked for.
protocol ComputerCommand: MachineCommand {
  /// The computer, in the machine as it was when the command was given.
  func subject(in machine: Machine) -> Computer?
}
