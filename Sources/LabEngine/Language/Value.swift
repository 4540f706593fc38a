/// What a quantity measures: powers of time and of data; both zero for a plain number.
public struct Dimension: Hashable, Sendable {
  public var time: Int
  public var data: Int

  public init(time: Int = 0, data: Int = 0) {
    self.time = time
    self.data = data
  }

  public static let none = Dimension()
  /// Counted in nanoseconds.
  public static let time = Dimension(time: 1)
  /// Counted in bytes.
  public static let data = Dimension(data: 1)
}

/// An integer stays an integer (64 bits, overflow is an error); what is not whole is a double.
public enum Number: Hashable, Sendable {
  case integer(Int)
  case real(Double)
}

/// A number with its dimension, in the base unit: nanoseconds, bytes, or nothing.
public struct Quantity: Hashable, Sendable {
  public var number: Number
  public var dimension: Dimension

  public init(_ number: Number, _ dimension: Dimension = .none) {
    self.number = number
    self.dimension = dimension
  }

  public init(_ integer: Int, _ dimension: Dimension = .none) {
    self.init(.integer(integer), dimension)
  }
}

/// One page of one process, written `A:7`.
public struct PageName: Hashable, Sendable, CustomStringConvertible {
  public var process: String
  public var page: Int

  public init(_ process: String, _ page: Int) {
    self.process = process
    self.page = page
  }

  public var description: String { "\(process):\(page)" }
}

/// What an expression gives.
public indirect enum Value: Hashable, Sendable {
  case quantity(Quantity)
  case truth(Bool)
  case text(String)
  case page(PageName)
  case list([Value])

  /// A plain integer.
  public static func integer(_ value: Int) -> Value { .quantity(Quantity(value)) }
  /// A span of virtual time in nanoseconds.
  public static func nanoseconds(_ value: Int) -> Value { .quantity(Quantity(value, .time)) }
}
