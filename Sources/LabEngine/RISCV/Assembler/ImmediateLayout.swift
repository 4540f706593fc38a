/// Where the bits of an immediate lie in an instruction: runs of bits that stay together.
///
/// One drawing serves to put an immediate in and to take it out. Instruction Set Manual, volume I, 2.3 "Immediate
/// Encoding Variants" and 28.2 "Compressed Instruction Formats".
struct ImmediateLayout: Sendable {
  /// Bits `from` and up of the immediate, `count` of them, lie at bit `at` of the instruction.
  struct Run: Sendable {
    var from: Int
    var count: Int
    var at: Int
  }

  var runs: [Run]
  /// The highest bit is the sign.
  var isSigned: Bool
  /// The width in bits, those that are not stored included.
  var width: Int

  init(_ runs: [(from: Int, count: Int, at: Int)], isSigned: Bool) {
    self.runs = runs.map { Run(from: $0.from, count: $0.count, at: $0.at) }
    self.isSigned = isSigned
    width = runs.map { $0.from + $0.count }.max() ?? 0
  }

  /// The immediate's bits, all others zero.
  func encode(_ value: Int64) -> UInt32 {
    let bits = UInt64(bitPattern: value)
    return runs.reduce(0) { word, run in
      let part = UInt32(truncatingIfNeeded: bits >> UInt64(run.from))
      return word | (part & (1 << UInt32(run.count) &- 1)) << UInt32(run.at)
    }
  }

  func decode(_ word: UInt32) -> Int64 {
    let bits = runs.reduce(UInt64(0)) { value, run in
      let part = word >> UInt32(run.at) & (1 << UInt32(run.count) &- 1)
      return value | UInt64(part) << UInt64(run.from)
    }
    guard isSigned else { return Int64(truncatingIfNeeded: bits) }
    let shift = UInt64(64 - width)
    return Int64(bitPattern: bits << shift) >> Int64(shift)
  }

  /// That encoding and decoding gives `value` again.
  func holds(_ value: Int64) -> Bool { decode(encode(value)) == value }

  static let none = ImmediateLayout([], isSigned: false)
  static let immediate = ImmediateLayout([(0, 12, 20)], isSigned: true)
  static let store = ImmediateLayout([(0, 5, 7), (5, 7, 25)], isSigned: true)
  static let branch = ImmediateLayout(
    [(1, 4, 8), (5, 6, 25), (11, 1, 7), (12, 1, 31)], isSigned: true)
  static let upper = ImmediateLayout([(0, 20, 12)], isSigned: false)
  static let jump = ImmediateLayout(
    [(1, 10, 21), (11, 1, 20), (12, 8, 12), (20, 1, 31)], isSigned: true)
}

/// The register fields of a 32-bit instruction.
extension UInt32 {
  var rd: UInt32 { self >> 7 & 31 }
  var rs1: UInt32 { self >> 15 & 31 }
  var rs2: UInt32 { self >> 20 & 31 }

  func with(rd: UInt32 = 0, rs1: UInt32 = 0, rs2: UInt32 = 0) -> UInt32 {
    self | rd << 7 | rs1 << 15 | rs2 << 20
  }

  func with(_ value: Int64, in layout: ImmediateLayout) -> UInt32 { self | layout.encode(value) }
}
