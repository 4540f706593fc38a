import CEdit
import Glibc
import LabEngine

/// Lines of standard input as they stand, for pipes and for terminals that cannot be edited on.
///
/// A byte order mark and carriage returns before newlines are dropped; a last line without newline counts.
/// What is not UTF-8 is replaced by U+FFFD, so that it is refused where it is read and not before.
final class PlainLines: LineSource {
  var completer: ((String, Int) -> Completions)?
  let isInteractive: Bool

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var next = 0
  private var isFirst = true
  private var ended = false

  init(descriptor: Int32 = STDIN_FILENO) {
    self.descriptor = descriptor
    isInteractive = isatty(descriptor) == 1
  }

  func read(_ prompt: Prompt) -> LineInput {
    if isInteractive { StandardOutput.write(prompt.plain + " ") }
    var line: [UInt8] = []
    while true {
      if let end = buffer[next...].firstIndex(of: UInt8(ascii: "\n")) {
        line += buffer[next..<end]
        next = end + 1
        return .line(text(line))
      }
      line += buffer[next...]
      buffer.removeAll(keepingCapacity: true)
      next = 0
      switch ended ? 0 : fill() {
      case 0:
        ended = true
        if isInteractive { StandardOutput.write("\n") }
        return line.isEmpty ? .end : .line(text(line))
      case 1...: break
      default:
        StandardOutput.write("\n")
        return .interrupt
      }
    }
  }

  func remember(_ entry: String) {}

  /// Bytes read; 0 at the end, -1 at Ctrl-C.
  private func fill() -> Int {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let descriptor = self.descriptor
    while true {
      if cedit_leaving() { return 0 }
      if cedit_interrupted() { return -1 }
      let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        buffer = Array(bytes[..<count])
        return count
      }
      if errno != EINTR { return 0 }
    }
  }

  private func text(_ bytes: [UInt8]) -> String {
    var line = bytes[...]
    if isFirst, line.starts(with: [0xef, 0xbb, 0xbf]) { line = line.dropFirst(3) }
    isFirst = false
    if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    return String(decoding: line, as: UTF8.self)
  }
}
