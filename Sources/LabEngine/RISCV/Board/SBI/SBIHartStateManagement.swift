/// Starting and stopping harts. SBI specification 2.0, chapter 9 "Hart State Management Extension
/// (EID #0x48534D "HSM")".
struct SBIHartStateManagement: SBIExtension {
  private enum Function {
    static let start: UInt64 = 0  // sbi_hart_start
    static let stop: UInt64 = 1  // sbi_hart_stop
    static let status: UInt64 = 2  // sbi_hart_get_status
    static let suspend: UInt64 = 3  // sbi_hart_suspend
  }

  /// Table "HSM Hart Suspend Types", of which only the low 32 bits count.
  private enum Suspend {
    static let retentive: UInt64 = 0x0000_0000
    static let nonRetentive: UInt64 = 0x8000_0000
  }

  let name = "HSM"
  let ids: ClosedRange<UInt64> = 0x48_534D...0x48_534D

  func call(_ call: SBICall, host: any SBIHost) -> SBIReturn {
    switch call.function {
    case Function.start: start(call, host)
    case Function.stop: host.stopHart(call.hart) ? .none : .failure(.failed)
    case Function.status: status(call, host)
    case Function.suspend: suspend(call, host)
    default: .failure(.notSupported)
    }
  }

  /// a0 is the hart, a1 the address, a2 what it is given.
  private func start(_ call: SBICall, _ host: any SBIHost) -> SBIReturn {
    guard let hart = Int(exactly: call.a0), hart < host.hartCount else {
      return .failure(.invalidParameter)
    }
    guard host.hartState(hart) == .stopped else { return .failure(.alreadyAvailable) }
    guard host.isExecutable(call.a1) else { return .failure(.invalidAddress) }
    return host.startHart(hart, at: call.a1, opaque: call.a2) ? .success() : .failure(.failed)
  }

  private func status(_ call: SBICall, _ host: any SBIHost) -> SBIReturn {
    guard let hart = Int(exactly: call.a0), hart < host.hartCount else {
      return .failure(.invalidParameter)
    }
    return .success(host.hartState(hart).rawValue)
  }

  /// a0 is the type, a1 the address to resume at, a2 what it is given there.
  private func suspend(_ call: SBICall, _ host: any SBIHost) -> SBIReturn {
    let type = call.a0 & 0xFFFF_FFFF
    switch type {
    case Suspend.retentive:
      host.suspendHart(call.hart, resume: nil)
      return .success()
    case Suspend.nonRetentive:
      guard host.isExecutable(call.a1) else { return .failure(.invalidAddress) }
      host.suspendHart(call.hart, resume: (call.a1, call.a2))
      return .none
    // "Reserved or … platform-specific and unimplemented."
    default: return .failure(.invalidParameter)
    }
  }
}
