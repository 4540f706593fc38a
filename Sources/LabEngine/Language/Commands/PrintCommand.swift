/// `print EXPR [in UNIT]`
struct PrintCommand: Command {
  static let description = CommandDescription(
    verb: "print", usage: ["print EXPRESSION [in UNIT]"], summary: "write one value",
    detail: """
      A quantity is written in the largest unit that gives at least 1, or in the unit after `in`: \
      \(Unit.all.map(\.name).joined(separator: " ")), or hex for a whole number.
      """,
    operands: [.expression],
    examples: ["print faults", "print eat in us", "print faultrate in %"], isOutput: true)

  private let expression: Expression
  private let unit: Unit?
  private let unitPlace: SourcePlace?

  init(parsing scanner: inout Scanner, in lab: Lab) throws {
    expression = try scanner.expression("an expression to print")
    guard scanner.takeWord("in") else {
      unit = nil
      unitPlace = nil
      return
    }
    let name = try scanner.rawValue("a unit")
    unitPlace = name.place
    unit = Unit.named(name.text)
    guard unit != nil else {
      let known = Unit.all.map(\.name) + ["hex"]
      throw scanner.error(
        .unknown(
          kind: "unit", name: name.text, nearest: nearest(name.text, among: known), known: known),
        at: name.place)
    }
  }

  func run(in lab: Lab) throws -> CommandOutcome {
    let value = try lab.context().value(of: expression)
    if let unit, !unit.fits(value) {
      throw LabError(
        .mismatch("\(value.written()) cannot be written in \(unit.name)."), at: unitPlace)
    }
    return CommandOutcome(report: Report([.value(value.written(in: unit))]), value: value)
  }
}
