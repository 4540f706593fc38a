/// The integer registers by the names of the calling convention (psABI 2.1) and by number.
package enum RegisterNames {
  package static let abi = [
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4",
    "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4",
    "t5", "t6",
  ]

  /// All that are known, for suggestions.
  package static let all = abi + ["fp"] + (0..<32).map { "x\($0)" }

  /// The number of `a0`, `x10` or `fp`; nil if it is no register.
  package static func number(_ name: String) -> UInt32? { numbers[name] }

  /// The ABI name of a register's number, of which the lowest five bits count.
  package static func name(_ number: UInt32) -> String { abi[Int(number & 31)] }

  private static let numbers: [String: UInt32] = {
    var numbers: [String: UInt32] = ["fp": 8]
    for (number, name) in abi.enumerated() {
      numbers[name] = UInt32(number)
      numbers["x\(number)"] = UInt32(number)
    }
    return numbers
  }()
}
