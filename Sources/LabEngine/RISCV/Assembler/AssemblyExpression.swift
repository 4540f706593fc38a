/// A place in the program: so many bytes into a fragment of a section.
struct AssemblyLocation: Hashable {
  var section: Int
  var fragment: Int
  var offset: Int
}

/// An expression as far as it is known while the source is read.
///
/// Numbers are folded as they are read, so a tree holds only what depends on the layout or on a name that comes
/// later.
indirect enum AssemblyExpression {
  case number(Int64)
  /// A name that nothing has defined yet, and where it was used.
  case symbol(Int, Range<Int>)
  case location(AssemblyLocation)
  case negate(AssemblyExpression, Range<Int>)
  case binary(AssemblyOperator, AssemblyExpression, AssemblyExpression, Range<Int>)

  /// How many parts it has; bounded, so that neither depth nor work can run away.
  var size: Int {
    switch self {
    case .number, .symbol, .location: 1
    case .negate(let operand, _): operand.size + 1
    case .binary(_, let left, let right, _): left.size + right.size + 1
    }
  }

  static let mostParts = 500
}

/// What an expression comes to: a number and how many labels' addresses are in it.
///
/// 0 is a plain number (a difference of two labels is one), 1 an address.
struct AssemblyValue: Hashable {
  var number: Int64
  var labels = 0
}

/// The operators of "Using as", 6.2.4 (Infix Operators), with the assembler's own ranks.
enum AssemblyOperator: String {
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case or = "|"
  case orNot = "!"
  case xor = "^"
  case and = "&"
  case add = "+"
  case subtract = "-"
  case equal = "=="
  case unequal = "!="
  case different = "<>"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case both = "&&"
  case either = "||"

  /// The higher binds tighter; equals group from the left.
  var rank: Int {
    switch self {
    case .multiply, .divide, .remainder, .shiftLeft, .shiftRight: 6
    case .or, .orNot, .xor, .and: 5
    case .add, .subtract: 4
    case .equal, .unequal, .different, .less, .lessOrEqual, .greater, .greaterOrEqual: 3
    case .both: 2
    case .either: 1
    }
  }

  /// Throws for a division by zero and for labels in anything but sums, differences and comparisons.
  func apply(_ a: AssemblyValue, _ b: AssemblyValue) throws(LabError) -> AssemblyValue {
    switch self {
    case .add: return AssemblyValue(number: a.number &+ b.number, labels: a.labels &+ b.labels)
    case .subtract:
      return AssemblyValue(number: a.number &- b.number, labels: a.labels &- b.labels)
    default: break
    }
    let comparesAddresses = rank == 3 && a.labels == b.labels
    guard comparesAddresses || (a.labels == 0 && b.labels == 0) else {
      throw LabError(.mismatch("`\(rawValue)` does not go with the address of a label"))
    }
    if self == .divide || self == .remainder, b.number == 0 {
      throw LabError(.refused("division by zero"))
    }
    return AssemblyValue(number: arithmetic(a.number, b.number))
  }

  /// Comparisons give -1, `&&` and `||` give 1; shifts to the right are of unsigned numbers.
  private func arithmetic(_ a: Int64, _ b: Int64) -> Int64 {
    switch self {
    case .multiply: a &* b
    case .divide: a.dividedReportingOverflow(by: b).partialValue
    case .remainder: a.remainderReportingOverflow(dividingBy: b).partialValue
    case .shiftLeft: (0..<64).contains(b) ? a << b : 0
    case .shiftRight: (0..<64).contains(b) ? Int64(bitPattern: UInt64(bitPattern: a) >> b) : 0
    case .or: a | b
    case .orNot: a | ~b
    case .xor: a ^ b
    case .and: a & b
    case .add: a &+ b
    case .subtract: a &- b
    case .equal: a == b ? -1 : 0
    case .unequal, .different: a != b ? -1 : 0
    case .less: a < b ? -1 : 0
    case .lessOrEqual: a <= b ? -1 : 0
    case .greater: a > b ? -1 : 0
    case .greaterOrEqual: a >= b ? -1 : 0
    case .both: a != 0 && b != 0 ? 1 : 0
    case .either: a != 0 || b != 0 ? 1 : 0
    }
  }
}
