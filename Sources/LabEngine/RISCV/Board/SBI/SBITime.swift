/// The timer. SBI specification 2.0, chapter 6 "Timer Extension (EID #0x54494D45 "TIME")".
struct SBITime: SBIExtension {
  /// sbi_set_timer
  private static let setTimer: UInt64 = 0

  let name = "Timer"
  let ids: ClosedRange<UInt64> = 0x5449_4D45...0x5449_4D45

  func call(_ call: SBICall, host: any SBIHost) -> SBIReturn {
    guard call.function == Self.setTimer else { return .failure(.notSupported) }
    host.setTimer(call.hart, at: call.a0)
    return .success()
  }
}
