/// The console. SBI specification 2.0, chapter 12 "Debug Console Extension (EID #0x4442434E
/// "DBCN")".
struct SBIDebugConsole: SBIExtension {
  private enum Function {
    static let write: UInt64 = 0  // sbi_debug_console_write
    static let read: UInt64 = 1  // sbi_debug_console_read
    static let writeByte: UInt64 = 2  // sbi_debug_console_write_byte
  }

  /// At most this much is moved by one call: both "may" move "partial or no" bytes.
  private static let most: UInt64 = 4096

  let name = "Debug Console"
  let ids: ClosedRange<UInt64> = 0x4442_434E...0x4442_434E

  func call(_ call: SBICall, host: any SBIHost) -> SBIReturn {
    switch call.function {
    case Function.write: return write(call, host)
    case Function.read: return read(call, host)
    case Function.writeByte:
      host.output(UInt8(truncatingIfNeeded: call.a0))
      return .success()
    default: return .failure(.notSupported)
    }
  }

  /// a0 is how many bytes; a1 and a2 the low and high half of their physical address, of which RV64
  /// has no high half.
  private func write(_ call: SBICall, _ host: any SBIHost) -> SBIReturn {
    let count = min(call.a0, Self.most)
    guard count > 0 else { return .success() }
    guard call.a2 == 0, let bytes = host.read(call.a1, count: Int(count)) else {
      return .failure(.invalidParameter)
    }
    bytes.forEach(host.output)
    return .success(count)
  }

  private func read(_ call: SBICall, _ host: any SBIHost) -> SBIReturn {
    let count = min(call.a0, Self.most)
    guard count > 0 else { return .success() }
    guard call.a2 == 0, host.read(call.a1, count: Int(count)) != nil else {
      return .failure(.invalidParameter)
    }
    var bytes: [UInt8] = []
    while bytes.count < Int(count), let byte = host.takeInput() { bytes.append(byte) }
    guard bytes.isEmpty || host.write(call.a1, bytes) else { return .failure(.failed) }
    return .success(UInt64(bytes.count))
  }
}
