import CPseudoTerminal
import Glibc
import Testing

/// The built program on a controlling terminal of its own, driven key by key.
///
/// Every step waits for what it needs to see; nothing sleeps and hopes.
final class TerminalSession {
  struct TimedOut: Error, CustomStringConvertible {
    var awaited: String
    var screen: String
    var description: String { "waited for \(awaited); the screen:\n\(screen)" }
  }

  private(set) var screen: ScreenModel
  private let descriptor: Int32
  private let child: pid_t
  private var status: Int32?
  private var undecoded: [UInt8] = []
  private var output = ""
  private var isInSequence = false

  /// Starts `oslab` with `arguments` at home in `home`, in which it also works.
  init(
    _ arguments: [String] = [], home: TemporaryHome, environment: [String: String] = [:],
    rows: Int = 24, columns: Int = 80
  ) throws {
    screen = ScreenModel(rows: rows, columns: columns)
    var variables = [
      "HOME": home.path, "TERM": "xterm", "LC_ALL": "C", "PATH": "/usr/bin:/bin",
    ]
    variables.merge(environment) { $1 }
    let argv = CStrings(["oslab"] + arguments)
    let envp = CStrings(variables.map { "\($0.key)=\($0.value)" })
    var descriptor: Int32 = -1
    child = pty_spawn(
      BuiltProgram.path, argv.pointers, envp.pointers, home.path, Int32(rows), Int32(columns),
      &descriptor)
    self.descriptor = descriptor
    try #require(child > 0)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit {
    if status == nil {
      kill(child, SIGKILL)
      var ignored: Int32 = 0
      waitpid(child, &ignored, 0)
    }
    close(descriptor)
  }

  // MARK: Keys

  func send(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Types `line` and Enter.
  func enter(_ line: String) { send(line + "\r") }

  func resize(rows: Int, columns: Int) {
    screen.resize(rows: rows, columns: columns)
    pty_resize(descriptor, Int32(rows), Int32(columns))
  }

  // MARK: Waiting

  /// Waits until `condition` holds of the screen.
  func wait(
    for awaited: String, seconds: Int = 60, until condition: (ScreenModel) -> Bool
  ) throws {
    let end = now() + seconds * 1000
    while !condition(screen) {
      guard now() < end, readSome(until: end) else {
        if condition(screen) { return }
        throw TimedOut(awaited: awaited, screen: screen.text)
      }
    }
  }

  /// Waits until the cursor's line begins with `prompt` and the cursor stands behind it.
  func waitForPrompt(_ prompt: String, typed: String = "") throws {
    try wait(for: "the prompt '\(prompt)'") {
      $0.cursorLine == Self.trimmed(prompt + " " + typed)
    }
  }

  /// Waits for text that comes after what earlier calls have seen, and passes over it.
  func expect(_ text: String) throws {
    let end = now() + 60_000
    while true {
      if let found = output.firstRange(of: text) {
        output = String(output[found.upperBound...])
        return
      }
      guard now() < end, readSome(until: end) else {
        throw TimedOut(awaited: "'\(text)'", screen: screen.text)
      }
    }
  }

  /// Waits for the program to end by itself, and returns its exit code; 128 and the number for a signal.
  func waitForEnd() throws -> Int32 {
    let end = now() + 60_000
    while true {
      if let status { return status }
      var raw: Int32 = 0
      if waitpid(child, &raw, WNOHANG) == child {
        while readSome(until: now()) {}
        status = raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + raw & 0x7f
        continue
      }
      guard now() < end else { throw TimedOut(awaited: "the end", screen: screen.text) }
      _ = readSome(until: min(end, now() + 20))
    }
  }

  func signal(_ number: Int32) { kill(child, number) }

  /// SIGKILL, and gone.
  func killNow() {
    kill(child, SIGKILL)
    var raw: Int32 = 0
    waitpid(child, &raw, 0)
    status = 128 + SIGKILL
  }

  // MARK: Output

  /// False at the end of the output or of the time.
  private func readSome(until end: Int) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Int32(max(0, end - now()))) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return false }
    undecoded += bytes[..<count]
    let text = decoded()
    screen.take(text)
    output += withoutSequences(text)
    return true
  }

  /// What is whole of the bytes read.
  private func decoded() -> String {
    var end = undecoded.count
    // Back to the beginning of a character that is not whole yet.
    if let start = undecoded.lastIndex(where: { $0 & 0xc0 != 0x80 }), undecoded[start] >= 0xc0 {
      let length = undecoded[start] >= 0xf0 ? 4 : undecoded[start] >= 0xe0 ? 3 : 2
      if start + length > undecoded.count { end = start }
    }
    let text = String(decoding: undecoded[..<end], as: UTF8.self)
    undecoded.removeFirst(end)
    return text
  }

  /// Good enough to look for words. A sequence may be cut between two reads.
  private func withoutSequences(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isInSequence {
        if scalar != "[", (0x40...0x7e).contains(scalar.value) { isInSequence = false }
      } else if scalar == "\u{1b}" {
        isInSequence = true
      } else if scalar != "\r" {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static func trimmed(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }

  /// Milliseconds of a clock that only goes forward.
  private func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}

/// A null-terminated array of C strings.
private final class CStrings {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointers = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() {
      (pointers + index).initialize(to: strdup(string))
    }
    (pointers + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count { free(pointers[index]) }
    pointers.deallocate()
  }
}
