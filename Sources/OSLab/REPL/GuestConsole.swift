import Glibc
import LabEngine

/// The terminal as the console of a running guest: every key goes to the guest at once and unechoed, but
/// Ctrl-], which leads back to the prompt, and Ctrl-C, which stops the run.
final class GuestConsole: ConsoleLink {
  private static let leaveKey: UInt8 = 0x1d
  private var before: termios?
  private var hasLeft = false

  func connect(to computer: String) {
    hasLeft = false
    StandardOutput.write("[\(computer) has the keyboard; Ctrl-] returns]\n")
    var state = termios()
    guard tcgetattr(STDIN_FILENO, &state) == 0 else { return }
    before = state
    state.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
    state.c_iflag &= ~tcflag_t(IXON)
    _ = tcsetattr(STDIN_FILENO, TCSADRAIN, &state)
  }

  func disconnect() {
    if var state = before { _ = tcsetattr(STDIN_FILENO, TCSADRAIN, &state) }
    before = nil
    StandardOutput.write("\n")
  }

  /// What a guest writes goes to the terminal as it is: that is what a console is for.
  func show(_ bytes: [UInt8]) { StandardOutput.write(bytes) }

  func typed(waiting milliseconds: Int) -> [UInt8] {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, Int32(clamping: milliseconds)) > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    guard count > 0 else {
      hasLeft = true
      return []
    }
    let keys = Array(bytes[..<count])
    guard let leave = keys.firstIndex(of: Self.leaveKey) else { return keys }
    hasLeft = true
    return Array(keys[..<leave])
  }

  var wantsToLeave: Bool { hasLeft }
}
