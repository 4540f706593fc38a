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
      // Two names side by side: the first was to be a computer's, unless it is a label.
      var rest = ahead
      let isLabel = computers[0].image.address(of: word.text) != nil
      guard !isLabel, let second = try? rest.name(""), second.text != "off" else {
        name = nil
        return
      }
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
  /// A label that is no name of the language, such as `_start`; the expression is then added to it.
  private let label: Named?
  private let expression: Expression?
  let place: SourcePlace

  init(_ scanner: inout Scanner) throws {
    label = scanner.label()
    let begins = scanner.place
    let isSum = scanner.next.map { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } ?? false
    if label == nil {
      expression = try scanner.expression("an address or a label")
    } else if isSum {
      _ = scanner.take("+")
      expression = try scanner.expression("a number to add to the label")
    } else {
      expression = nil
    }
    place = label?.place ?? expression?.place ?? begins
  }

  func resolve(in computer: Computer, _ machine: Machine, _ budget: Budget) throws -> UInt64 {
    let base = try label.map { try computer.address(of: $0) } ?? 0
    guard let expression else { return base }
    return base &+ (try value(of: expression, computer, machine, budget))
  }

  private func value(
    of expression: Expression, _ computer: Computer, _ machine: Machine, _ budget: Budget
  ) throws -> UInt64 {
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

extension Scanner {
  /// A label that begins as no name does, with `_`, `.` or `$`; nothing is skipped behind it.
  fileprivate mutating func label() -> Named? {
    let from = offsetAfterSpaces
    guard let first = byte(from), "_.$".utf8.contains(first) else { return nil }
    var end = from
    while let next = byte(end),
      Ascii.isLetter(next) || Ascii.digits.contains(next)
        || "_.$".utf8.contains(next)
    {
      end += 1
    }
    return take(from, to: end)
  }
}

extension Computer {
  /// The address of a label of its guest.
  func address(of label: Named) throws -> UInt64 {
    if let address = image.address(of: label.text) { return address }
    let names = image.symbols.map(\.name)
    throw LabError(
      .unknown(
        kind: "label", name: label.text, nearest: nearest(label.text, among: names), known: names),
      at: label.place)
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
    return .integer(Int(Int64(bitPattern: try computer.address(of: name))))
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
