/// Fences on other harts. SBI specification 2.0, chapter 8 "RFENCE Extension (EID #0x52464E43
/// "RFNC")".
///
/// The functions for the hypervisor extension (3 to 6) are not there.
struct SBIRemoteFence: SBIExtension {
  private enum Function {
    static let instructions: UInt64 = 0  // sbi_remote_fence_i
    static let addresses: UInt64 = 1  // sbi_remote_sfence_vma
    static let addressSpace: UInt64 = 2  // sbi_remote_sfence_vma_asid
  }

  let name = "RFENCE"
  let ids: ClosedRange<UInt64> = 0x5246_4E43...0x5246_4E43

  func call(_ call: SBICall, host: any SBIHost) -> SBIReturn {
    guard let fence = fence(call) else { return .failure(.notSupported) }
    guard let harts = SBIHartMask.harts(call.a0, base: call.a1, of: host.hartCount) else {
      return .failure(.invalidParameter)
    }
    host.remoteFence(harts, fence)
    return .success()
  }

  private func fence(_ call: SBICall) -> SBIFence? {
    switch call.function {
    case Function.instructions: .instructions
    case Function.addresses: .addresses(start: call.a2, size: call.a3, asid: nil)
    case Function.addressSpace: .addresses(start: call.a2, size: call.a3, asid: call.a4)
    default: nil
    }
  }
}
