/// What a number may be measured in: `ns`, `KiB`, `%`, and `MiB/s` after `in`.
public struct Unit: Hashable, Sendable {
  public let name: String
  public let dimension: Dimension
  /// One of it is `factor / divisor` of the base unit of its dimension.
  public let factor: Int
  public let divisor: Int
  /// True if `print` chooses it by itself; the others must be asked for.
  let isChosen: Bool
  /// True for `hex`, which is no measure but a way to write integers.
  let isHexadecimal: Bool

  init(
    _ name: String, _ dimension: Dimension, _ factor: Int, divisor: Int = 1, isChosen: Bool = true,
    isHexadecimal: Bool = false
  ) {
    self.name = name
    self.dimension = dimension
    self.factor = factor
    self.divisor = divisor
    self.isChosen = isChosen
    self.isHexadecimal = isHexadecimal
  }

  /// Each dimension's units from small to large; the first of each is its base.
  public static let all = [
    Unit("ns", .time, 1), Unit("us", .time, 1_000), Unit("ms", .time, 1_000_000),
    Unit("s", .time, 1_000_000_000), Unit("min", .time, 60_000_000_000, isChosen: false),
    Unit("h", .time, 3_600_000_000_000, isChosen: false),
    Unit("B", .data, 1), Unit("KiB", .data, 1 << 10), Unit("MiB", .data, 1 << 20),
    Unit("GiB", .data, 1 << 30), Unit("TiB", .data, 1 << 40),
    Unit("KB", .data, 1_000, isChosen: false), Unit("MB", .data, 1_000_000, isChosen: false),
    Unit("GB", .data, 1_000_000_000, isChosen: false),
    Unit("%", .none, 1, divisor: 100, isChosen: false),
  ]

  /// Ways to write a value that cannot follow a number.
  static let forms =
    [Unit("hex", .none, 1, isChosen: false, isHexadecimal: true)]
    + all.filter { $0.dimension == .data }.map {
      Unit("\($0.name)/s", rate, $0.factor, divisor: 1_000_000_000, isChosen: $0.isChosen)
    }

  static let rate = Dimension(time: -1, data: 1)

  /// The unit of that name, those included that only `in` takes; nil if there is none.
  public static func named(_ name: String) -> Unit? {
    all.first { $0.name == name } ?? forms.first { $0.name == name }
  }

  /// The unit that may follow a number directly. Both ways to type a micro sign are understood.
  static func afterNumber(_ name: String) -> Unit? {
    let name = name == "\u{b5}s" || name == "\u{3bc}s" ? "us" : name
    return all.first { $0.name == name }
  }

  /// True if `value`, or something in the list that it is, can be written in this unit.
  public func fits(_ value: Value) -> Bool {
    switch value {
    case .quantity(let quantity):
      guard quantity.dimension == dimension else { return false }
      if isHexadecimal, case .real = quantity.number { return false }
      return true
    case .list(let elements): return elements.contains(where: fits)
    case .truth, .text, .page: return false
    }
  }

  /// By how many decimal places a number moves when it is written in this unit; nil if that is not all.
  var decimalShift: Int? {
    guard let up = Unit.powerOfTen(divisor), let down = Unit.powerOfTen(factor) else { return nil }
    return up - down
  }

  private static func powerOfTen(_ number: Int) -> Int? {
    var rest = number
    var power = 0
    while rest > 1, rest % 10 == 0 {
      rest /= 10
      power += 1
    }
    return rest == 1 ? power : nil
  }
}
