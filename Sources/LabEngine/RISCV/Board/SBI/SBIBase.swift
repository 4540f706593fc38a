/// Which SBI this is. SBI specification 2.0, chapter 4 "Base Extension (EID #0x10)".
struct SBIBase: SBIExtension {
  private enum Function {
    static let specificationVersion: UInt64 = 0  // sbi_get_spec_version
    static let implementationID: UInt64 = 1  // sbi_get_impl_id
    static let implementationVersion: UInt64 = 2  // sbi_get_impl_version
    static let probe: UInt64 = 3  // sbi_probe_extension
    static let vendor: UInt64 = 4  // sbi_get_mvendorid
    static let architecture: UInt64 = 5  // sbi_get_marchid
    static let machine: UInt64 = 6  // sbi_get_mimpid
  }

  /// "The minor number … in the low 24 bits, with the major number encoded in the next 7 bits."
  private static let version: UInt64 = 2 << 24
  /// "osla"; the table "SBI Implementation IDs" gives small numbers to others.
  private static let implementation: UInt64 = 0x6F73_6C61

  let name = "Base"
  let ids: ClosedRange<UInt64> = 0x10...0x10

  func call(_ call: SBICall, host: any SBIHost) -> SBIReturn {
    switch call.function {
    case Function.specificationVersion: .success(Self.version)
    case Function.implementationID: .success(Self.implementation)
    case Function.implementationVersion: .success(1)
    case Function.probe: .success(SBI.find(call.a0) == nil ? 0 : 1)
    // "0 is always a legal value" for these three.
    case Function.vendor, Function.architecture, Function.machine: .success(0)
    default: .failure(.notSupported)
    }
  }
}
