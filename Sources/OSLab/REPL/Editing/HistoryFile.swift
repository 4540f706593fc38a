import Glibc

/// The lines typed at the prompt, oldest first, kept across sessions.
///
/// One entry a line, with `\n` and `\\` for a newline and a backslash inside. Each entry is appended at once
/// and under a lock, so that prompts open side by side lose nothing of each other and a kill loses nothing.
struct HistoryFile {
  let path: String
  /// The file is cut to this many entries when it has grown to twice as many.
  var limit = 2000

  /// The entries, at most `limit`. A file that is not there or cannot be read has none.
  func load() -> [String] {
    var entries = read()
    if entries.count > 2 * limit {
      // If the lock cannot be had, the next session will cut it.
      _ = try? locked {
        entries = read()
        try FileBytes.replace(path, with: Self.encode(entries.suffix(limit)))
      }
    }
    return Array(entries.suffix(limit))
  }

  /// Throws a `FileProblem` if the file cannot be written.
  func append(_ entry: String) throws {
    try FileBytes.makeParent(of: path)
    try locked {
      try FileBytes.append(Self.encode([entry]), to: path)
    }
  }

  private func read() -> [String] {
    guard let bytes = try? FileBytes.read(path) else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).map { Self.decode($0) }
  }

  /// A lock file of its own, because the history itself may be replaced while somebody waits for it.
  private func locked(_ body: () throws -> Void) throws {
    let descriptor = open(path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileProblem(path: path, code: errno) }
    defer { close(descriptor) }
    for attempt in 0... {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { break }
      // Half a second; a prompt must not hang because another one does.
      guard attempt < 50 else { throw FileProblem(path: path, code: errno) }
      usleep(10_000)
    }
    try body()
  }

  static func encode(_ entries: some Sequence<String>) -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries {
      for byte in entry.utf8 {
        switch byte {
        case UInt8(ascii: "\\"): bytes += Array(#"\\"#.utf8)
        case UInt8(ascii: "\n"): bytes += Array(#"\n"#.utf8)
        default: bytes.append(byte)
        }
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  static func decode(_ line: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var escaped = false
    for byte in line {
      if escaped {
        bytes.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
        escaped = false
      } else if byte == UInt8(ascii: "\\") {
        escaped = true
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
