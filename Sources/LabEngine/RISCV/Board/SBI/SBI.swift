/// One extension of the supervisor binary interface.
protocol SBIExtension: Sendable {
  /// As the specification titles it.
  var name: String { get }
  /// Extension numbers (a7) that it answers.
  var ids: ClosedRange<UInt64> { get }
  /// Does the call; `SBI_ERR_NOT_SUPPORTED` for a function that it has not.
  func call(_ call: SBICall, host: any SBIHost) -> SBIReturn
}

/// The firmware under a kernel that starts in S mode: RISC-V Supervisor Binary Interface
/// Specification 2.0.
///
/// It takes no guest memory and keeps no state of its own: all of that is the computer's.
enum SBI {
  /// One line an extension.
  static let all: [any SBIExtension] = [
    SBILegacy(),
    SBIBase(),
    SBITime(),
    SBIInterProcessorInterrupt(),
    SBIRemoteFence(),
    SBIHartStateManagement(),
    SBISystemReset(),
    SBIDebugConsole(),
  ]

  static func find(_ id: UInt64) -> (any SBIExtension)? { all.first { $0.ids.contains(id) } }

  /// Does what the `ecall` asks for.
  static func call(_ call: SBICall, host: any SBIHost) -> SBIReturn {
    find(call.extension)?.call(call, host: host) ?? .failure(.notSupported)
  }
}
