/// Breakpoints and watched bytes of real guests, which stop a run of the host at the moment at which an instruction is
/// about to be executed, or was.
extension Host {
  /// Who looks where a stretch of a guest is to stop; nil if nothing is to stop it.
  func pauser(for computer: Computer) -> Pauser? {
    passesStops || computer.stops.isEmpty ? nil : Pauser(computer, RunRequest())
  }

  /// Keeps why the run is to stop, if it is: it does when the CPU has done what comes before.
  @discardableResult
  func note(_ pauser: Pauser, _ client: Int, _ computer: Computer) -> Bool {
    guard let reason = pauser.reason else { return false }
    infos[client].halt = reason
    computer.heldAt = computer.steps
    return true
  }

  /// Nothing is to stop at any more where it has no breakpoints.
  func forgetHalts(of client: Int, _ computer: Computer) {
    guard computer.stops.isEmpty else { return }
    infos[client].halt = nil
    for task in members(of: client) { lend { $0.pointee.flows[task].halts = false } }
  }

  /// A breakpoint where a run begins does not hold it.
  func passHere() {
    for client in infos.indices where infos[client].isGuest && !infos[client].isRemoved {
      guard let computer = computer(of: client) else { continue }
      computer.heldAt = computer.steps
    }
  }

  /// Where the run has stopped, for people.
  func halt(of task: Int) -> String {
    let client = Int(core.tasks[task].client)
    return
      "\(name(of: task)) at \(Value.nanoseconds(now).written()): \(infos[client].halt ?? "it stopped.")"
  }
}
