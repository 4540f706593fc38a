/// The calls of the first SBI, which return one register. SBI specification 2.0, chapter 5 "Legacy
/// Extensions (EIDs #0x00 - #0x0F)".
///
/// Those that take a list of harts by a virtual address (4 to 7) are not there; their successors
/// are.
struct SBILegacy: SBIExtension {
  private enum Extension {
    static let setTimer: UInt64 = 0  // sbi_set_timer
    static let putCharacter: UInt64 = 1  // sbi_console_putchar
    static let getCharacter: UInt64 = 2  // sbi_console_getchar
    static let clearInterrupt: UInt64 = 3  // sbi_clear_ipi
    static let shutdown: UInt64 = 8  // sbi_shutdown
  }

  let name = "Legacy"
  let ids: ClosedRange<UInt64> = 0x00...0x0F

  func call(_ call: SBICall, host: any SBIHost) -> SBIReturn {
    switch call.extension {
    case Extension.setTimer: host.setTimer(call.hart, at: call.a0)
    case Extension.putCharacter: host.output(UInt8(truncatingIfNeeded: call.a0))
    case Extension.getCharacter:
      // "Returns the byte on success, or -1 for failure."
      return .legacy(host.takeInput().map(UInt64.init) ?? .max)
    case Extension.clearInterrupt:
      // "0 if no IPI had been pending, or an implementation specific positive value".
      return .legacy(host.setSoftwareInterrupt(call.hart, false) ? 1 : 0)
    case Extension.shutdown:
      host.stop("shutdown", failed: false)
      return .none
    default: return .legacy(SBIError.notSupported.register)
    }
    return .legacy(0)
  }
}
