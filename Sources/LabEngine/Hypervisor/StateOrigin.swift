/// Where a computer has its state from, other than from its own instructions: who looks for the instruction that
/// wrote something goes on there.
enum StateOrigin {
  /// A computer that was cloned.
  case computer(space: Int)
  /// A snapshot of it.
  case snapshot(String)
}

/// A command that gives a computer the state of another computer or of another moment.
protocol StateCommand: MachineCommand {
  /// Nil if it leaves the computer in `space` alone; `machine` is as it was before it.
  func origin(of space: Int, in machine: Machine) -> StateOrigin?
}

/// A command that keeps the state of a computer under a name.
protocol KeepingCommand: MachineCommand {
  func keeps(_ snapshot: String, of space: Int, in machine: Machine) -> Bool
}
