extension ExitReason {
  /// What a SYSTEM instruction is counted as where it exits.
  static func executing(_ bits: UInt32) -> ExitReason {
    if bits >> 12 & 7 != 0 { return .csr }
    switch bits {
    case 0x1020_0073: return .sret
    case 0x3020_0073: return .mret
    case 0x1050_0073: return .wfi
    case 0x0000_0073: return .ecall
    default: return bits & 0xfe00_7fff == 0x1200_0073 ? .sfence : .illegal
    }
  }
}

/// `csrrw` and its kin, taken apart; Volume I, chapter 9.
struct ControlRegisterAccess {
  let number: Int
  let destination: Int
  let writes: Bool
  private let function: UInt32
  private let field: Int

  /// Nil if the bits are no such instruction.
  init?(_ bits: UInt32) {
    function = bits >> 12 & 7
    guard bits & 0x7f == 0x73, function & 3 != 0 else { return nil }
    number = Int(bits >> 20)
    destination = Int(bits >> 7 & 31)
    field = Int(bits >> 15 & 31)
    writes = function & 3 == 1 || field != 0
  }

  /// What it makes of a register that holds `old`.
  func value(after old: UInt64, _ hart: Hart) -> UInt64 {
    let operand = function & 4 != 0 ? UInt64(field) : hart.x[field]
    return switch function & 3 {
    case 1: operand
    case 2: old | operand
    default: old & ~operand
    }
  }
}
