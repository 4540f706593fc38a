/// Harts that interrupt each other. SBI specification 2.0, chapter 7 "IPI Extension (EID #0x735049
/// "sPI: s-mode IPI")".
struct SBIInterProcessorInterrupt: SBIExtension {
  /// sbi_send_ipi
  private static let send: UInt64 = 0

  let name = "IPI"
  let ids: ClosedRange<UInt64> = 0x73_5049...0x73_5049

  func call(_ call: SBICall, host: any SBIHost) -> SBIReturn {
    guard call.function == Self.send else { return .failure(.notSupported) }
    guard let harts = SBIHartMask.harts(call.a0, base: call.a1, of: host.hartCount) else {
      return .failure(.invalidParameter)
    }
    for hart in harts { host.setSoftwareInterrupt(hart, true) }
    return .success()
  }
}
