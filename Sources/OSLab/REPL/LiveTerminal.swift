import LabEngine

/// The terminal as the screen of a run that is drawn while it goes on, about ten times a second. Any key stops it.
final class LiveTerminal: LiveScreen {
  private static let milliseconds = 100

  private let screen: Screen
  private let write: (String) -> Void
  private let keyboard = RawKeyboard()
  /// Lines of the picture that the next one takes the place of.
  private var drawn = 0

  init(_ screen: Screen, write: @escaping (String) -> Void = StandardOutput.write) {
    self.screen = screen
    self.write = write
  }

  func beginPictures() {
    drawn = 0
    keyboard.open()
    write("\u{1b}[?25l")
  }

  func endPictures() {
    write("\u{1b}[?25h")
    keyboard.close()
  }

  /// Higher than the window a picture could not be drawn over: rows in its middle are left out, not its axis and legend.
  static func fitted(_ lines: [String], to most: Int) -> [String] {
    guard lines.count > most else { return lines }
    let foot = min(10, most / 2)
    let head = most - foot - 1
    guard head > 0 else { return Array(lines.suffix(most)) }
    let note = "… \(lines.count - head - foot) lines; a higher window shows them"
    return lines.prefix(head) + [note] + lines.suffix(foot)
  }

  func show(_ report: Report) -> Bool {
    let text = ReportRenderer(screen.style).text(report)
    let all = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let lines = Self.fitted(all.map(String.init), to: max(1, (screen.rows ?? 24) - 1))
    let up = drawn > 0 ? "\u{1b}[\(drawn)A" : ""
    // Erased before it is written: after a line as wide as the window its last character would go.
    write(up + "\r" + lines.map { "\u{1b}[K" + $0 + "\n" }.joined() + "\u{1b}[J")
    drawn = lines.count
    return keyboard.typed(waiting: Self.milliseconds) == []
  }
}
