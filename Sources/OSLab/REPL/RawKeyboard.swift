import Glibc

/// The keyboard key by key and unechoed; Ctrl-C stays what it is.
final class RawKeyboard {
  private var before: termios?

  func open() {
    var state = termios()
    guard tcgetattr(STDIN_FILENO, &state) == 0 else { return }
    before = state
    state.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
    state.c_iflag &= ~tcflag_t(IXON)
    _ = tcsetattr(STDIN_FILENO, TCSADRAIN, &state)
  }

  func close() {
    if var state = before { _ = tcsetattr(STDIN_FILENO, TCSADRAIN, &state) }
    before = nil
  }

  /// What was typed since the last call, waiting at most so long if nothing was; nil if the keyboard is gone.
  func typed(waiting milliseconds: Int) -> [UInt8]? {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, Int32(clamping: milliseconds)) > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    return count > 0 ? Array(bytes[..<count]) : nil
  }
}
