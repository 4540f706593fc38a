/// What the supervisor binary interface can do to the computer that it is in.
///
/// The computer implements it; harts are numbered from zero and always valid when one of these is
/// called.
protocol SBIHost: DeviceHost {
  /// Sets the timer of `hart` to `time`, in ticks of its CSR `time`, and takes a pending timer
  /// interrupt (STIP) back. All ones never come.
  func setTimer(_ hart: Int, at time: UInt64)
  /// Raises or clears the supervisor software interrupt (SSIP) of `hart`.
  /// Returns whether it was up.
  @discardableResult func setSoftwareInterrupt(_ hart: Int, _ pending: Bool) -> Bool

  /// Starts a stopped hart in S mode at a physical address with `satp` zero, interrupts off, a0 the
  /// hart and a1 `opaque`; false if it cannot.
  func startHart(_ hart: Int, at address: UInt64, opaque: UInt64) -> Bool
  /// Stops the calling hart; false if it cannot.
  func stopHart(_ hart: Int) -> Bool
  /// Lets the calling hart wait for an interrupt; with `resume`, it then starts anew as by
  /// `startHart`.
  func suspendHart(_ hart: Int, resume: (address: UInt64, opaque: UInt64)?)
  func hartState(_ hart: Int) -> SBIHartState
  /// Whether a hart could fetch an instruction at this physical address.
  func isExecutable(_ address: UInt64) -> Bool

  /// Before these harts execute anything more, they forget what they have cached.
  func remoteFence(_ harts: [Int], _ fence: SBIFence)
}

/// SBI specification 2.0, chapter 9, table "HSM Hart States".
enum SBIHartState: UInt64, Sendable {
  case started = 0
  case stopped = 1
  case startPending = 2
  case stopPending = 3
  case suspended = 4
  case suspendPending = 5
  case resumePending = 6
}

/// What `remoteFence` is to make visible.
enum SBIFence: Hashable, Sendable {
  /// As `fence.i`.
  case instructions
  /// As `sfence.vma`: `size` bytes from `start`, or everything if both are zero or `size` is all
  /// ones; one address space, or all.
  case addresses(start: UInt64, size: UInt64, asid: UInt64?)
}
