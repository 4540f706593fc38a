/// The firmware under a kernel that starts in S mode, done by the computer itself: it takes no memory and no
/// instructions.
extension Computer: SBIHost {
  /// The kernel's `ecall`. It counts as completed.
  func callFirmware(_ hart: Hart) {
    let x = hart.x
    let call = SBICall(
      hart: hart.id, a0: x[10], a1: x[11], a2: x[12], a3: x[13], a4: x[14], a5: x[15],
      function: x[16], extension: x[17])
    hart.pc &+= 4
    hart.retired &+= 1
    eventsChanged = true
    switch SBI.call(call, host: self) {
    case .result(let error, let value):
      x[10] = error.register
      x[11] = value
    case .legacy(let value): x[10] = value
    case .none: break
    }
  }

  func setTimer(_ hart: Int, at time: UInt64) {
    guard harts.indices.contains(hart) else { return }
    harts[hart].firmwareTimer = time
    // With Sstc the comparison register is the one timer there is.
    if harts[hart].csr.hasSupervisorTimer { harts[hart].csr.stimecmp = time }
    eventsChanged = true
  }

  func setSoftwareInterrupt(_ hart: Int, _ pending: Bool) -> Bool {
    guard harts.indices.contains(hart) else { return false }
    let bit = ControlRegisters.Pending.ssip
    let wasUp = harts[hart].csr.mip & bit != 0
    if pending { harts[hart].csr.mip |= bit } else { harts[hart].csr.mip &= ~bit }
    return wasUp
  }

  func startHart(_ hart: Int, at address: UInt64, opaque: UInt64) -> Bool {
    guard harts.indices.contains(hart), !harts[hart].isStarted else { return false }
    restart(harts[hart], at: address, opaque: opaque)
    return true
  }

  private func restart(_ hart: Hart, at address: UInt64, opaque: UInt64) {
    hart.isStarted = true
    hart.isWaiting = false
    hart.pc = address
    hart.mode = .supervisor
    hart.csr.satp = 0
    hart.csr.mstatus &= ~ControlRegisters.Status.sie
    hart.flushTranslated()
    hart.x[10] = UInt64(hart.id)
    hart.x[11] = opaque
  }

  func stopHart(_ hart: Int) -> Bool {
    guard harts.indices.contains(hart) else { return false }
    harts[hart].isStarted = false
    if !harts.contains(where: \.isStarted) { end(.stopped, "all harts were stopped") }
    return true
  }

  func suspendHart(_ hart: Int, resume: (address: UInt64, opaque: UInt64)?) {
    guard harts.indices.contains(hart) else { return }
    if let resume { restart(harts[hart], at: resume.address, opaque: resume.opaque) }
    harts[hart].isWaiting = pending(harts[hart]) & harts[hart].csr.mie == 0
  }

  func hartState(_ hart: Int) -> SBIHartState {
    guard harts.indices.contains(hart) else { return .stopped }
    return harts[hart].isStarted ? harts[hart].isWaiting ? .suspended : .started : .stopped
  }

  func isExecutable(_ address: UInt64) -> Bool { pageIndex(address) != nil }

  func remoteFence(_ harts: [Int], _ fence: SBIFence) {
    // Code is decoded anew at every store to it.
    guard case .addresses = fence else { return }
    for hart in harts where self.harts.indices.contains(hart) { self.harts[hart].flushTranslated() }
  }
}
