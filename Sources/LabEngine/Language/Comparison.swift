extension Quantity {
  /// -1, 0 or 1. Two integers compare exactly, anything else to twelve significant digits.
  func compared(with other: Quantity) throws -> Int {
    guard commonDimension(other) != nil else {
      throw Quantity.mismatch(self, other, cannot: "be compared with")
    }
    return number.compared(with: other.number)
  }
}

extension Number {
  func compared(with other: Number) -> Int {
    if case .integer(let x) = self, case .integer(let y) = other {
      return x < y ? -1 : x == y ? 0 : 1
    }
    if agrees(with: other) { return 0 }
    return double < other.double ? -1 : 1
  }

  /// Equal to twelve significant digits.
  private func agrees(with other: Number) -> Bool {
    let (x, y) = (double, other.double)
    let difference = (x - y).magnitude
    let size = max(x.magnitude, y.magnitude)
    // Noise of computing must not matter, even where it straddles the edge between two roundings.
    if difference <= size * 1e-14 { return true }
    if difference > size * 1e-10 { return false }
    return DecimalDigits(self).rounded(to: 12) == DecimalDigits(other).rounded(to: 12)
  }
}

extension Value {
  /// What `==` means. Different kinds, and a time and a plain number, are an error.
  func isEqual(to other: Value) throws -> Bool {
    switch (self, other) {
    case (.quantity(let a), .quantity(let b)): return try a.compared(with: b) == 0
    case (.truth(let a), .truth(let b)): return a == b
    case (.text(let a), .text(let b)): return a == b
    case (.page(let a), .page(let b)): return a == b
    case (.list(let a), .list(let b)):
      guard a.count == b.count else { return false }
      for (x, y) in zip(a, b) {
        guard try x.isEqual(to: y) else { return false }
      }
      return true
    default:
      throw LabError(.mismatch("\(kind) cannot be compared with \(other.kind)"))
    }
  }

  /// The same as `==` in an expression, but things that cannot be compared are not equal.
  public func equals(_ other: Value) -> Bool { (try? isEqual(to: other)) ?? false }
}

extension Quantity {
  /// What a person calls it.
  var kind: String {
    switch dimension {
    case .none: "a plain number"
    case .time: "a time"
    case .data: "a size in bytes"
    case Unit.rate: "a rate"
    default: "a quantity in \(dimension.symbol)"
    }
  }
}

extension Value {
  /// What a person calls it.
  public var kind: String {
    switch self {
    case .quantity(let quantity): quantity.kind
    case .truth: "true or false"
    case .text: "a text"
    case .page: "a page"
    case .list: "a list"
    }
  }
}
