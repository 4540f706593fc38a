/// An `ecall` from supervisor mode, as its registers say it.
///
/// SBI specification 2.0, chapter 3 "Binary Encoding": a7 is the extension, a6 the function.
struct SBICall: Hashable, Sendable {
  var hart: Int
  var a0: UInt64 = 0
  var a1: UInt64 = 0
  var a2: UInt64 = 0
  var a3: UInt64 = 0
  var a4: UInt64 = 0
  var a5: UInt64 = 0
  /// a6.
  var function: UInt64 = 0
  /// a7.
  var `extension`: UInt64
}

/// What the caller finds in its registers.
enum SBIReturn: Hashable, Sendable {
  /// a0 is the error, a1 the value.
  case result(SBIError, UInt64)
  /// a0 alone: a legacy extension (chapter 5).
  case legacy(UInt64)
  /// The call does not come back: the hart or the computer has stopped, or starts anew.
  case none

  static func success(_ value: UInt64 = 0) -> SBIReturn { .result(.success, value) }
  static func failure(_ error: SBIError) -> SBIReturn { .result(error, 0) }
}

/// SBI specification 2.0, chapter 3, table "Standard SBI Errors".
enum SBIError: Int64, Sendable {
  case success = 0  // SBI_SUCCESS
  case failed = -1  // SBI_ERR_FAILED
  case notSupported = -2  // SBI_ERR_NOT_SUPPORTED
  case invalidParameter = -3  // SBI_ERR_INVALID_PARAM
  case denied = -4  // SBI_ERR_DENIED
  case invalidAddress = -5  // SBI_ERR_INVALID_ADDRESS
  case alreadyAvailable = -6  // SBI_ERR_ALREADY_AVAILABLE

  /// As it stands in a0.
  var register: UInt64 { UInt64(bitPattern: rawValue) }
}

/// A list of harts, as chapter 3 "Hart list parameter" encodes it.
enum SBIHartMask {
  /// The harts of `mask`, bit 0 being hart `base`; all of them if `base` is all ones.
  ///
  /// Nil if one of them is not there: SBI_ERR_INVALID_PARAM.
  static func harts(_ mask: UInt64, base: UInt64, of count: Int) -> [Int]? {
    if base == .max { return Array(0..<max(0, count)) }
    var harts: [Int] = []
    for bit in 0..<64 where mask >> UInt64(bit) & 1 != 0 {
      let (hart, overflow) = base.addingReportingOverflow(UInt64(bit))
      guard !overflow, let hart = Int(exactly: hart), hart < count else { return nil }
      harts.append(hart)
    }
    return harts
  }
}
