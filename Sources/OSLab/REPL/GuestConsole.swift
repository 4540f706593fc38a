import LabEngine

/// The terminal as the console of a running guest: every key goes to the guest at once and unechoed, but
/// Ctrl-], which leads back to the prompt, and Ctrl-C, which stops the run.
final class GuestConsole: ConsoleLink {
  private static let leaveKey: UInt8 = 0x1d
  private let keyboard = RawKeyboard()
  private var hasLeft = false

  func connect(to computer: String) {
    hasLeft = false
    keyboard.open()
    // Said when it is so: what is typed from here on goes to the guest.
    StandardOutput.write("[\(computer) has the keyboard; Ctrl-] returns]\n")
  }

  func disconnect() {
    keyboard.close()
    StandardOutput.write("\n")
  }

  /// What a guest writes goes to the terminal as it is: that is what a console is for.
  func show(_ bytes: [UInt8]) { StandardOutput.write(bytes) }

  func typed(waiting milliseconds: Int) -> [UInt8] {
    guard let keys = keyboard.typed(waiting: milliseconds) else {
      hasLeft = true
      return []
    }
    guard let leave = keys.firstIndex(of: Self.leaveKey) else { return keys }
    hasLeft = true
    return Array(keys[..<leave])
  }

  var wantsToLeave: Bool { hasLeft }
}
