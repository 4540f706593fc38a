/// The end. SBI specification 2.0, chapter 10 "System Reset Extension (EID #0x53525354 "SRST")".
struct SBISystemReset: SBIExtension {
  /// sbi_system_reset
  private static let reset: UInt64 = 0

  /// Table "SRST System Reset Types".
  private static let types: [UInt64: String] = [
    0: "shutdown", 1: "cold reboot", 2: "warm reboot",
  ]
  /// Table "SRST System Reset Reasons".
  private enum Reason {
    static let none: UInt64 = 0
    static let systemFailure: UInt64 = 1
  }

  let name = "System Reset"
  let ids: ClosedRange<UInt64> = 0x5352_5354...0x5352_5354

  func call(_ call: SBICall, host: any SBIHost) -> SBIReturn {
    guard call.function == Self.reset else { return .failure(.notSupported) }
    let (type, reason) = (call.a0 & 0xFFFF_FFFF, call.a1 & 0xFFFF_FFFF)
    // "Reserved or … platform-specific and unimplemented."
    guard let word = Self.types[type], reason <= Reason.systemFailure else {
      return .failure(.invalidParameter)
    }
    let failed = reason == Reason.systemFailure
    host.stop(failed ? "\(word): system failure" : word, failed: failed)
    return .none
  }
}
