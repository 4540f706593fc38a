import Glibc

/// How wide the output may be and whether it may have colour.
struct TerminalStyle: Hashable, Sendable {
  var width: Int
  var colour: Bool

  static let standardWidth = 80
  /// Narrower than this nothing is laid out; the terminal then breaks the lines itself.
  static let leastWidth = 20

  /// What fits the file behind `descriptor`.
  ///
  /// Colour only on a terminal that is not dumb, never with NO_COLOR set to anything. The width is the
  /// terminal's own, else COLUMNS, else 80.
  static func detect(
    descriptor: Int32 = STDOUT_FILENO,
    environment: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
  ) -> TerminalStyle {
    let isTerminal = isatty(descriptor) == 1
    let colour =
      isTerminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    let width =
      (isTerminal ? terminalWidth(descriptor) : nil)
      ?? environment("COLUMNS").flatMap { Int($0) }.flatMap { 1...10_000 ~= $0 ? $0 : nil }
      ?? standardWidth
    return TerminalStyle(width: max(leastWidth, width), colour: colour)
  }

  private static func terminalWidth(_ descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
