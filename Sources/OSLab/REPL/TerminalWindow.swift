import CEdit

/// The size of the terminal at standard output.
enum TerminalWindow {
  static var rows: Int? {
    var rows: Int32 = 0
    var columns: Int32 = 0
    return cedit_window(&rows, &columns) ? Int(rows) : nil
  }
}
