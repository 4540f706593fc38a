import Foundation

/// The lines of a file or stream, one at a time, in memory that no line can blow up.
final class LineReader {
  enum Line: Hashable {
    case bytes([UInt8])
    /// Longer than the limit; what it holds was read and thrown away.
    case tooLong
  }

  private let descriptor: Int32
  private let name: String
  let limit: Int
  private let closes: Bool
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var start = 0
  private var end = 0

  /// Reads from an open descriptor; `closes` hands it over.
  init(descriptor: Int32, name: String, limit: Int, closes: Bool) {
    self.descriptor = descriptor
    self.name = name
    self.limit = limit
    self.closes = closes
  }

  deinit {
    if closes { close(descriptor) }
  }

  /// True if the next line cannot be had without waiting for whoever writes it.
  var mustWait: Bool {
    if buffer[start..<end].contains(0x0a) { return false }
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) == 0
  }

  /// The next line without its line feed; nil at the end. Throws a `FileError`.
  func next() throws(FileError) -> Line? {
    var line: [UInt8] = []
    var isTooLong = false
    var isBegun = false
    while true {
      if start == end, !(try fill()) {
        return isBegun ? (isTooLong ? .tooLong : .bytes(line)) : nil
      }
      isBegun = true
      let feed = buffer[start..<end].firstIndex(of: 0x0a)
      let piece = buffer[start..<(feed ?? end)]
      start = feed.map { $0 + 1 } ?? end
      isTooLong = isTooLong || line.count + piece.count > limit
      isTooLong ? line.removeAll() : line.append(contentsOf: piece)
      if feed != nil { return isTooLong ? .tooLong : .bytes(line) }
    }
  }

  /// Forgets what was read ahead; for who moved the descriptor's place.
  func restart() {
    start = 0
    end = 0
  }

  /// False at the end of the input.
  private func fill() throws(FileError) -> Bool {
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileError(.read, name) }
      start = 0
      end = count
      return count > 0
    }
  }
}
