extension Number {
  var double: Double {
    switch self {
    case .integer(let integer): Double(integer)
    case .real(let real): real
    }
  }

  var isZero: Bool { double == 0 }

  /// A result as a number: whole ones below 10^12, where the twelve digits of `==` are all of them, become
  /// integers again.
  static func normal(_ real: Double) throws -> Number {
    guard real.isFinite else { throw LabError(.overflow("the result is too large")) }
    if real.magnitude < 1e12, real.rounded(.towardZero) == real { return .integer(Int(real)) }
    return .real(real)
  }

  /// Integers by `exact`, anything else by `inexact`.
  static func combined(
    _ a: Number, _ b: Number, _ name: String, exact: (Int, Int) -> (Int, Bool),
    inexact: (Double, Double) -> Double
  ) throws -> Number {
    guard case .integer(let x) = a, case .integer(let y) = b else {
      return try normal(inexact(a.double, b.double))
    }
    let (result, overflow) = exact(x, y)
    guard !overflow else {
      throw LabError(.overflow("\(x) \(name) \(y) does not fit into 64 bits"))
    }
    return .integer(result)
  }

  /// By repeated squaring.
  func power(_ exponent: Int) throws -> Number {
    if case .integer(let base) = self, exponent >= 0 {
      guard let result = Number.power(base, UInt(exponent)) else {
        throw LabError(.overflow("\(base)^\(exponent) does not fit into 64 bits"))
      }
      return .integer(result)
    }
    var result = 1.0
    var square = double
    var rest = exponent.magnitude
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    guard exponent < 0 else { return try Number.normal(result) }
    guard double != 0 else { throw LabError(.undefined("division by zero")) }
    return try Number.normal(1 / result)
  }

  private static func power(_ base: Int, _ exponent: UInt) -> Int? {
    var result = 1
    var square: Int? = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 {
        guard let factor = square else { return nil }
        let (product, overflow) = result.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        result = product
      }
      rest >>= 1
      square = square.flatMap {
        let (product, overflow) = $0.multipliedReportingOverflow(by: $0)
        return overflow ? nil : product
      }
    }
    return result
  }
}

extension Dimension {
  var isPlain: Bool { self == .none }

  /// Added to another, `times` times; nil beyond any sense.
  func adding(_ other: Dimension, times: Int = 1) -> Dimension? {
    guard times.magnitude <= 100 || other.isPlain else { return nil }
    let times = other.isPlain ? 0 : times
    let sum = Dimension(time: time + times * other.time, data: data + times * other.data)
    return max(sum.time.magnitude, sum.data.magnitude) <= 100 ? sum : nil
  }
}

extension Quantity {
  /// A plain zero goes with every dimension.
  func commonDimension(_ other: Quantity) -> Dimension? {
    if dimension == other.dimension { return dimension }
    if dimension.isPlain, number.isZero { return other.dimension }
    if other.dimension.isPlain, other.number.isZero { return dimension }
    return nil
  }

  func adding(_ other: Quantity) throws -> Quantity {
    guard let dimension = commonDimension(other) else {
      throw Quantity.mismatch(self, other, cannot: "be added to")
    }
    return Quantity(
      try .combined(
        number, other.number, "+", exact: { $0.addingReportingOverflow($1) }, inexact: +), dimension
    )
  }

  func subtracting(_ other: Quantity) throws -> Quantity {
    guard let dimension = commonDimension(other) else {
      throw Quantity.mismatch(other, self, cannot: "be subtracted from")
    }
    return Quantity(
      try .combined(
        number, other.number, "-", exact: { $0.subtractingReportingOverflow($1) }, inexact: -),
      dimension)
  }

  func multiplied(by other: Quantity) throws -> Quantity {
    guard let dimension = dimension.adding(other.dimension) else { throw Quantity.tooManyUnits }
    return Quantity(
      try .combined(
        number, other.number, "*", exact: { $0.multipliedReportingOverflow(by: $1) }, inexact: *),
      dimension)
  }

  /// Exact: an integer only if the division comes out even.
  func divided(by other: Quantity) throws -> Quantity {
    guard !other.number.isZero else { throw LabError(.undefined("division by zero")) }
    guard let dimension = dimension.adding(other.dimension, times: -1) else {
      throw Quantity.tooManyUnits
    }
    if case .integer(let x) = number, case .integer(let y) = other.number {
      let (quotient, overflow) = x.dividedReportingOverflow(by: y)
      if overflow { throw LabError(.overflow("\(x) / \(y) does not fit into 64 bits")) }
      if quotient &* y == x { return Quantity(quotient, dimension) }
    }
    return Quantity(try .normal(number.double / other.number.double), dimension)
  }

  func raised(to exponent: Quantity) throws -> Quantity {
    guard exponent.dimension.isPlain, case .integer(let power) = exponent.number else {
      throw LabError(
        .mismatch("an exponent must be a whole number, not \(exponent.written())"))
    }
    guard let dimension = Dimension.none.adding(dimension, times: power) else {
      throw Quantity.tooManyUnits
    }
    return Quantity(try number.power(power), dimension)
  }

  func negated() throws -> Quantity { try Quantity(0, dimension).subtracting(self) }

  private static let tooManyUnits = LabError(
    .overflow("a unit to a power above 100 is too large"))

  /// "a time cannot be … a plain number", with what to write instead.
  static func mismatch(_ a: Quantity, _ b: Quantity, cannot: String) -> LabError {
    let plain = [a, b].first { $0.dimension.isPlain }
    let other = [a, b].first { !$0.dimension.isPlain }
    var sentence = "\(a.kind) cannot \(cannot) \(b.kind)"
    let examples = Unit.all.filter { $0.isChosen && $0.dimension == other?.dimension }
    if let plain, !examples.isEmpty {
      let number = plain.written()
      let units = examples.filter { ["ns", "ms", "B", "KiB"].contains($0.name) }
      sentence += ": write \(units.map { number + $0.name }.joined(separator: " or "))"
    }
    return LabError(.mismatch(sentence))
  }
}
