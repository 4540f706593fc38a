import CEdit
import LabEngine

/// Ctrl-C, which stops a long run and keeps the machine.
final class Interrupts: StopRequest {
  /// From now on Ctrl-C no longer ends the program.
  init() { cedit_catch_interrupts() }

  var isRequested: Bool { cedit_interrupted() }

  /// True once the terminal went away or the program was asked to end.
  var mustLeave: Bool { cedit_leaving() }

  /// Forgets a Ctrl-C that has been heeded.
  func clear() { cedit_clear_interrupt() }
}
