/// Expressions and numbers in commands.
extension Scanner {
  mutating func expression(_ expected: String) throws -> Expression {
    var parser = ExpressionParser(self)
    let expression = try parser.whole(expected)
    position = parser.scanner.position
    return expression
  }

  /// The value of an expression that asks nothing of the machine, in the wanted dimension. A plain zero is a
  /// zero of any dimension.
  mutating func constant(
    _ expected: String, _ dimension: Dimension
  ) throws -> (quantity: Quantity, place: SourcePlace) {
    let before = position
    let (value, expression) = try constantValue(expected)
    let place = expression.place
    guard case .quantity(var quantity) = value else {
      position = before
      throw error(.expected(expected, found: value.kind), at: place)
    }
    if quantity.dimension != dimension {
      guard quantity.number.isZero, quantity.dimension.isPlain else {
        position = before
        throw error(
          .mismatch(Scanner.wrongDimension(quantity, expected, dimension, as: expression.text)),
          at: place)
      }
      quantity.dimension = dimension
    }
    return (quantity, place)
  }

  private static func wrongDimension(
    _ quantity: Quantity, _ expected: String, _ dimension: Dimension, as text: String
  ) -> String {
    let units = Unit.all.filter { $0.isChosen && $0.dimension == dimension }.map(\.name)
    let wanted = "expected \(expected), found \(quantity.kind)"
    guard quantity.dimension.isPlain, let base = units.first, let larger = units.dropFirst(2).first
    else { return wanted }
    let number = quantity.written()
    return "\(wanted): write \(number)\(base) or \(number)\(larger)"
  }

  /// A whole number in `range`; `what` names it in the error that it is not.
  mutating func integer(
    _ expected: String, in range: ClosedRange<Int>, what: String
  ) throws -> Int {
    let before = position
    let from = offsetAfterSpaces
    do {
      let (quantity, place) = try constant(expected, .none)
      let typed = text(from: from, to: position)
      position = before
      guard case .integer(let integer) = quantity.number else {
        let isWhole = quantity.number.double.rounded(.towardZero) == quantity.number.double
        throw error(
          isWhole
            ? .outOfRange(what: what, value: typed, range: inWords(range))
            : .expected("a whole number", found: "`\(typed)`"), at: place)
      }
      guard range.contains(integer) else {
        throw error(.outOfRange(what: what, value: typed, range: inWords(range)), at: place)
      }
      position = from + typed.utf8.count
      return integer
    } catch let mistake as LabError {
      guard case .overflow = mistake.problem else { throw mistake }
      var rest = self
      let end = try rest.rawEnd(from, stoppingAtBracket: false)
      let typed = rest.take(from, to: end)
      throw error(
        .outOfRange(what: what, value: typed.text, range: inWords(range)), at: typed.place)
    }
  }

  /// An expression that asks nothing of the machine, with its value.
  mutating func constantValue(_ expected: String) throws -> (Value, Expression) {
    let before = position
    let expression = try self.expression(expected)
    do {
      if let path = expression.observables.first, let part = path.parts.first {
        let name = path.parts.count == 1 ? part.name.text : expression.text
        throw error(.expected(expected, found: "`\(name)`"), at: path.place)
      }
      return (try expression.value(in: NoMachine()), expression)
    } catch {
      position = before
      throw error
    }
  }
}

/// Where constants are evaluated: there is nothing to observe.
private final class NoMachine: ExpressionContext {
  let listEntries = Limits.interactive.listEntries

  func observable(_ path: ObservablePath) throws -> Value { throw refusal }

  func value(of expression: Expression, afterReference n: Int, place: SourcePlace) throws -> Value {
    throw refusal
  }

  func value(of expression: Expression, supposing settings: [Setting]) throws -> Value {
    throw refusal
  }

  private var refusal: LabError {
    LabError(.refused("only a constant can stand here, nothing that asks the machine"))
  }
}
