/// The M extension's slower half; Volume I, section 7.2: division by zero gives all ones, and overflow the
/// dividend.
enum Division {
  static func result(_ operation: Operation, _ a: UInt64, _ b: UInt64) -> UInt64 {
    let (signedA, signedB) = (Int64(bitPattern: a), Int64(bitPattern: b))
    switch operation {
    case .mulh: return UInt64(bitPattern: signedA.multipliedFullWidth(by: signedB).high)
    case .mulhu: return a.multipliedFullWidth(by: b).high
    case .mulhsu:
      let high = a.multipliedFullWidth(by: b).high
      return signedA < 0 ? high &- b : high
    case .div:
      return b == 0
        ? .max : UInt64(bitPattern: signedA.dividedReportingOverflow(by: signedB).partialValue)
    case .divu: return b == 0 ? .max : a / b
    case .rem:
      return b == 0
        ? a
        : UInt64(bitPattern: signedA.remainderReportingOverflow(dividingBy: signedB).partialValue)
    case .remu: return b == 0 ? a : a % b
    default: return word(operation, Int32(truncatingIfNeeded: a), Int32(truncatingIfNeeded: b))
    }
  }

  private static func word(_ operation: Operation, _ a: Int32, _ b: Int32) -> UInt64 {
    let (unsignedA, unsignedB) = (UInt32(bitPattern: a), UInt32(bitPattern: b))
    let value: Int32 =
      switch operation {
      case .divw: b == 0 ? -1 : a.dividedReportingOverflow(by: b).partialValue
      case .divuw: b == 0 ? -1 : Int32(bitPattern: unsignedA / unsignedB)
      case .remw: b == 0 ? a : a.remainderReportingOverflow(dividingBy: b).partialValue
      default: b == 0 ? a : Int32(bitPattern: unsignedA % unsignedB)
      }
    return UInt64(bitPattern: Int64(value))
  }
}
