/// `print EXPR [in UNIT]`
struct PrintCommand: Command {
  static let description = CommandDescription(
    verb: "print", usage: ["print EXPRESSION [in UNIT]"], summary: "write one value",
    detail: """
      A quantity is written in the largest unit that gives at least 1, or in the unit after `in`: \
      \(UnitRegistry.all.map(\.name).joined(separator: " ")), or hex for a whole number.
      """,
    operands: [.expression],
    examples: ["print faults", "print eat in us", "print faultrate in %"], isOutput: true)

  private let expression: Expression
  private let unit: Unit?
  private let inHex: Bool
  private let unitPlace: SourcePlace?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    expression = try scanner.expression("an expression to print")
    guard scanner.takeWord("in") else {
      unit = nil
      unitPlace = nil
      inHex = false
      return
    }
    let name = try scanner.rawValue("a unit")
    unitPlace = name.place
    inHex = name.text == "hex"
    unit = Unit.named(name.text)
    guard unit != nil || inHex else {
      let known = UnitRegistry.all.map(\.name) + ["hex"]
      throw scanner.error(
        .unknown(
          kind: "unit", name: name.text, nearest: nearest(name.text, among: known), known: known),
        at: name.place)
    }
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    let value = try lab.context().value(of: expression)
    return CommandOutcome(report: Report([.value(try text(value))]), value: value)
  }

  private func text(_ value: Value) throws -> String {
    if inHex {
      guard case .quantity(let quantity) = value, case .integer(let number) = quantity.number else {
        throw LabError(
          .mismatch("Only a whole number can be written in hex; this is \(value.written())."),
          at: unitPlace)
      }
      return "0x" + String(UInt(bitPattern: number), radix: 16)
    }
    if let unit, !unit.fits(value) {
      throw LabError(
        .mismatch("\(value.written()) cannot be written in \(unit.name)."), at: unitPlace)
    }
    return value.written(in: unit)
  }
}
